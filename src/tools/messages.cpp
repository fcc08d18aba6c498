#include "tools/messages.h"

#include <algorithm>
#include <array>

#include "core/text/unicode.h"

namespace keepsake::tools {
namespace {

constexpr auto text_example = "\"I moved to Porto.\"";
constexpr auto part_example = "{\"type\": \"text\", \"text\": \"I moved to Porto.\"}";

bool is_blank(Json const& json) {
    return json.is_string() && core::trimmed(json.get_ref<std::string const&>()).empty();
}

/// Parts of a content in which nobody says anything: what an assistant thinks, which tools it calls, what they return.
bool is_unsaid(Json const& type) {
    static constexpr std::array<std::string_view, 6> types = {"thinking",  "redacted_thinking", "reasoning",
                                                              "tool_call", "tool_use",          "tool_result"};
    return type.is_string() && std::find(types.begin(), types.end(), type.get_ref<std::string const&>()) != types.end();
}

bool is_text(Json const& type) {
    static constexpr std::array<std::string_view, 3> types = {"text", "input_text", "output_text"};
    return type.is_string() && std::find(types.begin(), types.end(), type.get_ref<std::string const&>()) != types.end();
}

/// Empty when nothing is said in it.
std::string read_text(Value const& value) { return is_blank(value.json()) ? "" : value.text(text_example); }

std::string read_part(Value const& part) {
    if (part.json().is_string()) return read_text(part);
    auto const type = part.json().is_object() ? part.json().value("type", Json("text")) : Json();
    if (is_unsaid(type)) return "";
    auto const text = is_text(type) ? part.member("text") : std::nullopt;
    if (!text) part.refuse("a part of type \"text\" with a text; this version reads no other kinds", part_example);
    return read_text(*text);
}

std::string read_content(Value const& content) {
    if (content.json().is_string()) return read_text(content);
    if (!content.json().is_structured()) content.refuse("a text, or an array of parts with texts", text_example);
    auto const parts = content.json().is_array() ? content.items("[]") : std::vector{content};
    std::string joined;
    for (auto const& part : parts) {
        auto const text = read_part(part);
        if (!text.empty()) joined += (joined.empty() ? "" : "\n") + text;
    }
    return joined;
}

/// Text is empty when nothing is said.
memory::Message read_message(Value const& value) {
    static constexpr std::array<std::string_view, 4> roles = {"user", "assistant", "system", "tool"};
    if (!value.json().is_object()) value.refuse("an object with role and content", messages_example);
    auto const role = value.member("role");
    if (!role) value.refuse("an object with a role", messages_example);
    bool const may_lack_content =
        value.json().contains("content") || value.member("tool_calls") || value.member("function_call");
    auto const content = value.member("content");
    if (!content && !may_lack_content) value.refuse("an object with content", messages_example);
    auto const name = value.member("name");
    auto const time = value.member("time");
    return {.role = role->one_of(roles),
            .speaker = name ? name->name("\"Ana\"") : "",
            .text = content ? read_content(*content) : "",
            .time = time ? std::optional(time->time()) : std::nullopt};
}

}  // namespace

std::vector<memory::Message> read_messages(Value const& value) {
    std::vector<memory::Message> messages;
    for (auto const& item : value.items(messages_example)) {
        auto message = read_message(item);
        if (!message.text.empty()) messages.push_back(std::move(message));
    }
    return messages;
}

}  // namespace keepsake::tools
