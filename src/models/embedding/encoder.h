#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace keepsake::models {

struct EncoderOptions {
    std::filesystem::path model;     ///< ONNX
    std::filesystem::path compiled;  ///< written once compiled, so that the next start need not; empty: never
    std::size_t threads = 1;         ///< that work on one text together
    /// The same vectors to 1e-8 on every machine, at twice the time: nothing is rounded by what else is in the text.
    bool reproducible = false;
};

/// A loaded text encoder, used by one thread at a time.
class Encoder {
public:
    virtual ~Encoder() = default;
    virtual std::size_t dimensions() const = 0;
    /// The mean of the encoder's outputs over the tokens, which are padded to `least_length`: another length than the one
    /// before costs a millisecond. Throws std::exception when the runtime fails.
    virtual void encode(std::span<std::int64_t const> tokens, std::size_t least_length, std::int64_t padding,
                        std::span<float> mean) = 0;
};

/// What the runtime's library offers under the name `keepsake_open_encoder`. Throws std::exception.
using OpenEncoder = Encoder*(EncoderOptions const& options);
inline constexpr auto open_encoder_name = "keepsake_open_encoder";

}  // namespace keepsake::models
