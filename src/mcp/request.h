#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "mcp/connection.h"
#include "mcp/request_state.h"

namespace keepsake::mcp {

/// One request on its way to its answer. Copies are the same request. Safe from many threads.
class Request {
public:
    /// `server`: what the server says about itself in modern answers; lives longer.
    Request(std::shared_ptr<Connection> connection, std::shared_ptr<Channel> channel, Call call, Era era,
            std::stop_token stop, Json const& server);

    Json const& id() const { return call_.id; }
    std::string const& method() const { return call_.method; }
    Json const& params() const { return call_.params; }
    /// A text among the parameters. Throws RpcFailure when there is none.
    std::string text(std::string_view name) const;
    Era era() const { return era_; }
    Connection& connection() const { return *connection_; }
    std::shared_ptr<Connection> const& shared_connection() const { return connection_; }
    std::shared_ptr<Channel> const& channel() const { return channel_; }

    /// What a handler of ours may know and do. Throws RpcFailure for a state that `seal` did not seal for this call.
    CallContext context(RequestStateSeal const& seal) const;

    /// Whether it was cancelled; then it is closed, and nothing is to be sent for it.
    bool is_cancelled() const;
    void succeed(Json result) const;
    void fail(RpcError const& error) const;
    /// Has the client ask what is needed; fails when it has not declared that it can (2026-07-28).
    void require(InputRequired const& input, RequestStateSeal const& seal) const;

    /// What is needed for the answer; the arguments may be large.
    Request without_params() const;

private:
    Json field(char const* name) const;
    std::string client() const;
    Json capabilities() const;
    std::function<void(LogLevel, Json const&)> log() const;
    std::string bound_to() const;

    std::shared_ptr<Connection> connection_;
    std::shared_ptr<Channel> channel_;
    Call call_;
    Era era_;
    std::stop_token stop_;
    Json const* server_;
};

/// The name in a client's `clientInfo`; empty when it has none.
std::string client_name(Json const& info);

}  // namespace keepsake::mcp
