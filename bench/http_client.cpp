#include "http_client.h"

#include <stdexcept>

#include "server_program.h"
#include "support/modern_era.h"

namespace keepsake::bench {
namespace {

using nlohmann::json;
using testing::post_request;

std::string const content_lines = "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";

/// Names that this client uses need no encoding.
std::string name_line(std::string_view method, json const& params) {
    if (method == "resources/read") return "Mcp-Name: " + params.at("uri").get<std::string>() + "\r\n";
    bool const is_named = method == "tools/call" || method == "prompts/get";
    return is_named ? "Mcp-Name: " + params.at("name").get<std::string>() + "\r\n" : "";
}

}  // namespace

std::string modern_post(int id, std::string_view method, json params) {
    auto const lines = content_lines + "MCP-Protocol-Version: " + testing::modern_version +
                       "\r\nMcp-Method: " + std::string(method) + "\r\n" + name_line(method, params);
    auto const message = request_message(id, method, testing::modern(std::move(params)));
    return post_request("/mcp", message.dump(), lines);
}

std::string session_post(std::string const& session, std::string const& revision, json const& message,
                         std::string const& path) {
    return post_request(path, message.dump(), content_lines + session_lines(session, revision));
}

json request_message(int id, std::string_view method, json params) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
}

json notification_message(std::string_view method) { return {{"jsonrpc", "2.0"}, {"method", method}}; }

json initialize_params(std::string const& revision) {
    json const info = {{"name", "keepsake-bench"}, {"version", "1"}};
    return {{"protocolVersion", revision}, {"capabilities", json::object()}, {"clientInfo", info}};
}

std::string session_lines(std::string const& session, std::string const& revision) {
    if (session.empty()) return "";
    return "Mcp-Session-Id: " + session + "\r\nMCP-Protocol-Version: " + revision + "\r\n";
}

HttpClient::HttpClient(std::uint16_t port, Era era, std::string revision)
    : socket_(port), era_(era), revision_(std::move(revision)) {
    if (era == Era::modern) return;
    begin("initialize", initialize_params(revision_));
    auto const answer = socket_.read_answer();
    session_ = answer.header("mcp-session-id");
    if (session_.empty()) throw std::runtime_error("no session was begun: " + answer.body);
    auto const taken =
        socket_.ask(session_post(session_, revision_, notification_message("notifications/initialized")));
    if (taken.status != 202) throw std::runtime_error("a notification was not taken: " + taken.body);
}

std::string HttpClient::post(std::string_view method, json params) {
    ++last_id_;
    if (era_ == Era::modern) return modern_post(last_id_, method, std::move(params));
    return session_post(session_, revision_, request_message(last_id_, method, std::move(params)));
}

void HttpClient::begin(std::string_view method, json params) { socket_.send(post(method, std::move(params))); }

std::string HttpClient::request(std::string_view method, json params) {
    auto answer = socket_.ask(post(method, std::move(params)));
    if (answer.status != 200 || is_failure(answer.body))
        throw std::runtime_error(std::to_string(answer.status) + " " + answer.body);
    return std::move(answer.body);
}

void HttpClient::end_session() {
    auto const answer =
        socket_.ask("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n" + session_lines(session_, revision_) + "\r\n");
    if (answer.status != 204) throw std::runtime_error("a session was not ended: " + answer.body);
}

void wait_for_model(HttpClient& client) {
    auto const answer = client.call("search_memory", {{"query", "Is the model there?"}});
    if (!searched_by_all(answer)) throw std::runtime_error("the server does not search by meaning: " + answer);
}

}  // namespace keepsake::bench
