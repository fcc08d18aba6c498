#include "models/server_message.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/text/unicode.h"

namespace keepsake::models {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_message = 200;
constexpr std::size_t longest_searched = 10'000;
constexpr std::size_t stretch_of_a_key = 6;
constexpr std::size_t stretch_of_a_text = 12;

std::string text_at(Json const& json, char const* name) {
    auto const found = json.is_object() ? json.find(name) : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

/// {"error": {"message": M}} of OpenAI, {"error": M} of Ollama, {"message": M}, {"detail": M} or
/// {"detail": [{"msg": M}]} of servers in Python.
std::string message_in(Json const& json) {
    if (!json.is_object()) return "";
    for (auto const* const name : {"error", "message", "detail"}) {
        if (auto text = text_at(json, name); !text.empty()) return text;
    }
    if (json.contains("error")) return text_at(json["error"], "message");
    if (json.contains("detail") && json["detail"].is_array() && !json["detail"].empty())
        return text_at(json["detail"].front(), "msg");
    return "";
}

/// Beside the message: "code", "type" and "param" of OpenAI's error, or of vLLM's, which has no {"error": ...} around it;
/// and the places and messages of {"detail": [{"loc": ["body", P], "msg": M}]}.
std::string marks_in(Json const& json) {
    if (!json.is_object()) return "";
    std::string marks;
    auto const& error = json.contains("error") ? json["error"] : json;
    for (auto const* const name : {"code", "type", "param"}) marks += " " + text_at(error, name);
    if (!json.contains("detail") || !json["detail"].is_array()) return marks;
    for (auto const& item : json["detail"]) {
        marks += " " + text_at(item, "msg");
        if (!item.is_object() || !item.contains("loc") || !item["loc"].is_array()) continue;
        for (auto const& place : item["loc"]) marks += " " + (place.is_string() ? place.get<std::string>() : "");
    }
    return marks;
}

std::string on_one_line(std::string const& text) {
    std::string line;
    for (char const c : text) {
        bool const space = static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
        if (!space) line += c;
        if (space && !line.empty() && line.back() != ' ') line += ' ';
    }
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

/// A secret shorter than the stretch is looked for as a whole; one of three bytes is none.
bool repeats(std::string_view message, std::string_view secret, std::size_t stretch) {
    if (secret.size() < 4) return false;
    stretch = std::min(stretch, secret.size());
    for (std::size_t i = 0; i + stretch <= message.size(); ++i) {
        if (secret.find(message.substr(i, stretch)) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

bool is_web_page(HttpAnswer const& answer) { return core::trimmed(answer.body).starts_with('<'); }

std::optional<std::string> server_message(HttpAnswer const& answer, std::string_view key,
                                          std::span<std::string const> texts) {
    auto message = on_one_line(message_in(Json::parse(answer.body, nullptr, false)));
    if (message.empty() || repeats(message, key, stretch_of_a_key)) return std::nullopt;
    bool const tells_a_text = std::any_of(texts.begin(), texts.end(), [&](std::string const& text) {
        return repeats(message, on_one_line(text), stretch_of_a_text);
    });
    if (tells_a_text) return std::nullopt;
    if (message.size() > longest_message) message = std::string(core::cut_utf8(message, longest_message)) + "...";
    return message;
}

bool says_one_of(HttpAnswer const& answer, std::initializer_list<std::string_view> words) {
    auto const json = Json::parse(answer.body, nullptr, false);
    auto const said = core::fold(core::cut_utf8(message_in(json) + marks_in(json), longest_searched));
    return std::any_of(words.begin(), words.end(), [&](auto word) { return said.find(word) != std::string::npos; });
}

bool finds_too_long(HttpAnswer const& answer, std::initializer_list<std::string_view> words) {
    if (answer.status == 413) return true;
    if (answer.status != 400 && answer.status != 422) return false;
    return says_one_of(answer, words);
}

}  // namespace keepsake::models
