#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>

#include "core/result.h"
#include "http/exchange.h"
#include "http/guard.h"
#include "http/limits.h"
#include "http/listen_address.h"

namespace keepsake::http {

/// HTTP/1.1 on an io_context that one thread runs. Every handler is called on that thread, and all but connections() is to
/// be called there, or while it does not run. Lives at least as long as the io_context runs; exchanges and streams may live
/// longer.
class Server {
public:
    /// `handler` gets the requests that the guard lets in.
    Server(boost::asio::io_context& io, Guard guard, Handler handler, Limits limits = {});
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;
    ~Server();

    /// The port; an error says why it cannot be had.
    core::Result<std::uint16_t> listen(ListenAddress const& address);
    /// Accepts nothing more, ends idle connections at once and others with their answer. A stream ends with its owner.
    void stop();
    /// Cuts what is still open: who asked counts as gone. Nothing is left to run then.
    void close();
    std::size_t connections() const;

private:
    class Running;
    std::shared_ptr<Running> running_;
};

}  // namespace keepsake::http
