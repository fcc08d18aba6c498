#pragma once

#include "memory/engine_fixture.h"
#include "tools/memory_resources.h"
#include "tools/tool_set.h"

namespace keepsake::testing {

using tools::Json;

/// What clients read of Ana's store, and of what Ben has in it.
class MemoryResourcesTest : public EngineFixture {
protected:
    static mcp::CallContext of(std::string user) {
        mcp::CallContext context;
        context.caller.user = std::move(user);
        return context;
    }
    static std::string uri(MemoryId const& id) { return "keepsake://memories/" + id.text; }
    static std::string uri(std::string const& user) { return "keepsake://users/" + user + "/memories"; }

    /// Nothing when there is none of that address.
    Json read(std::string const& address, mcp::CallContext const& context = {}) const {
        auto const reply = resources_.read(address, context);
        if (!reply) return nullptr;
        auto const& contents = std::get<Json>(*reply);
        EXPECT_EQ(contents.size(), 1u);
        EXPECT_EQ(contents[0].at("uri"), address);
        EXPECT_EQ(contents[0].at("mimeType"), "application/json");
        return Json::parse(contents[0].at("text").get<std::string>());
    }
    mcp::ResourcePage list(std::string const& cursor = "", mcp::CallContext const& context = {}) const {
        return resources_.list(cursor, context);
    }
    static std::vector<std::string> uris(mcp::ResourcePage const& page) {
        std::vector<std::string> found;
        for (auto const& resource : page.resources) found.push_back(resource.at("uri"));
        return found;
    }
    /// The error of a request.
    template <typename Work>
    static mcp::RpcError error_of(Work const& work) {
        try {
            work();
        } catch (mcp::RpcFailure const& failure) {
            return failure.error();
        }
        ADD_FAILURE() << "nothing was refused";
        return {mcp::ErrorCode::parse_error, ""};
    }

    tools::ToolEnvironment environment_{
        .engine = engine_, .graph = graph_, .tenant = {}, .user = "ana", .bound = false, .problem = {}};
    tools::MemoryResources resources_{environment_};
};

}  // namespace keepsake::testing
