#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace keepsake::http {

/// Where to listen: "127.0.0.1:8765", "[::1]:8765", "0.0.0.0:80", "localhost:8765" (both loopback addresses). Port 0: any
/// free one.
struct ListenAddress {
    std::string host;  ///< a numeric address without brackets, or "localhost"
    std::uint16_t port = 0;
    bool is_loopback() const;
};
core::Result<ListenAddress> read_listen_address(std::string const& text);

}  // namespace keepsake::http
