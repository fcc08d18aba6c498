#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "http/exchange.h"
#include "mcp/channel.h"
#include "mcp/http/accepted.h"
#include "mcp/http/http_session.h"

namespace keepsake::mcp {

/// A message that came by POST, and what its answer must heed.
struct Post {
    std::shared_ptr<http::Exchange> exchange;
    http::Headers headers = {};
    Accepted accepted = {};
    Caller caller = {};
    std::shared_ptr<std::atomic<bool> const> is_closing = {};

    void refuse(RpcError const& error, Json const& id = nullptr) const;
};

/// Answers one message in the response to its POST: as JSON, or as a stream of events once anything is sent before the
/// answer. For a session the events have ids and outlive the response; in the modern era they do not.
class PostChannel final : public Channel {
public:
    /// `id`: of the request; null for an array.
    PostChannel(Post const& post, Json id, std::shared_ptr<HttpSession> session);
    /// Modern: as long as there is no answer, the connection is kept alive.
    PostChannel(Post const& post, Json id, std::shared_ptr<Connection> connection);
    PostChannel(PostChannel const&) = delete;
    PostChannel& operator=(PostChannel const&) = delete;
    /// A request that was cancelled has no answer, its POST has: 202, or 503 when it is the server that ends.
    ~PostChannel() override;

    void send(Json const& message) override;
    void answer(Json const& message, int http_status) override;
    void pause() override;
    /// Nobody waits for an answer any more: lets go of the connection.
    void abandon();

private:
    PostChannel(Post const& post, Json id, std::shared_ptr<HttpSession> session,
                std::shared_ptr<Connection> connection);
    void give_up();
    void decline(Json const& message) const;
    /// Opens it when there is none yet; nothing when the answer went out without.
    std::shared_ptr<EventStream> stream();
    std::shared_ptr<http::Stream> open_response(http::Exchange& exchange) const;
    http::Headers session_headers() const;

    Accepted const accepted_;
    Json const id_;
    std::shared_ptr<std::atomic<bool> const> const is_closing_;
    std::shared_ptr<HttpSession> const session_;
    std::mutex mutex_;
    std::shared_ptr<http::Exchange> exchange_;  ///< until the response has begun
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<EventStream> stream_;
    bool is_answered_ = false;
};

}  // namespace keepsake::mcp
