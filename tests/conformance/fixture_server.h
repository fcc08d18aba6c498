#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>

#include "core/worker_pool.h"
#include "fixture_resources.h"
#include "http/server.h"
#include "mcp/http/endpoints.h"
#include "mcp/server.h"

namespace keepsake::conformance {

/// The protocol over HTTP with the fixtures of the conformance suites, and nothing of the product.
class FixtureServer {
public:
    FixtureServer();
    FixtureServer(FixtureServer const&) = delete;
    FixtureServer& operator=(FixtureServer const&) = delete;

    /// Says its address on stdout and serves until a signal comes or the input ends; returns the exit code.
    int run();

private:
    void watch_signals();
    void watch_input();
    void end();

    mcp::ToolSet tools_;
    FixtureResources resources_;
    mcp::PromptSet prompts_;
    core::WorkerPool pool_;
    boost::asio::io_context io_;
    mcp::Server server_;
    mcp::HttpEndpoints endpoints_;
    http::Router router_;
    http::Server http_;
    boost::asio::signal_set signals_;
    boost::asio::posix::stream_descriptor input_;
    std::array<char, 256> ignored_input_{};
};

}  // namespace keepsake::conformance
