#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "core/result.h"
#include "http/exchange.h"
#include "http/guard.h"

namespace keepsake::http {

/// What one client, or all together, may take.
struct Limits {
    std::size_t connections = 1024;  ///< then the one that has been idle longest makes room
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

/// Where to listen: "127.0.0.1:8765", "[::1]:8765", "0.0.0.0:80", "localhost:8765" (both loopback addresses). Port 0: any
/// free one.
struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;
    bool is_loopback() const;
};
core::Result<ListenAddress> read_listen_address(std::string const& text);

/// HTTP/1.1 on an io_context that one thread runs. Every handler is called on that thread. Lives at least as long as the
/// io_context runs.
class Server {
public:
    /// `handler` gets the requests that the guard lets in.
    Server(boost::asio::io_context& io, Guard guard, Handler handler, Limits limits = {});
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;
    ~Server();

    /// The port; an error says why it cannot be had.
    core::Result<std::uint16_t> listen(ListenAddress const& address);
    /// Accepts nothing more, ends idle connections at once and others with their answer.
    void stop();
    /// Cuts what is still open.
    void close();
    std::size_t connections() const;

private:
    class Running;
    std::shared_ptr<Running> running_;
};

}  // namespace keepsake::http
