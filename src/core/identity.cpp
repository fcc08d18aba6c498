#include "core/identity.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <fstream>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "core/text/terms.h"

namespace keepsake::core {
namespace {

void append_hex(std::string& out, std::span<unsigned char const> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    for (unsigned char const byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

std::array<unsigned char, 32> sha256(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

}  // namespace

std::string new_uuid() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes to be had");
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const ms = static_cast<unsigned long long>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(ms >> (40 - 8 * i));
    bytes[6] = static_cast<unsigned char>(0x70 | (bytes[6] & 0x0f));
    bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3f));

    std::span<unsigned char const> const all(bytes);
    std::string text;
    text.reserve(36);
    append_hex(text, all.subspan(0, 4));
    for (std::size_t const from : {4, 6, 8, 10}) {
        text += '-';
        append_hex(text, all.subspan(from, from == 10 ? 6 : 2));
    }
    return text;
}

std::string content_hash(std::string_view text) {
    std::string hash = "sha256:";
    append_hex(hash, sha256(text));
    return hash;
}

std::int64_t words_digest(std::string_view text) {
    std::string joined;
    for (auto const& word : words(text)) joined += word + ' ';
    if (joined.empty()) return 0;
    auto const bytes = sha256(joined);
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < sizeof digest; ++i) digest = digest << 8 | bytes[i];
    return static_cast<std::int64_t>(digest);
}

std::optional<std::string> file_sha256(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> const context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!in || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return std::nullopt;
    std::vector<char> buffer(1 << 16);
    while (in.read(buffer.data(), std::ssize(buffer)) || in.gcount() > 0) {
        if (EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount())) != 1)
            return std::nullopt;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (in.bad() || EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1) return std::nullopt;
    std::string hash;
    append_hex(hash, std::span(digest).first(size));
    return hash;
}

}  // namespace keepsake::core
