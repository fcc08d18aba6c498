#pragma once

#include <chrono>
#include <cstddef>

namespace keepsake::http {

/// What one client, or all together, may take.
struct Limits {
    std::size_t connections = 1024;  ///< then the one makes room that is longest without a whole request
    std::size_t streams = 512;       ///< open at once
    std::size_t header_bytes = 32u << 10;
    std::size_t body_bytes = 16u << 20;             ///< of one request; more: 413
    std::size_t bodies_at_once = 128u << 20;        ///< of all requests that are being read; more: 503
    std::size_t backlog_bytes = 8u << 20;           ///< of one stream; a single longer message may still go out
    std::size_t backlogs_at_once = 256u << 20;      ///< of all answers that wait for their readers
    std::chrono::milliseconds header_time{10'000};  ///< from the first byte to the end of the header; later: 408
    std::chrono::milliseconds read_pause{15'000};   ///< between two pieces of a body; longer: 408
    std::chrono::milliseconds idle_time{75'000};    ///< of a connection between two requests
    std::chrono::milliseconds write_pause{20'000};  ///< without the reader taking anything; longer: cut off
    std::chrono::milliseconds heartbeat{15'000};
};

}  // namespace keepsake::http
