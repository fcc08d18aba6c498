#include "fixture_server.h"

#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <csignal>
#include <iostream>

#include "fixtures.h"

namespace keepsake::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t workers = 4;
constexpr std::size_t most_waiting_calls = 256;
constexpr auto patience_for_calls = 5s;

mcp::ServerInfo server_info() {
    return {"keepsake-conformance", "Keepsake's fixtures", KEEPSAKE_VERSION, "For the conformance suites."};
}

}  // namespace

FixtureServer::FixtureServer()
    : pool_(workers, most_waiting_calls),
      server_(server_info(), {tools_, &resources_, &prompts_, true}, pool_, [] {}),
      endpoints_(server_, pool_),
      http_(io_, http::Guard(http::Admission{}),
            [this](std::shared_ptr<http::Exchange> exchange) { router_.handle(std::move(exchange)); }),
      signals_(io_),
      input_(io_) {
    add_content_tools(tools_);
    add_running_tools(tools_, [this](mcp::ListKind kind) { server_.list_changed(kind); });
    add_asking_tools(tools_);
    add_round_trip_tools(tools_);
    add_prompts(prompts_);
    endpoints_.add_streamable(router_, "/mcp");
    endpoints_.add_sse(router_, "/sse", "/messages");
}

int FixtureServer::run() {
    auto const port = http_.listen({"127.0.0.1", 0});
    if (!port) {
        std::cerr << port.error().message << "\n";
        return 1;
    }
    watch_signals();
    input_.assign(::dup(STDIN_FILENO));
    watch_input();
    std::cout << "http://127.0.0.1:" << port.value() << "/mcp" << std::endl;
    io_.run();
    pool_.drop_waiting();
    return pool_.wait_until_idle(patience_for_calls) ? 0 : 1;
}

void FixtureServer::watch_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](boost::system::error_code const& error, int) {
        if (!error) end();
    });
}

void FixtureServer::watch_input() {
    auto const read = [this](boost::system::error_code const& error, std::size_t) {
        if (error) return end();
        watch_input();
    };
    input_.async_read_some(boost::asio::buffer(ignored_input_), read);
}

void FixtureServer::end() {
    endpoints_.cancel_calls();
    endpoints_.close();
    http_.stop();
    http_.close();
    signals_.cancel();
    boost::system::error_code ignored;
    input_.close(ignored);
}

}  // namespace keepsake::conformance
