#include "mcp/stdio/stdio_transport.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>

namespace keepsake::mcp {
namespace {

constexpr std::size_t longest_line = 16u << 20;
/// A client that sends and never reads is not listened to while this much waits for it.
constexpr std::size_t most_backlog = 64u << 20;
constexpr std::chrono::milliseconds backlog_pause{10};

}  // namespace

StdioTransport::StdioTransport(boost::asio::io_context& io, Server& server, std::function<void()> on_end)
    : server_(server),
      on_end_(std::move(on_end)),
      input_(io, dup(STDIN_FILENO)),
      pause_(io),
      writer_(STDOUT_FILENO),
      lines_(longest_line),
      connection_(std::make_shared<Connection>(writer_)) {}

void StdioTransport::start() { read(); }

void StdioTransport::stop() {
    boost::system::error_code ignored;
    input_.close(ignored);
    pause_.cancel();
    Server::close(*connection_);
}

void StdioTransport::read() {
    if (writer_.backlog() > most_backlog) {
        pause_.expires_after(backlog_pause);
        pause_.async_wait([this](boost::system::error_code const& stopped) {
            if (!stopped) read();
        });
        return;
    }
    input_.async_read_some(boost::asio::buffer(buffer_),
                           [this](boost::system::error_code const& error, std::size_t size) {
                               if (error == boost::asio::error::operation_aborted) return;
                               if (error) return end();
                               take({buffer_.data(), size});
                               read();
                           });
}

void StdioTransport::take(std::string_view bytes) {
    lines_.feed(
        bytes, [this](std::string_view line) { server_.receive(connection_, line); },
        [this] {
            Server::refuse(*connection_, {ErrorCode::invalid_request, "The message is longer than " +
                                                                          std::to_string(longest_line >> 20) +
                                                                          " MiB; send it in parts."});
        });
}

void StdioTransport::end() {
    lines_.end([this](std::string_view line) { server_.receive(connection_, line); });
    on_end_();
}

}  // namespace keepsake::mcp
