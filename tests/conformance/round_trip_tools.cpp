#include "client_answers.h"
#include "content.h"
#include "fixture_tool.h"
#include "fixtures.h"

namespace keepsake::conformance {
namespace {

Json name_question() { return line_question("What is your name?", "name"); }

Json confirmation() { return form_question("Please confirm.", Json{{"ok", {{"type", "boolean"}}}}); }

mcp::ToolReply ask_user(Json const&, mcp::CallContext const& context) {
    if (auto const name = form_answer(context, "user_name", "name")) return text_result("Hello, " + *name + "!");
    return mcp::InputRequired{{{"user_name", name_question()}}};
}

mcp::ToolReply ask_model(Json const&, mcp::CallContext const& context) {
    if (auto const said = model_answer(context, "capital_question")) return text_result("The model says: " + *said);
    return mcp::InputRequired{{{"capital_question", model_question("What is the capital of France?")}}};
}

mcp::ToolReply ask_for_roots(Json const&, mcp::CallContext const& context) {
    if (auto const roots = roots_answer(context, "client_roots")) return text_result("Roots: " + mcp::to_line(*roots));
    return mcp::InputRequired{{{"client_roots", roots_question()}}};
}

/// Wants its state back, as it was, with the answer.
FixtureTool::Function confirm_with_state(std::string done) {
    return [done = std::move(done)](Json const&, mcp::CallContext const& context) -> mcp::ToolReply {
        Json const state = {{"tool", done}};
        if (context.state == state && is_form_accepted(context, "confirm")) return text_result(done);
        return mcp::InputRequired{{{"confirm", confirmation()}}, state};
    };
}

mcp::ToolReply ask_everything(Json const&, mcp::CallContext const& context) {
    Json const state = "everything was asked";
    auto const name = form_answer(context, "user_name", "name");
    auto const greeting = model_answer(context, "greeting");
    auto const roots = roots_answer(context, "client_roots");
    if (context.state == state && name && greeting && roots) {
        return text_result(*greeting + ", " + *name + "! You have " + std::to_string(roots->size()) + " roots.");
    }
    Json questions = {{"user_name", name_question()},
                      {"greeting", model_question("Generate a greeting.")},
                      {"client_roots", roots_question()}};
    return mcp::InputRequired{std::move(questions), state};
}

/// Two questions, one after the other; the answer to the first travels in the state.
mcp::ToolReply ask_twice(Json const&, mcp::CallContext const& context) {
    bool const knows_name = context.state.is_object() && context.state.contains("name");
    if (knows_name) {
        auto const name = context.state.at("name").get<std::string>();
        if (auto const color = form_answer(context, "step2", "color")) return text_result(name + " likes " + *color);
    }
    auto const name = form_answer(context, "step1", "name");
    if (!knows_name && !name) return mcp::InputRequired{{{"step1", name_question()}}, {{"round", 1}}};
    Json state = knows_name ? context.state : Json{{"name", *name}};
    return mcp::InputRequired{{{"step2", line_question("Which colour do you like best?", "color")}}, std::move(state)};
}

/// Asks for what the client can do, and no more.
mcp::ToolReply ask_as_declared(Json const&, mcp::CallContext const& context) {
    if (!context.input_responses.empty()) return text_result("All was answered.");
    auto questions = Json::object();
    if (context.capabilities.contains("elicitation")) questions["form"] = name_question();
    if (context.capabilities.contains("sampling")) questions["model"] = model_question("Say something.");
    if (questions.empty()) return text_result("This client cannot be asked.");
    return mcp::InputRequired{std::move(questions)};
}

}  // namespace

void add_round_trip_tools(mcp::ToolSet& tools) {
    std::string const prefix = "test_input_required_result_";
    add_tool(tools, prefix + "elicitation", "Asks the user", ask_user);
    add_tool(tools, prefix + "sampling", "Asks the client's model", ask_model);
    add_tool(tools, prefix + "list_roots", "Asks for the client's roots", ask_for_roots);
    add_tool(tools, prefix + "request_state", "Asks, and keeps a state", confirm_with_state("state-ok"));
    add_tool(tools, prefix + "tampered_state", "Asks, and keeps a state", confirm_with_state("integrity-ok"));
    add_tool(tools, prefix + "multiple_inputs", "Asks three things at once", ask_everything);
    add_tool(tools, prefix + "multi_round", "Asks twice", ask_twice);
    add_tool(tools, prefix + "capabilities", "Asks for what the client can do", ask_as_declared);
}

}  // namespace keepsake::conformance
