#include "content.h"
#include "fixture_tool.h"
#include "fixtures.h"

namespace keepsake::conformance {
namespace {

using Telling = std::function<std::string(Json const& answer)>;

/// Asks the client, and makes a text of what it answers.
mcp::ToolReply ask(Json const& question, mcp::CallContext const& context, Telling telling) {
    if (!context.ask) return mcp::ToolResult::failure("This tool is for clients of the legacy revisions.");
    auto const answer = context.ask(question.at("method").get<std::string>(), question.at("params"));
    auto const look = [answer, telling = std::move(telling)]() -> std::optional<mcp::ToolResult> {
        auto const come = answer->look();
        if (!come) return std::nullopt;
        if (!*come) return mcp::ToolResult::failure(come->error().message);
        return text_result(telling(come->value()));
    };
    return mcp::Awaited{look, mcp::ToolResult::failure("The server is busy.")};
}

std::string tell_model_answer(Json const& answer) {
    auto const content = answer.value("content", Json::object());
    return "LLM response: " + content.value("text", "");
}

std::string tell_user_answer(Json const& answer) { return "User response: " + mcp::to_line(answer); }

std::string tell_completed(Json const& answer) {
    return "Elicitation completed: action=" + answer.value("action", "") +
           ", content=" + mcp::to_line(answer.value("content", Json::object()));
}

/// Defaults of every primitive type (SEP-1034).
Json fields_with_defaults() {
    return R"({
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "default": true}
    })"_json;
}

/// Every form of a choice (SEP-1330).
Json fields_with_choices() {
    return R"({
        "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
        "titledSingle": {"type": "string", "oneOf": [
            {"const": "value1", "title": "First Option"},
            {"const": "value2", "title": "Second Option"},
            {"const": "value3", "title": "Third Option"}]},
        "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"]},
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
        "titledMulti": {"type": "array", "items": {"anyOf": [
            {"const": "value1", "title": "First Choice"},
            {"const": "value2", "title": "Second Choice"},
            {"const": "value3", "title": "Third Choice"}]}}
    })"_json;
}

Json schema_of(char const* argument) {
    return {
        {"type", "object"}, {"properties", {{argument, {{"type", "string"}}}}}, {"required", Json::array({argument})}};
}

/// Asks with a form that is always the same.
FixtureTool::Function form(Json fields) {
    return [question = form_question("Please fill this in.", std::move(fields))](
               Json const&, mcp::CallContext const& context) { return ask(question, context, tell_completed); };
}

}  // namespace

void add_asking_tools(mcp::ToolSet& tools) {
    add_tool(tools, "test_sampling", "Asks the client's model", schema_of("prompt"),
             [](Json const& arguments, mcp::CallContext const& context) {
                 return ask(model_question(arguments.value("prompt", "")), context, tell_model_answer);
             });
    add_tool(tools, "test_elicitation", "Asks the user", schema_of("message"),
             [](Json const& arguments, mcp::CallContext const& context) {
                 Json const text = {{"type", "string"}};
                 auto const question =
                     form_question(arguments.value("message", ""), Json{{"username", text}, {"email", text}});
                 return ask(question, context, tell_user_answer);
             });
    add_tool(tools, "test_elicitation_sep1034_defaults", "Asks with defaults", form(fields_with_defaults()));
    add_tool(tools, "test_elicitation_sep1330_enums", "Asks for choices", form(fields_with_choices()));
}

}  // namespace keepsake::conformance
