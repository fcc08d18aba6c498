#pragma once

#include <gtest/gtest.h>

#include <latch>
#include <utility>

#include "core/worker_pool.h"
#include "mcp/recording_sink.h"
#include "mcp/server.h"
#include "support/modern_era.h"

namespace keepsake::testing {

using mcp::CallContext;
using mcp::Json;
using mcp::ToolResult;

/// A tool that does what the test says.
class ScriptedTool final : public mcp::Tool {
public:
    using Script = std::function<mcp::ToolReply(Json const&, CallContext const&)>;
    ScriptedTool(std::string name, Script script)
        : definition_({{"name", std::move(name)}, {"inputSchema", {{"type", "object"}}}}), script_(std::move(script)) {}
    Json const& definition() const override { return definition_; }
    mcp::ToolReply call(Json const& arguments, CallContext const& context) const override {
        return script_(arguments, context);
    }

private:
    Json definition_;
    Script script_;
};

/// A server with one worker and, unless said otherwise, room for one waiting call; its client's messages are recorded.
class ServerTest : public ::testing::Test {
protected:
    explicit ServerTest(std::size_t most_waiting = 1) : pool_(1, most_waiting) {
        tools_.add(std::make_unique<ScriptedTool>(
                       "echo",
                       [](Json const& arguments, CallContext const& context) {
                           return ToolResult::success({{"came", arguments}, {"client", context.client}});
                       }),
                   mcp::ToolSet::Listing::listed);
        tools_.add(
            std::make_unique<ScriptedTool>("hold",
                                           [this](Json const&, CallContext const& context) {
                                               held_.count_down();
                                               release_.wait();
                                               context.progress(1, 1, "held");
                                               return ToolResult::success({{"stopped", context.stop.stop_requested()}});
                                           }),
            mcp::ToolSet::Listing::listed);
    }

    void receive(Json const& message) { server_.receive(connection_, message.dump()); }
    void notify(std::string const& method, Json params = Json::object()) {
        receive({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
    }
    static Json request(Json id, std::string const& method, Json params = Json::object()) {
        return {{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}, {"params", std::move(params)}};
    }
    static Json call(Json id, std::string const& tool, Json arguments = Json::object()) {
        return request(std::move(id), "tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
    }
    /// Everything that the client has received once nothing runs any more.
    std::vector<Json> received() {
        EXPECT_TRUE(pool_.wait_until_idle(std::chrono::minutes(1)));
        return sink_.take();
    }
    /// The one answer to a message.
    Json answer(Json const& message) {
        receive(message);
        auto messages = received();
        EXPECT_EQ(messages.size(), 1u);
        return messages.empty() ? Json() : messages[0];
    }
    int error_code(Json const& message) { return answer(message).value("/error/code"_json_pointer, 0); }
    Json initialize(std::string const& revision = "2025-11-25") {
        return answer(
            request("handshake", "initialize", {{"protocolVersion", revision}, {"clientInfo", {{"name", "desk"}}}}));
    }
    /// Starts a call of "hold" and returns when it runs.
    void hold(Json id, Json meta = Json::object()) {
        auto message = call(std::move(id), "hold");
        message["params"]["_meta"] = std::move(meta);
        receive(message);
        held_.wait();
    }
    void release() {
        if (!std::exchange(released_, true)) release_.count_down();
    }
    void TearDown() override { release(); }

    static constexpr int invalid_request = -32600;
    static constexpr int method_not_found = -32601;
    static constexpr int invalid_params = -32602;

    std::latch held_{1};
    std::latch release_{1};
    bool released_ = false;
    int greeted_ = 0;
    RecordingSink sink_;
    std::shared_ptr<mcp::Connection> connection_ = std::make_shared<mcp::Connection>(sink_);
    mcp::ToolSet tools_;
    core::WorkerPool pool_;
    mcp::Server server_{{"keepsake", "Keepsake", "1.2.3", "Use it."}, {tools_}, pool_, [this] { ++greeted_; }};
};

}  // namespace keepsake::testing
