#include "mcp/http/post_channel.h"

#include <utility>

#include "http/event_text.h"
#include "mcp/http/answers.h"

namespace keepsake::mcp {

void Post::refuse(RpcError const& error, Json const& id) const { exchange->respond(error_response(error, id)); }

PostChannel::PostChannel(Post const& post, Json id, std::shared_ptr<HttpSession> session)
    : PostChannel(post, std::move(id), std::move(session), nullptr) {}

PostChannel::PostChannel(Post const& post, Json id, std::shared_ptr<Connection> connection)
    : PostChannel(post, std::move(id), nullptr, std::move(connection)) {}

PostChannel::PostChannel(Post const& post, Json id, std::shared_ptr<HttpSession> session,
                         std::shared_ptr<Connection> connection)
    : accepted_(post.accepted),
      id_(std::move(id)),
      is_closing_(post.is_closing),
      session_(std::move(session)),
      exchange_(post.exchange),
      connection_(std::move(connection)) {}

PostChannel::~PostChannel() {
    if (is_answered_) return;
    if (stream_) stream_->finish();
    if (exchange_) exchange_->respond(*is_closing_ ? stopping_response(id_) : http::Response{202, {}, ""});
    if (session_) session_->touch();
}

void PostChannel::send(Json const& message) {
    if (!accepted_.events) return decline(message);
    if (auto const open = stream()) open->send(message);
}

void PostChannel::answer(Json const& message, int http_status) {
    // An event has no status of its own.
    auto open = accepted_.json || http_status != 200 ? nullptr : stream();
    std::shared_ptr<http::Exchange> exchange;
    std::shared_ptr<Connection> connection;
    {
        std::lock_guard const lock(mutex_);
        if (std::exchange(is_answered_, true)) return;
        open = stream_;
        exchange.swap(exchange_);
        connection.swap(connection_);
    }
    if (open) {
        open->send(message);
        open->finish();
    } else {
        exchange->respond(json_response(http_status, message, session_headers()));
    }
    if (session_) session_->touch();
}

void PostChannel::pause() {
    if (!accepted_.events || !session_ || !session_->primes()) return;
    if (auto const open = stream()) open->pause();
}

void PostChannel::abandon() {
    std::shared_ptr<Connection> connection;
    std::lock_guard const lock(mutex_);
    connection.swap(connection_);
}

void PostChannel::give_up() {
    std::shared_ptr<Connection> connection;
    {
        std::lock_guard const lock(mutex_);
        connection.swap(connection_);
    }
    if (connection) connection->cancel_all();
}

// A question that cannot reach the client is answered for it, so that no call waits in vain.
void PostChannel::decline(Json const& message) const {
    if (session_ && message.contains("method") && message.contains("id"))
        session_->connection()->settle({message["id"], nullptr, "it does not accept text/event-stream"});
}

std::shared_ptr<EventStream> PostChannel::stream() {
    std::shared_ptr<http::Exchange> exchange;
    std::shared_ptr<EventStream> opened;
    {
        std::lock_guard const lock(mutex_);
        if (stream_ || is_answered_) return stream_;
        stream_ = session_ ? session_->new_stream() : std::make_shared<EventStream>(EventStream::Start::waiting);
        opened = stream_;
        exchange.swap(exchange_);
    }
    opened->attach(open_response(*exchange));
    // Refused, for there are too many streams: nobody waits for this any more, nor will anybody be told to have left.
    if (!session_ && !opened->is_open()) give_up();
    return opened;
}

std::shared_ptr<http::Stream> PostChannel::open_response(http::Exchange& exchange) const {
    auto head = http::event_stream_head();
    auto const session = session_headers();
    for (auto const& [name, value] : session.fields()) head.headers.add(name, value);
    return exchange.open_stream(std::move(head), http::event_heartbeat);
}

http::Headers PostChannel::session_headers() const {
    if (!session_ || !session_->connection()->is_initialized()) return {};
    return {{"Mcp-Session-Id", session_->id()}};
}

}  // namespace keepsake::mcp
