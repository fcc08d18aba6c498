#include "client_answers.h"

namespace keepsake::conformance {
namespace {

/// A member of an object; null when there is none, or this is no object.
Json member(Json const& object, char const* name) { return object.is_object() ? object.value(name, Json()) : Json(); }

Json accepted_form(mcp::CallContext const& context, char const* question) {
    auto const answer = member(context.input_responses, question);
    return member(answer, "action") == "accept" ? member(answer, "content") : Json();
}

std::optional<std::string> text(Json const& json) {
    return json.is_string() ? std::optional(json.get<std::string>()) : std::nullopt;
}

}  // namespace

std::optional<std::string> form_answer(mcp::CallContext const& context, char const* question, char const* field) {
    return text(member(accepted_form(context, question), field));
}

bool is_form_accepted(mcp::CallContext const& context, char const* question) {
    return accepted_form(context, question).is_object();
}

std::optional<std::string> model_answer(mcp::CallContext const& context, char const* question) {
    return text(member(member(member(context.input_responses, question), "content"), "text"));
}

std::optional<Json> roots_answer(mcp::CallContext const& context, char const* question) {
    auto roots = member(member(context.input_responses, question), "roots");
    return roots.is_array() ? std::optional(std::move(roots)) : std::nullopt;
}

}  // namespace keepsake::conformance
