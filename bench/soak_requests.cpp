#include "soak_requests.h"

#include "http_client.h"
#include "support/modern_era.h"

namespace keepsake::bench {
namespace {

using nlohmann::json;
using testing::get_request;
using testing::post_request;

std::string const json_type = "Content-Type: application/json\r\n";
std::string const revision = "2025-11-25";

std::string search_body() {
    json const params = {{"name", "search_memory"}, {"arguments", {{"query", "Where does Ana live?"}}}};
    return request_message(1, "tools/call", testing::modern(params)).dump();
}

/// As a page would ask that got its own name to lead to this machine.
std::string from_host(std::string const& host) {
    auto const body = search_body();
    return "POST /mcp HTTP/1.1\r\nHost: " + host + "\r\n" + json_type +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::vector<WrongRequest> make_wrong_requests() {
    auto const modern_lines = json_type + "MCP-Protocol-Version: 2026-07-28\r\n";
    auto const deep = std::string(300, '[') + std::string(300, ']');
    return {
        {"broken JSON", post_request("/mcp", "{\"jsonrpc\": ", json_type), 400},
        {"no JSON-RPC", post_request("/mcp", "{\"hello\": 1}", json_type), 400},
        {"JSON that is too deep", post_request("/mcp", deep, json_type), 400},
        {"not called JSON", post_request("/mcp", search_body(), "Content-Type: text/plain\r\n"), 415},
        {"a foreign Host", from_host("rebound.example"), 403},
        {"a foreign Origin", post_request("/mcp", search_body(), json_type + "Origin: https://foreign.example\r\n"),
         403},
        {"no Mcp-Method", post_request("/mcp", search_body(), modern_lines), 400},
        {"another method than said", post_request("/mcp", search_body(), modern_lines + "Mcp-Method: tools/list\r\n"),
         400},
        {"an unknown method", modern_post(1, "tools/dance", json::object()), 404},
        {"an unknown session", session_post("nobodys", revision, request_message(1, "tools/list", json::object())),
         404},
        {"no session", session_post("", revision, request_message(1, "tools/list", json::object())), 400},
        {"a stream without a session", get_request("/mcp", "Accept: text/event-stream\r\n"), 405},
        {"an unknown SSE session",
         session_post("", "", request_message(1, "tools/list", json::object()), "/messages?sessionId=nobodys"), 404},
        {"an unknown path", get_request("/nowhere"), 404},
        {"an unknown HTTP method", "PUT /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405},
        {"a body that is too long",
         "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + json_type + "Content-Length: 99999999\r\n\r\n", 413},
        {"a header that is none", "GET /health HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400},
    };
}

std::string half(std::string const& bytes) { return bytes.substr(0, bytes.size() / 2); }

}  // namespace

std::vector<WrongRequest> const& wrong_requests() {
    static auto const requests = make_wrong_requests();
    return requests;
}

std::vector<std::string> abandoned_requests(std::string const& session, std::string const& memory) {
    json const search = {{"name", "search_memory"}, {"arguments", {{"query", "Who went to the harbour last June?"}}}};
    json const update = {{"name", "update_memory"},
                         {"arguments", {{"memory_id", memory}, {"text", "Said by somebody who left at once."}}}};
    json const wanted = {{"notifications", {{"resourceSubscriptions", {"keepsake://memories/" + memory}}}}};
    auto const long_body = std::string(200'000, ' ') + search_body();
    return {
        "GET /mcp HTTP/1.1\r\nHost: loc",
        half(post_request("/mcp", search_body(), json_type)),
        half(post_request("/mcp", long_body, json_type)),
        modern_post(1, "tools/call", search),
        modern_post(1, "tools/call", update),
        modern_post(1, "subscriptions/listen", wanted),
        session_post(session, revision, request_message(100, "tools/call", search)),
        session_post(session, revision, request_message(101, "tools/call", update)),
        get_request("/mcp", "Accept: text/event-stream\r\n" + session_lines(session, revision)),
        get_request("/sse", "Accept: text/event-stream\r\n"),
        post_request("/mcp", long_body, json_type),
    };
}

}  // namespace keepsake::bench
