#pragma once

#include <stdexcept>

#include "core/worker_pool.h"
#include "mcp/server.h"

namespace keepsake::testing {

/// Does what its argument "what" says, in every way in which a tool can end.
class ObedientTool final : public mcp::Tool {
public:
    mcp::Json const& definition() const override { return definition_; }
    mcp::ToolReply call(mcp::Json const& arguments, mcp::CallContext const& context) const override {
        auto const what = arguments.value("what", mcp::Json());
        auto const done = [arguments] { return mcp::ToolResult::success({{"came", arguments}}); };
        context.progress(1, 2, "half");
        context.progress(2, 2, "all");
        if (what == "fail") return mcp::ToolResult::failure("It failed.");
        if (what == "refuse") throw mcp::RpcFailure({mcp::ErrorCode::invalid_params, "It was refused."});
        if (what == "throw") throw std::runtime_error("thrown for the test");
        if (what == "await") return mcp::Awaited{done, done()};
        if (what == "ask" && context.ask) context.ask("elicitation/create", {{"message", "Well?"}});
        if (what == "require")
            return mcp::InputRequired{{{"name", {{"method", "elicitation/create"}, {"params", mcp::Json::object()}}}}};
        if (what == "state" && context.state.is_null()) return mcp::InputRequired{mcp::Json::object(), 7};
        if (what == "log") context.log(mcp::LogLevel::emergency, arguments);
        return done();
    }

private:
    mcp::Json const definition_ = {{"name", "do"}, {"inputSchema", {{"type", "object"}}}};
};

class ObedientPrompt final : public mcp::Prompt {
public:
    explicit ObedientPrompt(std::string const& name)
        : definition_({{"name", name}, {"arguments", {{{"name", "who"}, {"required", true}}}}}) {}
    mcp::Json const& definition() const override { return definition_; }
    mcp::PromptReply get(mcp::Json const& arguments, mcp::CallContext const&) const override {
        if (name() == "throw") throw std::runtime_error("thrown for the test");
        return mcp::Json{
            {"messages", {{{"role", "user"}, {"content", {{"type", "text"}, {"text", arguments["who"]}}}}}}};
    }
    mcp::Completion complete(std::string const&, std::string const& begun, mcp::CallContext const&) const override {
        return {{begun + "x"}, 1};
    }

private:
    mcp::Json const definition_;
};

class FewResources final : public mcp::Resources {
public:
    mcp::ResourcePage list(std::string const& cursor, mcp::CallContext const&) const override {
        if (cursor.size() > 8) throw mcp::RpcFailure({mcp::ErrorCode::invalid_params, "There is no such page."});
        return {mcp::Json::array({{{"uri", "test://known"}, {"name", "known"}}}), cursor.empty() ? "next" : ""};
    }
    mcp::Json templates() const override { return mcp::Json::array(); }
    std::optional<mcp::ResourceReply> read(std::string const& uri, mcp::CallContext const&) const override {
        if (uri == "test://throws") throw std::runtime_error("thrown for the test");
        if (uri != "test://known") return std::nullopt;
        return mcp::Json::array({{{"uri", uri}, {"text", "It is known."}}});
    }
    std::string stamp(std::string const&, mcp::Caller const&) const override { return "1"; }
    std::string list_stamp(mcp::Caller const&) const override { return "1"; }
    mcp::Completion complete(std::string const& uri_template, std::string const&, std::string const&,
                             mcp::CallContext const&) const override {
        if (uri_template == "test://throws") throw std::runtime_error("thrown for the test");
        return {};
    }
};

/// A server that offers something of every kind.
class ServerOfEverything {
public:
    ServerOfEverything() {
        tools_.add(std::make_unique<ObedientTool>(), mcp::ToolSet::Listing::listed);
        for (auto const* const name : {"greet", "throw"}) prompts_.add(std::make_unique<ObedientPrompt>(name));
    }

    void receive(std::shared_ptr<mcp::Connection> const& connection, std::string const& text) {
        server_.receive(connection, text);
    }
    bool wait_until_idle() { return pool_.wait_until_idle(std::chrono::minutes(1)); }

private:
    mcp::ToolSet tools_;
    mcp::PromptSet prompts_;
    FewResources resources_;
    core::WorkerPool pool_{2, 1000};
    mcp::Server server_{{"keepsake", "Keepsake", "1.2.3", "Use it."}, {tools_, &resources_, &prompts_}, pool_, [] {}};
};

}  // namespace keepsake::testing
