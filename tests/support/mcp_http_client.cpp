#include "support/mcp_http_client.h"

#include <stdexcept>

#include "support/modern_era.h"

namespace keepsake::testing {

Json request_message(Json id, std::string_view method, Json params) {
    return {{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}, {"params", std::move(params)}};
}

std::string post_fields() {
    return field("Content-Type", "application/json") + field("Accept", "application/json, text/event-stream");
}

std::string modern_fields(Json const& message) {
    auto fields = field("MCP-Protocol-Version", modern_version) + field("Mcp-Method", message["method"]);
    for (auto const* const name : {"name", "uri"}) {
        auto const& params = message["params"];
        if (params.contains(name)) fields += field("Mcp-Name", params[name]);
    }
    return fields;
}

Json McpHttpClient::initialize(std::string_view version) {
    auto const answer = post(request_message("first", "initialize",
                                             {{"protocolVersion", version},
                                              {"capabilities", Json::object()},
                                              {"clientInfo", {{"name", "keepsake-tests"}, {"version", "1"}}}}));
    auto const response = message_in(answer);
    if (answer.status != 200 || !response.contains("result"))
        throw std::runtime_error("initialize was refused: " + answer.body);
    session_ = answer.header("mcp-session-id");
    notify("notifications/initialized");
    return response["result"];
}

ReceivedAnswer McpHttpClient::post(std::string const& body, std::string const& more_fields) {
    return socket_.ask(post_request(path_, body, post_fields() + own_fields() + more_fields));
}

ReceivedAnswer McpHttpClient::remove() {
    return socket_.ask("DELETE " + path_ + " HTTP/1.1\r\nHost: localhost\r\n" + own_fields() + "\r\n");
}

void McpHttpClient::notify(std::string_view method, Json params) {
    auto const answer = post(Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
    if (answer.status != 202) throw std::runtime_error("a notification was refused: " + answer.body);
}

Json McpHttpClient::request(std::string_view method, Json params) {
    send(method, std::move(params));
    return read_response();
}

Json McpHttpClient::modern_request(std::string_view method, Json params) {
    auto const message = request_message(next_id_++, method, modern(std::move(params)));
    return message_in(post(message, modern_fields(message)));
}

Json McpHttpClient::call(std::string_view tool, Json arguments) {
    return tool_result(request("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}}));
}

Json McpHttpClient::call_ok(std::string_view tool, Json arguments) {
    return structured_content(call(tool, std::move(arguments)));
}

Json McpHttpClient::modern_call_ok(std::string_view tool, Json arguments) {
    return structured_content(
        tool_result(modern_request("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}})));
}

void McpHttpClient::send(std::string_view method, Json params) {
    auto const message = request_message(next_id_++, method, std::move(params));
    socket_.send(post_request(path_, message.dump(), post_fields() + own_fields()));
}

Json McpHttpClient::read_response() { return message_in(socket_.read_answer()); }

EventStreamClient McpHttpClient::open_stream(std::string const& more_fields) const {
    return {port_, get_request(path_, field("Accept", "text/event-stream") + own_fields() + more_fields)};
}

EventStreamClient McpHttpClient::listen(Json const& notifications) const {
    auto const message =
        request_message("listening", "subscriptions/listen", modern({{"notifications", notifications}}));
    return {port_, post_request(path_, message.dump(), post_fields() + fields_ + modern_fields(message))};
}

std::string McpHttpClient::own_fields() const {
    return fields_ + (session_.empty() ? "" : field("Mcp-Session-Id", session_));
}

/// The last message of a stream is the answer.
Json McpHttpClient::message_in(ReceivedAnswer const& answer) {
    auto text = answer.body;
    if (answer.header("content-type") == "text/event-stream") {
        auto const last = text.rfind("data: {");
        text = last == std::string::npos ? "" : text.substr(last + 6, text.find('\n', last) - last - 6);
    }
    auto message = Json::parse(text, nullptr, false);
    if (message.is_discarded())
        throw std::runtime_error("no message, but " + std::to_string(answer.status) + " \"" + answer.body + "\"");
    return message;
}

}  // namespace keepsake::testing
