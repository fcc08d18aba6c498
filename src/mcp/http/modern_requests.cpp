#include "mcp/http/modern_requests.h"

#include <algorithm>

#include "mcp/http/modern_headers.h"

namespace keepsake::mcp {
namespace {

/// In the modern era nothing is said that belongs to no request.
class NoSink final : public MessageSink {
public:
    void send(Json const&) override {}
};

NoSink no_sink;

}  // namespace

void ModernRequests::receive(Post const& post, Json message) {
    // Nothing that a modern client could only notify of over HTTP changes anything here.
    if (!expects_answer(message)) return post.exchange->respond({202, {}, ""});
    auto const& id = message["id"];
    if (auto const fault = modern_request_fault(post.headers, message, server_.tools())) return post.refuse(*fault, id);
    if (message["method"] == "subscriptions/listen" && !post.accepted.events) {
        return post.refuse({ErrorCode::invalid_request, "Accept must allow text/event-stream.", nullptr, 406}, id);
    }

    auto const connection = std::make_shared<Connection>(no_sink, post.caller);
    remember(connection);
    auto const channel = std::make_shared<PostChannel>(post, id, connection);
    server_.receive(connection, std::move(message), channel);
    // Hanging up is cancelling (revision 2026-07-28, Streamable HTTP: cancellation).
    post.exchange->when_gone([weak = std::weak_ptr(connection), way_back = std::weak_ptr(channel)] {
        if (auto const open = way_back.lock()) open->abandon();
        if (auto const gone = weak.lock()) gone->cancel_all();
    });
    if (*post.is_closing) Server::close(*connection);
}

void ModernRequests::close() {
    for (auto const& connection : open()) Server::close(*connection);
}

void ModernRequests::cancel_all() {
    for (auto const& connection : open()) connection->cancel_all();
}

void ModernRequests::remember(std::shared_ptr<Connection> const& connection) {
    std::lock_guard const lock(mutex_);
    if (connections_.size() >= prune_at_) {
        std::erase_if(connections_, [](auto const& known) { return known.expired(); });
        prune_at_ = std::max<std::size_t>(64, 2 * connections_.size());
    }
    connections_.push_back(connection);
}

std::vector<std::shared_ptr<Connection>> ModernRequests::open() const {
    std::vector<std::shared_ptr<Connection>> open;
    std::lock_guard const lock(mutex_);
    for (auto const& known : connections_) {
        if (auto connection = known.lock()) open.push_back(std::move(connection));
    }
    return open;
}

}  // namespace keepsake::mcp
