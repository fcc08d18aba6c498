#include "models/embedding/local_embedder.h"

#include <spdlog/spdlog.h>

#include <future>
#include <stdexcept>

#include "core/identity.h"
#include "core/process.h"
#include "core/text/unicode.h"
#include "models/embedding/encoder.h"
#include "models/embedding/inference_queue.h"
#include "models/embedding/word_piece.h"

namespace keepsake::models {
namespace {

constexpr auto model_name = "all-MiniLM-L6-v2-int8";
constexpr std::size_t dimension_count = 384;
/// Nearly all questions have one length, so that none waits for a change of it; facts in a row are mostly shorter.
constexpr std::size_t length_of_questions = 32;
constexpr std::size_t least_length = 16;
constexpr std::size_t most_tokens = 256;

struct ModelFile {
    std::string_view name;
    std::string_view checksum;  ///< SHA-256
};
constexpr ModelFile weights{"model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"};
constexpr ModelFile vocabulary{"vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"};

constexpr auto what_to_do = "; until it is in place again, searches go by words. `./run build` fetches it.";

/// The runtime tells its whole way through its sources, line by line; the reason comes last.
std::string last_line(std::string_view text) {
    auto const end = text.find_last_not_of(" \n");
    if (end == std::string_view::npos) return "no reason given";
    text = text.substr(0, end + 1);
    return std::string(text.substr(text.rfind('\n') + 1));
}

/// Empty when the file is there and is the one we know.
std::string fault_of(std::filesystem::path const& directory, ModelFile const& file) {
    auto const path = directory / file.name;
    auto const checksum = core::file_sha256(path);
    if (!checksum) return "The embedding model's file " + path.string() + " is missing or cannot be read" + what_to_do;
    if (*checksum != file.checksum)
        return "The embedding model's file " + path.string() + " is cut off or is not the right one" + what_to_do;
    return "";
}

/// Different models, runtimes and processors do not share a compiled file. Empty: it cannot be kept anywhere.
std::filesystem::path compiled_file(LocalEmbedderOptions const& options) {
    if (options.compiled_directory.empty()) return {};
    try {
        core::create_private_directory(options.compiled_directory);
    } catch (std::filesystem::filesystem_error const& error) {
        spdlog::warn("The compiled embedding model cannot be kept, so every start takes longer: {}", error.what());
        return {};
    }
    std::string name = std::string(model_name) + "-" + std::to_string(options.threads);
    if (options.reproducible) name += "-reproducible";
    return options.compiled_directory / (name + ".compiled");
}

}  // namespace

struct LocalEmbedder::Loaded {
    core::SharedLibrary library;
    WordPiece tokens;
    std::unique_ptr<Encoder> encoder;
    InferenceQueue queue;
};

LocalEmbedder::LocalEmbedder(LocalEmbedderOptions options) : options_(std::move(options)) {}
LocalEmbedder::~LocalEmbedder() = default;

void LocalEmbedder::start() {
    std::lock_guard const lock(mutex_);
    if (!loading_.joinable()) loading_ = std::jthread([this] { load(); });
}

bool LocalEmbedder::wait_until_idle(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return !loading_.joinable() || changed_.wait_for(lock, patience, [this] { return finished_; });
}

void LocalEmbedder::load() {
    std::string failure;
    std::unique_ptr<Loaded> loaded;
    auto const began = std::chrono::steady_clock::now();
    try {
        // The checksums are computed while the library is loaded.
        auto checked = std::async(std::launch::async, [this] {
            auto const fault = fault_of(options_.model_directory, vocabulary);
            return fault.empty() ? fault_of(options_.model_directory, weights) : fault;
        });
        auto tokens = WordPiece::read(options_.model_directory / vocabulary.name);
        core::SharedLibrary library(options_.runtime_library);
        auto* const open = reinterpret_cast<OpenEncoder*>(library.symbol(open_encoder_name));
        failure = checked.get();
        if (failure.empty() && !tokens) failure = tokens.error().message;
        if (failure.empty()) {
            std::unique_ptr<Encoder> encoder(open({.model = options_.model_directory / weights.name,
                                                   .compiled = compiled_file(options_),
                                                   .threads = options_.threads,
                                                   .reproducible = options_.reproducible}));
            loaded.reset(
                new Loaded{std::move(library), std::move(tokens).value(), std::move(encoder), InferenceQueue(1)});
        }
    } catch (std::exception const& error) {
        failure = "The embedding model's runtime in " + options_.runtime_library.parent_path().string() +
                  " could not be loaded (" + last_line(error.what()) + ")" + what_to_do;
    }
    auto const took = std::chrono::steady_clock::now() - began;
    if (failure.empty()) {
        spdlog::info("embedding model loaded in {} ms",
                     std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    } else {
        spdlog::error("{}", failure);
    }
    {
        std::lock_guard const lock(mutex_);
        failure_ = std::move(failure);
        loaded_ = std::move(loaded);
        finished_ = true;
    }
    changed_.notify_all();
}

core::Result<LocalEmbedder::Loaded*> LocalEmbedder::loaded(Urgency urgency, std::stop_token stop) {
    start();
    std::unique_lock lock(mutex_);
    auto const is_finished = [this] { return finished_; };
    urgency == Urgency::waited_for ? changed_.wait_for(lock, stop, options_.patience, is_finished)
                                   : changed_.wait(lock, stop, is_finished);
    if (loaded_) return loaded_.get();
    return core::Error{core::ErrorKind::unavailable,
                       finished_ ? failure_ : "the embedding model is still being loaded"};
}

core::Result<EmbeddingModel> LocalEmbedder::wait_until_loaded() {
    auto const ready = loaded(Urgency::background, {});
    if (!ready) return ready.error();
    return model();
}

EmbeddingModel LocalEmbedder::model() const { return {model_name, dimension_count}; }

core::Result<std::vector<Embedding>> LocalEmbedder::embed(std::span<std::string const> texts, Urgency urgency,
                                                          std::stop_token stop) {
    auto const ready = loaded(urgency, stop);
    if (!ready) return ready.error();
    auto& model = *ready.value();
    auto const least = urgency == Urgency::waited_for ? length_of_questions : least_length;
    std::vector<Embedding> vectors(texts.size(), Embedding(model.encoder->dimensions()));
    try {
        bool const complete = model.queue.run(texts.size(), urgency, stop, [&](std::size_t, std::size_t part) {
            model.encoder->encode(model.tokens.encode(texts[part], most_tokens), least, model.tokens.padding(),
                                  vectors[part]);
            if (!normalise(vectors[part])) throw std::runtime_error("the model gave no direction for a text");
        });
        if (!complete) return core::Error{core::ErrorKind::unavailable, "the call was cancelled"};
    } catch (std::exception const& error) {
        return core::Error{core::ErrorKind::unavailable,
                           "The embedding model failed (" + last_line(error.what()) + ")."};
    }
    return vectors;
}

bool LocalEmbedder::understands(std::string_view text) const { return core::is_mostly_latin(text); }

}  // namespace keepsake::models
