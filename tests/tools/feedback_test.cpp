#include "memory/engine.h"
#include "memory/engine_fixture.h"
#include "tools/tool_set.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;

/// The tool of that name over a store of its own.
class FeedbackTest : public EngineFixture {
protected:
    Json update(Json const& arguments) const {
        return std::get<mcp::ToolResult>(tools_.find("update_memory")->call(arguments, {})).json();
    }
    int feedback() const {
        int found = -100;
        store_.read_changes(state_of("ana").row, 0, [&](storage::IndexedRow&& row) { found = row.feedback; });
        return found;
    }

    ToolEnvironment environment_{
        .engine = engine_, .graph = graph_, .tenant = {}, .user = "ana", .bound = false, .problem = {}};
    mcp::ToolSet tools_ = make_tool_set(environment_, Profile::all);
};

TEST_F(FeedbackTest, EachOpinionHasItsNumber) {
    auto const id = add_fact("tea").text;
    for (auto const& [name, number] :
         std::map<std::string, int>{{"VERY_NEGATIVE", -2}, {"NEGATIVE", -1}, {"POSITIVE", 1}, {"NONE", 0}}) {
        auto const answer = update({{"memory_id", id}, {"feedback", name}});
        EXPECT_FALSE(answer.value("isError", false)) << answer;
        EXPECT_EQ(answer.at("structuredContent").at("memory"), "tea");
        EXPECT_EQ(feedback(), number) << name;
    }
    EXPECT_EQ(store_.find({id}, {})->version, 1) << "an opinion is no new version";
}

TEST_F(FeedbackTest, GoesTogetherWithAChange) {
    auto const id = add_fact("tea").text;
    auto const answer = update({{"memory_id", id}, {"text", "green tea"}, {"feedback", "NEGATIVE"}});
    EXPECT_EQ(answer.at("structuredContent").at("memory"), "green tea");
    EXPECT_EQ(feedback(), -1);
    EXPECT_EQ(store_.find({id}, {})->version, 2);
}

TEST_F(FeedbackTest, AWrongOneChangesNothing) {
    auto const id = add_fact("tea").text;
    for (auto const& wrong : {Json("GREAT"), Json(1), Json("")}) {
        auto const answer = update({{"memory_id", id}, {"text", "green tea"}, {"feedback", wrong}});
        EXPECT_TRUE(answer.value("isError", false)) << wrong;
        EXPECT_NE(answer.dump().find("VERY_NEGATIVE"), std::string::npos) << answer;
    }
    EXPECT_EQ(feedback(), 0);
    EXPECT_EQ(store_.find({id}, {})->content.text, "tea");
}

TEST_F(FeedbackTest, IsOfNothingThatIsNotThere) {
    add_fact("tea");
    auto const answer = update({{"memory_id", core::new_uuid()}, {"feedback", "POSITIVE"}});
    EXPECT_TRUE(answer.value("isError", false));
    EXPECT_NE(answer.dump().find("not found"), std::string::npos) << answer;
    EXPECT_EQ(feedback(), 0);
}

}  // namespace
}  // namespace keepsake::tools
