#include "mcp/json_rpc.h"

#include <algorithm>
#include <optional>

namespace keepsake::mcp {
namespace {

constexpr int deepest_nesting = 200;
/// Values that take two bytes of text take hundreds of memory.
constexpr std::size_t most_values = 100'000;

/// What of a text's shape is too much to be read; brackets and commas inside strings do not count.
std::optional<std::string> excess(std::string_view text) {
    int depth = 0;
    std::size_t values = 1;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
            continue;
        }
        bool const opens = c == '{' || c == '[';
        if (c == '"') in_string = true;
        if (c == '}' || c == ']') --depth;
        if (opens && ++depth > deepest_nesting)
            return "nests deeper than " + std::to_string(deepest_nesting) + " levels";
        if ((opens || c == ',') && ++values > most_values)
            return "has more than " + std::to_string(most_values) + " values";
    }
    return std::nullopt;
}

bool is_id(Json const& id) { return id.is_string() || id.is_number_integer(); }

Malformed malformed(Json const& id, std::string message) {
    return {is_id(id) ? id : Json(), {ErrorCode::invalid_request, std::move(message), nullptr, 400}};
}

std::string error_text(Json const& error) {
    auto const said = error.is_object() ? error.value("message", Json()) : Json();
    return said.is_string() && said != "" ? said.get<std::string>() : "an error without a message";
}

}  // namespace

std::variant<Json, RpcError> parse_json(std::string_view text) {
    if (auto const what = excess(text)) return RpcError{ErrorCode::parse_error, "The message " + *what + "."};
    // The parser would take a zero byte for the end of the text.
    if (auto const zero = text.find('\0'); zero != std::string_view::npos) {
        return RpcError{ErrorCode::parse_error, "The message has a zero byte (at byte " + std::to_string(zero) + ")."};
    }
    try {
        return Json::parse(text);
    } catch (Json::parse_error const& error) {
        return RpcError{ErrorCode::parse_error,
                        "The message is not valid JSON in UTF-8 (at byte " + std::to_string(error.byte) + ")."};
    } catch (Json::exception const&) {
        return RpcError{ErrorCode::parse_error, "The message has a number that is too large."};
    }
}

std::variant<Call, Answer, Malformed> read_message(Json message) {
    if (!message.is_object()) return malformed(nullptr, "A message must be a JSON object.");
    auto const id = message.contains("id") ? message["id"] : Json();
    if (message.value("jsonrpc", Json()) != "2.0") return malformed(id, "\"jsonrpc\" must be \"2.0\".");
    if (!message.contains("method")) {
        if (message.contains("error")) return Answer{id, nullptr, error_text(message["error"])};
        if (message.contains("result")) return Answer{id, std::move(message["result"]), ""};
        return malformed(id, "A message needs a \"method\".");
    }
    if (!message["method"].is_string()) return malformed(id, "\"method\" must be a string.");
    if (message.contains("id") && !is_id(id)) return malformed(id, "\"id\" must be a string or an integer.");
    bool const has_params = message.contains("params") && message["params"].is_object();
    // A notification is never answered, not even one that says nothing useful.
    if (message.contains("params") && !has_params && message.contains("id")) {
        return Malformed{id, {ErrorCode::invalid_params, "\"params\" must be an object.", nullptr, 400}};
    }
    return Call{id, message["method"].get<std::string>(), has_params ? std::move(message["params"]) : Json::object()};
}

bool expects_answer(Json const& message) {
    if (message.is_array()) return message.empty() || std::any_of(message.begin(), message.end(), expects_answer);
    if (!message.is_object()) return true;
    return message.contains("method") ? message.contains("id")
                                      : !message.contains("result") && !message.contains("error");
}

Json result_message(Json const& id, Json result) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json error_message(Json const& id, RpcError const& error) {
    Json body = {{"code", static_cast<int>(error.code)}, {"message", error.message}};
    if (!error.data.is_null()) body["data"] = error.data;
    return {{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(body)}};
}

Json request_message(Json const& id, std::string_view method, Json params) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
}

Json notification_message(std::string_view method, Json params) {
    return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

std::string to_line(Json const& message) { return message.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace keepsake::mcp
