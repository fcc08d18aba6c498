#include "models/embedding/embeddings_answer.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace keepsake::models {
namespace {

using Json = nlohmann::json;
using core::Error;
using core::ErrorKind;

static_assert(std::endian::native == std::endian::little, "base64 vectors are copied as they come");

Error unreadable(std::string what) { return {ErrorKind::unavailable, std::move(what)}; }

int sextet(char c) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    auto const position = alphabet.find(c);
    return position == std::string_view::npos ? -1 : static_cast<int>(position);
}

std::optional<std::string> from_base64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (char const c : text) {
        auto const value = sextet(c);
        if (value < 0) return std::nullopt;
        buffer = buffer << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(buffer >> bits & 0xFF);
    }
    return bytes;
}

std::optional<Embedding> from_floats(Json const& numbers) {
    Embedding vector;
    vector.reserve(numbers.size());
    for (auto const& number : numbers) {
        if (!number.is_number()) return std::nullopt;
        vector.push_back(number.get<float>());
    }
    return vector;
}

std::optional<Embedding> from_packed_floats(std::string const& base64) {
    auto const bytes = from_base64(base64);
    if (!bytes || bytes->size() % sizeof(float) != 0) return std::nullopt;
    Embedding vector(bytes->size() / sizeof(float));
    if (!vector.empty()) std::memcpy(vector.data(), bytes->data(), bytes->size());
    return vector;
}

std::optional<Embedding> read_embedding(Json const& item) {
    auto const found = item.is_object() ? item.find("embedding") : item.end();
    if (!item.is_object() || found == item.end()) return std::nullopt;
    if (found->is_array()) return from_floats(*found);
    return found->is_string() ? from_packed_floats(found->get_ref<std::string const&>()) : std::nullopt;
}

/// Where an item belongs; without an index where it stands. Too large when its index is none.
std::size_t place_of(Json const& item, std::size_t position) {
    auto const found = item.find("index");
    if (found == item.end() || found->is_null()) return position;
    return found->is_number_unsigned() ? found->get<std::size_t>() : std::string::npos;
}

}  // namespace

core::Result<std::vector<Embedding>> read_embeddings(std::string const& body, std::size_t count) {
    auto const json = Json::parse(body, nullptr, false);
    auto const data = json.is_object() ? json.find("data") : json.end();
    if (!json.is_object() || data == json.end() || !data->is_array()) return unreadable("without vectors");
    if (data->size() != count)
        return unreadable("with " + std::to_string(data->size()) + " vectors for " + std::to_string(count) + " texts");
    std::vector<Embedding> vectors(count);
    for (std::size_t position = 0; position < count; ++position) {
        auto const& item = (*data)[position];
        auto vector = read_embedding(item);
        if (!vector || !normalise(*vector))
            return unreadable("with a vector that is empty, all zero or not made of numbers");
        auto const place = place_of(item, position);
        if (place >= count || !vectors[place].empty()) return unreadable("whose vectors are not numbered one by one");
        vectors[place] = std::move(*vector);
        if (vectors[place].size() != vectors[place_of((*data)[0], 0)].size())
            return unreadable("with vectors of different lengths");
    }
    return vectors;
}

}  // namespace keepsake::models
