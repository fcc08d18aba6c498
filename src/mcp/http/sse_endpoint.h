#pragma once

#include <memory>
#include <string>

#include "mcp/http/http_service.h"

namespace keepsake::mcp {

/// HTTP+SSE of 2024-11-05: one stream for all that the server says, and an address for what the client says. A session is
/// as long as its stream. A small value; called on the HTTP server's thread.
class SseEndpoint {
public:
    /// `messages`: the address that clients are told.
    SseEndpoint(std::shared_ptr<HttpService> service, std::string messages)
        : service_(std::move(service)), messages_(std::move(messages)) {}

    void get(std::shared_ptr<http::Exchange> const& exchange, Caller caller) const;
    void post(std::shared_ptr<http::Exchange> const& exchange) const;

private:
    void receive(std::shared_ptr<HttpSession> const& session, http::Exchange& exchange, Json message) const;

    std::shared_ptr<HttpService> service_;
    std::string messages_;
};

}  // namespace keepsake::mcp
