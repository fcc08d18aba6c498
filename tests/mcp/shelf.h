#pragma once

#include <map>
#include <mutex>

#include "mcp/prompt.h"
#include "mcp/resources.h"

namespace keepsake::testing {

/// Resources that are what the test puts there. Safe from many threads.
class Shelf final : public mcp::Resources {
public:
    void put(std::string const& uri, std::string text) {
        std::lock_guard const lock(mutex_);
        texts_[uri] = std::move(text);
    }

    mcp::ResourcePage list(std::string const& cursor, mcp::CallContext const&) const override {
        if (!cursor.empty() && cursor != "2")
            throw mcp::RpcFailure({mcp::ErrorCode::invalid_params, "There is no such page."});
        mcp::ResourcePage page;
        std::lock_guard const lock(mutex_);
        for (auto const& [uri, text] : texts_) page.resources.push_back({{"uri", uri}, {"name", uri}});
        if (cursor.empty()) page.next_cursor = "2";
        return page;
    }
    mcp::Json templates() const override { return {{{"uriTemplate", "shelf://{name}"}, {"name", "one"}}}; }
    std::optional<mcp::ResourceReply> read(std::string const& uri, mcp::CallContext const& context) const override {
        if (uri == "shelf://asks" && context.input_responses.empty())
            return mcp::InputRequired{{{"who", {{"method", "elicitation/create"}}}}, {{"uri", uri}}};
        auto text = stamp(uri, context.caller);
        if (text.empty()) return std::nullopt;
        return mcp::Json::array({{{"uri", uri}, {"text", text}}});
    }
    std::string stamp(std::string const& uri, mcp::Caller const&) const override {
        std::lock_guard const lock(mutex_);
        auto const place = texts_.find(uri);
        return place == texts_.end() ? "" : place->second;
    }
    std::string list_stamp(mcp::Caller const&) const override {
        std::lock_guard const lock(mutex_);
        return std::to_string(texts_.size());
    }
    mcp::Completion complete(std::string const&, std::string const& variable, std::string const& begun,
                             mcp::CallContext const&) const override {
        return {std::vector<std::string>(150, variable + begun), 200};
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string> texts_;
};

/// Says its argument again.
class EchoPrompt final : public mcp::Prompt {
public:
    mcp::Json const& definition() const override { return definition_; }
    mcp::PromptReply get(mcp::Json const& arguments, mcp::CallContext const&) const override {
        return mcp::Json({{"messages", mcp::Json::array({arguments})}});
    }
    mcp::Completion complete(std::string const& argument, std::string const& begun,
                             mcp::CallContext const&) const override {
        return {{argument + ":" + begun}, 1};
    }

private:
    mcp::Json definition_ = {{"name", "echo"},
                             {"arguments", {{{"name", "word"}, {"required", true}}, {{"name", "more"}}}}};
};

}  // namespace keepsake::testing
