#include "models/chat/openai_chat_request.h"

#include <nlohmann/json.hpp>

#include "models/server_message.h"

namespace keepsake::models {
namespace {

/// In the order in which it is written: models fill in a schema from its beginning to its end.
using Json = nlohmann::ordered_json;

std::string with_schema(ChatQuestion const& question) {
    return question.system + "\n\nAnswer with JSON of this schema and with nothing else:\n" + question.schema;
}

}  // namespace

std::string openai_chat_body(ChatQuestion const& question, std::string const& model, Quirks quirks) {
    bool const in_words = (quirks & no_response_format) != 0;
    auto const system = in_words ? with_schema(question) : question.system;
    Json body = {
        {"model", model},
        {"messages", {{{"role", "system"}, {"content", system}}, {{"role", "user"}, {"content", question.document}}}}};
    if ((quirks & no_temperature) == 0) body["temperature"] = 0;
    body[(quirks & max_completion_tokens) != 0 ? "max_completion_tokens" : "max_tokens"] = question.most_reply_tokens;
    if (!in_words) {
        body["response_format"] = {
            {"type", "json_schema"},
            {"json_schema", {{"name", question.name}, {"strict", true}, {"schema", Json::parse(question.schema)}}}};
    }
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Quirks quirks_named_by(HttpAnswer const& answer) {
    if (answer.status != 400 && answer.status != 404 && answer.status != 422) return 0;
    Quirks named = 0;
    if (says_one_of(answer, {"response_format", "response format", "schema", "grammar", "structured output",
                             "structured_output"}))
        named |= no_response_format;
    if (says_one_of(answer, {"temperature"})) named |= no_temperature;
    bool const unsupported = says_one_of(answer, {"not supported", "unsupported", "not permitted"});
    if (says_one_of(answer, {"max_completion_tokens"}) || (unsupported && says_one_of(answer, {"max_tokens"})))
        named |= max_completion_tokens;
    return named;
}

}  // namespace keepsake::models
