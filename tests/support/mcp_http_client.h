#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/event_stream_client.h"
#include "support/server_process.h"

namespace keepsake::testing {

/// "Name: value" as a line of a request.
inline std::string field(std::string const& name, std::string const& value) { return name + ": " + value + "\r\n"; }

Json request_message(Json id, std::string_view method, Json params = Json::object());
/// Header fields that repeat what a modern request says, and what every POST of MCP has.
std::string modern_fields(Json const& message);
std::string post_fields();

/// One client of MCP over Streamable HTTP, at one address, over one connection that it keeps. In both eras: from
/// initialize() on it has a session; the modern requests need none. Waits for each answer.
class McpHttpClient {
public:
    /// `fields`: lines for the header of every request.
    explicit McpHttpClient(std::uint16_t port, std::string path = "/mcp", std::string fields = "")
        : port_(port), path_(std::move(path)), fields_(std::move(fields)), socket_(port) {}

    /// The result; opens a session.
    Json initialize(std::string_view version = "2025-11-25");
    [[nodiscard]] std::string const& session() const { return session_; }
    void use_session(std::string id) { session_ = std::move(id); }

    /// A body as it is, in the session if there is one.
    ReceivedAnswer post(std::string const& body, std::string const& more_fields = "");
    ReceivedAnswer post(Json const& message, std::string const& more_fields = "") {
        return post(message.dump(), more_fields);
    }
    /// Ends the session.
    ReceivedAnswer remove();
    void notify(std::string_view method, Json params = Json::object());

    /// The whole response.
    Json request(std::string_view method, Json params = Json::object());
    Json modern_request(std::string_view method, Json params = Json::object());
    /// The CallToolResult. Throws when the answer is a JSON-RPC error.
    Json call(std::string_view tool, Json arguments = Json::object());
    /// The structuredContent. Throws ToolError when the tool says isError.
    Json call_ok(std::string_view tool, Json arguments = Json::object());
    Json modern_call_ok(std::string_view tool, Json arguments = Json::object());

    /// A request that is only sent; its answer comes to read_response().
    void send(std::string_view method, Json params = Json::object());
    Json read_response();

    /// The stream of what the server says by itself.
    [[nodiscard]] EventStreamClient open_stream(std::string const& more_fields = "") const;
    /// A modern request answered by a stream, on a connection of its own.
    [[nodiscard]] EventStreamClient listen(Json const& notifications) const;

private:
    std::string own_fields() const;
    static Json message_in(ReceivedAnswer const& answer);

    std::uint16_t port_;
    std::string path_;
    std::string fields_;
    std::string session_;
    HttpSocket socket_;
    int next_id_ = 1;
};

}  // namespace keepsake::testing
