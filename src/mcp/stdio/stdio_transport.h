#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "mcp/server.h"
#include "mcp/stdio/line_reader.h"
#include "mcp/stdio/line_writer.h"

namespace keepsake::mcp {

/// MCP over stdin and stdout: one JSON-RPC message per line (protocol revisions: transports, stdio). Runs on the
/// io_context's thread; the writer has its own.
class StdioTransport {
public:
    /// `on_end` is called once, when the input has ended.
    StdioTransport(boost::asio::io_context& io, Server& server, std::function<void()> on_end);

    void start();
    /// Reads no more, and ends streams that stay open by themselves.
    void stop();
    void cancel_calls() { connection_->cancel_all(); }
    bool flush(std::chrono::milliseconds patience) { return writer_.flush(patience); }

private:
    void read();
    void take(std::string_view bytes);
    void end();

    Server& server_;
    std::function<void()> on_end_;
    boost::asio::posix::stream_descriptor input_;
    boost::asio::steady_timer pause_;
    LineWriter writer_;
    LineReader lines_;
    std::shared_ptr<Connection> connection_;
    std::array<char, 64 * 1024> buffer_{};
};

}  // namespace keepsake::mcp
