// A library of its own, loaded when it is needed: without it, or without OpenVINO, the program still starts.

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <openvino/openvino.hpp>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "models/embedding/encoder.h"

namespace keepsake::models {
namespace {

/// Lengths that change from text to text cost a millisecond or two each: there are few multiples of this.
constexpr std::size_t length_step = 8;

ov::AnyMap properties(EncoderOptions const& options) {
    ov::AnyMap map = {
        ov::hint::inference_precision(ov::element::f32),  // some processors take bf16 otherwise
        // Measured: two streams of a thread each take twice as long for one text and gain nothing for many.
        ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
        ov::inference_num_threads(static_cast<std::int32_t>(options.threads)), ov::hint::enable_cpu_pinning(false)};
    if (options.reproducible) map.emplace(ov::hint::dynamic_quantization_group_size(0));
    return map;
}

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view bytes) {
    Digest digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

/// A compiled model is written with its digest behind it: one that is cut or damaged is not even tried.
std::optional<std::string> read_compiled(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes(in ? std::filesystem::file_size(file) : 0, '\0');
    if (bytes.size() <= sizeof(Digest) || !in.read(bytes.data(), std::ssize(bytes))) return std::nullopt;
    auto const size = bytes.size() - sizeof(Digest);
    auto const digest = sha256(std::string_view(bytes).substr(0, size));
    if (!std::equal(digest.begin(), digest.end(), reinterpret_cast<unsigned char const*>(bytes.data()) + size))
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

/// What processes that were ended while they wrote have left. One that still writes goes on without keeping its file.
void remove_unfinished(std::filesystem::path const& file) {
    std::error_code failed;
    for (auto const& entry : std::filesystem::directory_iterator(file.parent_path(), failed)) {
        if (entry.path().filename().string().starts_with(file.filename().string() + "."))
            std::filesystem::remove(entry.path(), failed);
    }
}

/// Appears under its name when it is complete, whoever else writes the same.
void write_compiled(ov::CompiledModel& model, std::filesystem::path const& file) {
    std::ostringstream exported;
    model.export_model(exported);
    auto const bytes = std::move(exported).str();
    auto const digest = sha256(bytes);
    remove_unfinished(file);
    auto const unfinished = std::filesystem::path(file).concat("." + std::to_string(std::random_device()()));
    std::error_code failed;
    {
        std::ofstream out(unfinished, std::ios::binary);
        out.write(bytes.data(), std::ssize(bytes));
        out.write(reinterpret_cast<char const*>(digest.data()), std::ssize(digest));
        if (out.flush()) std::filesystem::rename(unfinished, file, failed);
        if (out && !failed) return;
    }
    std::filesystem::remove(unfinished, failed);
}

ov::CompiledModel load(ov::Core& core, EncoderOptions const& options) {
    if (auto compiled = read_compiled(options.compiled)) {
        try {
            std::istringstream in(std::move(*compiled));
            return core.import_model(in, "CPU", properties(options));
        } catch (std::exception const&) {
            // Made for another version of the runtime or another processor; it is made again.
        }
    }
    auto model = core.compile_model(options.model.string(), "CPU", properties(options));
    if (!options.compiled.empty()) write_compiled(model, options.compiled);
    return model;
}

class OpenVinoEncoder final : public Encoder {
public:
    explicit OpenVinoEncoder(EncoderOptions const& options) : model_(load(core_, options)) {
        request_ = model_.create_infer_request();
        dimensions_ = model_.output(0).get_partial_shape()[2].get_length();
    }

    std::size_t dimensions() const override { return static_cast<std::size_t>(dimensions_); }

    void encode(std::span<std::int64_t const> tokens, std::size_t least_length, std::int64_t padding,
                std::span<float> mean) override {
        auto const length = std::max(least_length, (tokens.size() + length_step - 1) / length_step * length_step);
        ov::Shape const shape{1, length};
        ov::Tensor ids(ov::element::i64, shape);
        ov::Tensor mask(ov::element::i64, shape);
        ov::Tensor types(ov::element::i64, shape);
        auto* const id = ids.data<std::int64_t>();
        std::fill(std::copy(tokens.begin(), tokens.end(), id), id + length, padding);
        auto* const mark = mask.data<std::int64_t>();
        std::fill(std::fill_n(mark, tokens.size(), 1), mark + length, 0);
        std::fill_n(types.data<std::int64_t>(), length, 0);

        request_.set_tensor("input_ids", ids);
        request_.set_tensor("attention_mask", mask);
        request_.set_tensor("token_type_ids", types);
        request_.infer();

        auto const states = request_.get_output_tensor();
        auto const* state = states.data<float>();
        std::fill(mean.begin(), mean.end(), 0.0f);
        for (std::size_t token = 0; token < tokens.size(); ++token) {
            for (float& value : mean) value += *state++;
        }
        for (float& value : mean) value /= static_cast<float>(tokens.size());
    }

private:
    ov::Core core_;
    ov::CompiledModel model_;
    ov::InferRequest request_;
    std::int64_t dimensions_ = 0;
};

}  // namespace
}  // namespace keepsake::models

extern "C" __attribute__((visibility("default"))) keepsake::models::Encoder* keepsake_open_encoder(
    keepsake::models::EncoderOptions const& options) {
    return new keepsake::models::OpenVinoEncoder(options);
}
