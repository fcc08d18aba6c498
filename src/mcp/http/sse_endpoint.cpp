#include "mcp/http/sse_endpoint.h"

#include "http/event_text.h"
#include "mcp/http/accepted.h"
#include "mcp/http/answers.h"

namespace keepsake::mcp {
namespace {

/// The way back for every message of one client. Keeps the stream until it is answered.
class StreamChannel final : public Channel {
public:
    explicit StreamChannel(std::shared_ptr<EventStream> stream) : stream_(std::move(stream)) {}
    void send(Json const& message) override {
        if (stream_) stream_->send(message);
    }
    void answer(Json const& message, int) override { send(message); }

private:
    std::shared_ptr<EventStream> const stream_;
};

RpcError no_events() { return {ErrorCode::invalid_request, "Accept must allow text/event-stream.", nullptr, 406}; }

RpcError unknown_session() {
    return {ErrorCode::invalid_request,
            "There is no session with this sessionId: its stream has ended, or there was none. Open one with GET.",
            nullptr, 404};
}

}  // namespace

void SseEndpoint::get(std::shared_ptr<http::Exchange> const& exchange, Caller caller) const {
    if (service_->is_closing()) return exchange->respond(stopping_response());
    if (!accepted_by(exchange->request().headers).events) return exchange->respond(error_response(no_events()));
    auto const session = service_->sessions.begin(HttpSession::Transport::sse, std::move(caller));
    if (!session) return exchange->respond(too_many_sessions());

    auto const response = exchange->open_stream(http::event_stream_head(), http::event_heartbeat);
    response->write(http::event_text({"endpoint", "", messages_ + "?sessionId=" + session->id()}));
    session->open_standalone(response);
    exchange->when_gone([weak = std::weak_ptr(service_), id = session->id()] {
        if (auto const service = weak.lock()) service->sessions.end(id);
    });
    if (!response->is_open()) service_->sessions.end(session->id());
    if (service_->is_closing()) session->close();
}

void SseEndpoint::post(std::shared_ptr<http::Exchange> const& exchange) const {
    auto const& request = exchange->request();
    if (auto refusal = refusal_of_body(*service_, request)) return exchange->respond(std::move(*refusal));
    auto const id = request.target.query.find("sessionId");
    auto const session =
        id == request.target.query.end() ? nullptr : service_->sessions.find(id->second, HttpSession::Transport::sse);
    if (!session) return exchange->respond(error_response(unknown_session()));
    service_->intake.read(exchange, [self = *this, session](auto const& from, auto const&, Json message) {
        self.receive(session, *from, std::move(message));
    });
}

void SseEndpoint::receive(std::shared_ptr<HttpSession> const& session, http::Exchange& exchange, Json message) const {
    if (auto refusal = refusal_of_array(*session, message)) return exchange.respond(std::move(*refusal));
    exchange.respond({202, {{"Content-Type", "text/plain"}}, "Accepted"});
    auto const channel = std::make_shared<StreamChannel>(session->standalone());
    service_->server.receive(session->connection(), std::move(message), channel);
}

}  // namespace keepsake::mcp
