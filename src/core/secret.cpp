#include "core/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace keepsake::core {
namespace {

unsigned char const* bytes_of(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

}  // namespace

bool equal_secrets(std::string_view one, std::string_view other) {
    // The digests are of one length, and what is known of them says nothing about the secrets.
    auto const key = random_bytes(32);
    auto const first = keyed_digest(key, one);
    auto const second = keyed_digest(key, other);
    return CRYPTO_memcmp(first.data(), second.data(), first.size()) == 0;
}

std::string keyed_digest(std::string_view key, std::string_view text) {
    std::string digest(32, '\0');
    unsigned int size = 0;
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), out, &size) ==
        nullptr)
        throw std::runtime_error("HMAC is not available");
    return digest;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("no random bytes to be had");
    return bytes;
}

std::string random_token() {
    static constexpr char digits[] = "0123456789abcdef";
    std::string token;
    for (unsigned char const byte : random_bytes(16)) {
        token += digits[byte >> 4];
        token += digits[byte & 15];
    }
    return token;
}

std::string base64url(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    auto const size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    while (!text.empty() && text.back() == '=') text.pop_back();
    for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

}  // namespace keepsake::core
