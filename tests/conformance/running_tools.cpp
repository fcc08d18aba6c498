#include <chrono>

#include "content.h"
#include "fixture_tool.h"
#include "fixtures.h"

namespace keepsake::conformance {
namespace {

using namespace std::chrono_literals;

mcp::ToolReply log(Json const&, mcp::CallContext const& context) {
    for (auto const* const words : {"Tool execution started", "Tool processing data", "Tool execution completed"}) {
        if (context.log) context.log(mcp::LogLevel::info, words);
    }
    return text_result("Logged three times.");
}

mcp::ToolReply report_progress(Json const&, mcp::CallContext const& context) {
    for (auto const done : {0, 50, 100}) {
        if (context.progress) context.progress(done, 100, "");
    }
    return text_result("All is done.");
}

/// Says something on the way and then asks: none of both may be a request to the client.
mcp::ToolReply stream_and_ask(Json const&, mcp::CallContext const& context) {
    if (context.progress) context.progress(1, 2, "");
    return mcp::InputRequired{{{"who", line_question("Who is it?", "name")}}};
}

/// Lets go of the stream; by the time the answer is there, the client has to have come back for it.
mcp::ToolReply pause(Json const&, mcp::CallContext const& context) {
    if (context.pause) context.pause();
    auto const ready = std::chrono::steady_clock::now() + 100ms;
    auto const look = [ready]() -> std::optional<mcp::ToolResult> {
        if (std::chrono::steady_clock::now() < ready) return std::nullopt;
        return text_result("Reconnection test completed successfully");
    };
    return mcp::Awaited{look, mcp::ToolResult::failure("The server is busy.")};
}

}  // namespace

void add_running_tools(mcp::ToolSet& tools, std::function<void(mcp::ListKind)> const& list_changed) {
    auto const change = [list_changed](mcp::ListKind kind) {
        return [list_changed, kind](Json const&, mcp::CallContext const&) {
            list_changed(kind);
            return text_result("Told.");
        };
    };
    add_tool(tools, "test_tool_with_logging", "Logs while it runs", log);
    add_tool(tools, "test_logging_tool", "Logs while it runs", log);
    add_tool(tools, "test_tool_with_progress", "Reports its progress", report_progress);
    add_tool(tools, "test_streaming_elicitation", "Reports its progress, then asks", stream_and_ask);
    add_tool(tools, "test_reconnection", "Ends its stream and answers later", pause);
    add_tool(tools, "test_trigger_tool_change", "Tells that the tools have changed", change(mcp::ListKind::tools));
    add_tool(tools, "test_trigger_prompt_change", "Tells that the prompts have changed",
             change(mcp::ListKind::prompts));
}

}  // namespace keepsake::conformance
