#include "memory/engine.h"
#include "memory/engine_fixture.h"
#include "tools/tool_set.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;

/// Says what the test says, now and later.
class TalkingTool final : public MemoryTool {
public:
    TalkingTool(ToolEnvironment const& environment, std::function<std::optional<Json>()> later)
        : MemoryTool(environment, {{"name", "talk"}}, {"known"}), later_(std::move(later)) {}

protected:
    Answer run(Arguments const&, mcp::CallContext const&) const override {
        Answer answer(Json{{"said", "now"}});
        answer.later = later_;
        return answer;
    }

private:
    std::function<std::optional<Json>()> later_;
};

class AddMemoryToolTest : public EngineFixture {
protected:
    mcp::ToolReply reply(Json const& arguments) const { return tools_.find("add_memory")->call(arguments, {}); }
    Json add(Json const& arguments) const { return std::get<mcp::ToolResult>(reply(arguments)).json(); }
    std::string refusal(Json const& arguments) const {
        auto const answer = add(arguments);
        EXPECT_TRUE(answer.value("isError", false)) << answer;
        return answer["content"][0]["text"];
    }
    std::vector<std::string> kept(Json const& arguments) const {
        std::vector<std::string> texts;
        auto const answer = add(arguments);
        EXPECT_FALSE(answer.value("isError", false)) << answer;
        for (auto const& result : answer["structuredContent"]["results"]) texts.push_back(result["memory"]);
        return texts;
    }

    ToolEnvironment environment_{
        .engine = engine_, .graph = graph_, .tenant = {}, .user = "ana", .bound = false, .problem = {}};
    mcp::ToolSet tools_ = make_tool_set(environment_, Profile::all);
};

TEST_F(AddMemoryToolTest, KeepsOfAConversationWhatIsSaid) {
    Json const messages = Json::array({{{"role", "user"}, {"content", {{{"type", "text"}, {"text", "Tea?"}}}}},
                                       {{"role", "assistant"}, {"content", nullptr}},
                                       {{"role", "assistant"}, {"content", "Yes."}}});
    EXPECT_EQ(kept({{"messages", messages}}), (std::vector<std::string>{"Tea?", "Yes."}));
}

TEST_F(AddMemoryToolTest, RefusesAConversationInWhichNothingIsSaid) {
    Json const silence =
        Json::array({{{"role", "user"}, {"content", " "}}, {{"role", "assistant"}, {"content", nullptr}}});
    EXPECT_TRUE(refusal({{"messages", silence}}).starts_with("messages: expected at least one message"));
    EXPECT_EQ(kept({{"messages", silence}, {"facts", {"tea"}}}), std::vector<std::string>{"tea"});
    EXPECT_TRUE(
        refusal({{"relations", Json::array()}}).starts_with("facts: expected text, messages, facts or relations"));
}

TEST_F(AddMemoryToolTest, TakesRelationsAndWishesAlongWithTheRest) {
    auto const answer = add({{"text", "Ana lives in Porto."},
                             {"relations", {{{"subject", "Ana"}, {"predicate", "lives in"}, {"object", "Porto"}}}},
                             {"prompt", "Only places."},
                             {"includes", "cities"},
                             {"excludes", "streets"},
                             {"custom_categories", {{"places", "where things are"}}}});
    EXPECT_FALSE(answer.value("isError", false)) << answer;
    EXPECT_FALSE(answer["structuredContent"].contains("ignored")) << answer;
    EXPECT_TRUE(refusal({{"text", "tea"}, {"relations", {"Ana knows Bo"}}}).starts_with("relations[0]: "));
    EXPECT_TRUE(refusal({{"text", "tea"}, {"custom_categories", 5}}).starts_with("custom_categories: "));
}

TEST_F(AddMemoryToolTest, WithoutAModelThereIsNothingToWaitFor) {
    auto const answer = add({{"text", "tea"}, {"wait", true}});
    EXPECT_EQ(answer["structuredContent"]["status"], "SUCCEEDED");
}

TEST_F(AddMemoryToolTest, AToolMayAnswerLater) {
    std::optional<Json> later;
    TalkingTool const tool(environment_, [&] { return later; });
    auto const reply = tool.call({{"known", 1}, {"zzzzzzzz", 2}}, {});
    auto const& awaited = std::get<mcp::Awaited>(reply);
    EXPECT_EQ(awaited.otherwise.json()["structuredContent"], (Json{{"said", "now"}, {"ignored", {"zzzzzzzz"}}}));
    EXPECT_FALSE(awaited.ask());
    later = Json{{"said", "later"}};
    EXPECT_EQ(awaited.ask()->json()["structuredContent"], (Json{{"said", "later"}, {"ignored", {"zzzzzzzz"}}}));
}

TEST_F(AddMemoryToolTest, WhatFailsLaterIsExplainedAsWhatFailsNow) {
    TalkingTool const tool(environment_, []() -> std::optional<Json> { throw CallRefused("event_id: it was erased"); });
    auto const reply = tool.call(Json::object(), {});
    auto const result = std::get<mcp::Awaited>(reply).ask();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->json()["isError"], true);
    EXPECT_EQ(result->json()["content"][0]["text"], "event_id: it was erased");
}

}  // namespace
}  // namespace keepsake::tools
