#include <future>

#include "mcp/server_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

/// Calls of "later" are answered with what they came with, once the test says that it is there.
class ServerAwaitingTest : public ServerTest {
protected:
    ServerAwaitingTest() : ServerTest(100) {}

    void SetUp() override {
        initialize();
        tools_.add(std::make_unique<ScriptedTool>("later",
                                                  [this](Json const& arguments, CallContext const&) {
                                                      return awaited([this, arguments]() -> std::optional<ToolResult> {
                                                          if (++asked_ == 3) asked_three_times_.set_value();
                                                          return there_ ? std::optional(ToolResult::success(arguments))
                                                                        : std::nullopt;
                                                      });
                                                  }),
                   ToolSet::Listing::unlisted);
    }

    static Awaited awaited(std::function<std::optional<ToolResult>()> ask) {
        return {std::move(ask), ToolResult::success({{"status", "later"}})};
    }
    void add_tool(std::string name, ScriptedTool::Script script) {
        tools_.add(std::make_unique<ScriptedTool>(std::move(name), std::move(script)), ToolSet::Listing::unlisted);
    }
    void wait_until_asked_three_times() {
        ASSERT_EQ(asked_three_times_.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
    }

    std::atomic<bool> there_ = false;
    std::atomic<int> asked_ = 0;
    std::promise<void> asked_three_times_;
};

TEST_F(ServerAwaitingTest, AnAnswerIsAskedForUntilItIsThere) {
    receive(call(1, "later", {{"a", 1}}));
    wait_until_asked_three_times();
    EXPECT_TRUE(sink_.take().empty());
    there_ = true;
    auto const messages = received();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0]["id"], 1);
    EXPECT_EQ(messages[0]["result"]["structuredContent"], Json({{"a", 1}}));
}

TEST_F(ServerAwaitingTest, WaitingHoldsNoThread) {
    std::promise<void> marked;
    add_tool("mark", [&](Json const&, CallContext const&) {
        marked.set_value();
        return ToolResult::success({});
    });
    for (int id = 1; id <= 8; ++id) receive(call(id, "later"));
    wait_until_asked_three_times();
    receive(call(9, "mark"));
    EXPECT_EQ(marked.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready)
        << "the one thread is free for other calls";
    there_ = true;
    EXPECT_EQ(received().size(), 9u);
}

TEST_F(ServerAwaitingTest, ACancelledOneIsNotAskedForAnyMore) {
    receive(call(1, "later"));
    wait_until_asked_three_times();
    notify("notifications/cancelled", {{"requestId", 1}});
    EXPECT_TRUE(received().empty()) << "the server comes to rest without an answer";
    auto const asked = asked_.load();
    EXPECT_TRUE(answer(request(1, "ping")).contains("result")) << "its id is free again";
    EXPECT_EQ(asked_, asked);
}

TEST_F(ServerAwaitingTest, AFailureWhileItIsAskedForIsTheAnswer) {
    add_tool("fail", [](Json const&, CallContext const&) {
        return awaited([]() -> std::optional<ToolResult> { throw std::runtime_error("no disk"); });
    });
    auto const result = answer(call(1, "fail"))["result"];
    EXPECT_EQ(result["isError"], true);
    EXPECT_NE(result["content"][0]["text"].get<std::string>().find("no disk"), std::string::npos);
}

TEST_F(ServerAwaitingTest, ProgressGrowsFromTheCallToItsAnswer) {
    add_tool("count", [](Json const&, CallContext const& context) {
        context.progress(2, 9, "begun");
        return awaited([context, next = 0]() mutable -> std::optional<ToolResult> {
            context.progress(++next, 9, "goes on");
            return next == 4 ? std::optional(ToolResult::success({})) : std::nullopt;
        });
    });
    auto message = call(1, "count");
    message["params"]["_meta"] = {{"progressToken", "p"}};
    receive(message);
    std::vector<double> values;
    for (auto const& sent : received()) {
        if (!sent.contains("result")) values.push_back(sent["params"]["progress"]);
    }
    EXPECT_EQ(values, (std::vector<double>{2, 3, 4}));
}

class ServerWithoutRoomTest : public ServerTest {};

TEST_F(ServerWithoutRoomTest, SaysAtOnceWhatItWouldHaveSaidLater) {
    initialize();
    tools_.add(std::make_unique<ScriptedTool>(
                   "later",
                   [this](Json const&, CallContext const&) {
                       receive(call(2, "echo"));  // takes the only place
                       return Awaited{[] { return std::nullopt; }, ToolResult::success({{"status", "later"}})};
                   }),
               ToolSet::Listing::unlisted);
    receive(call(1, "later"));
    auto const messages = received();
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0]["id"], 1);
    EXPECT_EQ(messages[0]["result"]["structuredContent"], Json({{"status", "later"}}));
}

}  // namespace
}  // namespace keepsake::mcp
