#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "http/message.h"

namespace keepsake::http {

/// What a head says beside the fields of its response.
struct Framing {
    enum class Body { none, counted, chunked, until_close };
    Body body = Body::counted;
    std::size_t length = 0;  ///< of a counted body
    bool last = false;       ///< the connection ends after this answer
    bool http_1_0 = false;   ///< how it was asked
};

/// Status line and fields up to the empty line. Fields that belong to the framing are left out of the response's own, and
/// no value can begin a field of its own.
std::string head_text(Response const& response, Headers const& sharing, Framing const& framing,
                      std::chrono::sys_seconds now);

/// What stands before and after the bytes of a chunk (RFC 9112, 7.1).
std::string chunk_begin(std::size_t size);
inline constexpr char const* chunk_end = "\r\n";
inline constexpr char const* last_chunk = "0\r\n\r\n";

}  // namespace keepsake::http
