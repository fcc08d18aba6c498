#pragma once

#include <memory>

#include "mcp/http/http_service.h"

namespace keepsake::mcp {

/// Streamable HTTP of both eras, told apart message by message. A small value; called on the HTTP server's thread.
class StreamableEndpoint {
public:
    explicit StreamableEndpoint(std::shared_ptr<HttpService> service) : service_(std::move(service)) {}

    void post(std::shared_ptr<http::Exchange> const& exchange, Caller caller) const;
    /// A session's stream of what belongs to no request, or the rest of a stream that broke.
    void get(std::shared_ptr<http::Exchange> const& exchange, Caller const& caller) const;
    /// Ends a session.
    void remove(std::shared_ptr<http::Exchange> const& exchange, Caller const& caller) const;

private:
    void receive(Post const& post, Json message) const;
    void receive_legacy(Post const& post, Json message) const;
    void begin_session(Post const& post, Json message) const;
    /// The session that the request names, or nothing and the request is answered.
    std::shared_ptr<HttpSession> session_of(http::Exchange& exchange, http::Headers const& headers,
                                            Caller const& caller, Json const& id) const;
    std::shared_ptr<HttpSession> session_asked_for(http::Exchange& exchange, Caller const& caller) const;

    std::shared_ptr<HttpService> service_;
};

}  // namespace keepsake::mcp
