#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "support/http_socket.h"

namespace keepsake::bench {

/// A whole HTTP request of revision 2026-07-28, in which every request says everything.
std::string modern_post(int id, std::string_view method, nlohmann::json params);

/// A whole HTTP request of the revisions before. Both names are empty before there is a session.
std::string session_post(std::string const& session, std::string const& revision, nlohmann::json const& message,
                         std::string const& path = "/mcp");
nlohmann::json request_message(int id, std::string_view method, nlohmann::json params);
nlohmann::json notification_message(std::string_view method);
nlohmann::json initialize_params(std::string const& revision);
/// The header fields that name a session.
std::string session_lines(std::string const& session, std::string const& revision);

/// How a client speaks: stateless requests of 2026-07-28, or in a session of the revisions before.
enum class Era { modern, session };

/// An MCP client on one connection, which stays open; it waits for each answer and parses nothing. One thread at a time.
class HttpClient {
public:
    /// A session is begun at once.
    HttpClient(std::uint16_t port, Era era, std::string revision = "2025-11-25");

    /// Sends a request and does not wait.
    void begin(std::string_view method, nlohmann::json params);
    /// The body of the answer. Throws, with it, when it says that something went wrong.
    std::string request(std::string_view method, nlohmann::json params = nlohmann::json::object());
    std::string call(std::string_view tool, nlohmann::json arguments) {
        return request("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
    }
    void end_session();

    std::string const& session() const { return session_; }
    std::string const& revision() const { return revision_; }
    testing::HttpSocket& socket() { return socket_; }

private:
    std::string post(std::string_view method, nlohmann::json params);

    testing::HttpSocket socket_;
    Era const era_;
    std::string const revision_;
    std::string session_;
    int last_id_ = 0;
};

/// Waits until searches go by meaning too.
void wait_for_model(HttpClient& client);

}  // namespace keepsake::bench
