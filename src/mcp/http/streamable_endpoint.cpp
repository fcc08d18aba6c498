#include "mcp/http/streamable_endpoint.h"

#include "http/event_text.h"
#include "mcp/http/answers.h"
#include "mcp/revision.h"

namespace keepsake::mcp {
namespace {

constexpr char const* session_field = "Mcp-Session-Id";
constexpr char const* version_field = "MCP-Protocol-Version";

Json member(Json const& message, char const* name) {
    return message.is_object() ? message.value(name, Json()) : Json();
}

/// Per message, never per connection: a client may try one era and go on in the other.
bool is_modern_request(http::Headers const& headers, Json const& message) {
    if (!message.is_object()) return false;
    if (is_modern(message)) return true;
    auto const version = headers.find(version_field);
    return version && !is_legacy(*version) && member(message, "method") != "initialize";
}

bool begins_session(Json const& message) { return member(message, "method") == "initialize" && message.contains("id"); }

RpcError no_session() {
    return {
        ErrorCode::invalid_request,
        "The header field Mcp-Session-Id is missing: send \"initialize\" first, then repeat the field of its answer.",
        nullptr, 400};
}

/// 404 tells a client to begin anew.
RpcError unknown_session() {
    return {ErrorCode::invalid_request, "There is no such session, or it has ended: send \"initialize\" again.",
            nullptr, 404};
}

RpcError unknown_version() {
    return {ErrorCode::invalid_request, "MCP-Protocol-Version must be the version that \"initialize\" agreed on.",
            nullptr, 400};
}

RpcError not_acceptable(char const* wanted) {
    return {ErrorCode::invalid_request, std::string("Accept must allow ") + wanted + ".", nullptr, 406};
}

/// Answers to a notification, which nobody sends.
class NoChannel final : public Channel {
public:
    void send(Json const&) override {}
    void answer(Json const&, int) override {}
};

}  // namespace

void StreamableEndpoint::post(std::shared_ptr<http::Exchange> const& exchange, Caller caller) const {
    auto const& request = exchange->request();
    if (auto refusal = refusal_of_body(*service_, request)) return exchange->respond(std::move(*refusal));
    auto const accepted = accepted_by(request.headers);
    if (!accepted.json && !accepted.events)
        return exchange->respond(error_response(not_acceptable("application/json and text/event-stream")));
    service_->intake.read(
        exchange, [self = *this, accepted, caller = std::move(caller)](auto const& from, auto head, Json message) {
            self.receive({from, std::move(head.headers), accepted, caller, self.service_->closing}, std::move(message));
        });
}

void StreamableEndpoint::receive(Post const& post, Json message) const {
    if (is_modern_request(post.headers, message)) return service_->modern.receive(post, std::move(message));
    receive_legacy(post, std::move(message));
}

void StreamableEndpoint::receive_legacy(Post const& post, Json message) const {
    auto const id = member(message, "id");
    if (!post.headers.find(session_field)) {
        return begins_session(message) ? begin_session(post, std::move(message)) : post.refuse(no_session(), id);
    }
    auto const session = session_of(*post.exchange, post.headers, post.caller, id);
    if (!session) return;
    if (auto refusal = refusal_of_array(*session, message)) return post.exchange->respond(std::move(*refusal));
    if (expects_answer(message)) {
        auto const channel = std::make_shared<PostChannel>(post, id, session);
        post.exchange->when_gone([weak = std::weak_ptr(session)] {
            if (auto const left = weak.lock()) left->touch();
        });
        return service_->server.receive(session->connection(), std::move(message), channel);
    }
    service_->server.receive(session->connection(), std::move(message), std::make_shared<NoChannel>());
    post.exchange->respond({202, {}, ""});
}

void StreamableEndpoint::begin_session(Post const& post, Json message) const {
    auto const session = service_->sessions.begin(HttpSession::Transport::streamable, post.caller);
    if (!session) return post.exchange->respond(too_many_sessions());
    auto const channel = std::make_shared<PostChannel>(post, message["id"], session);
    service_->server.receive(session->connection(), std::move(message), channel);
    if (!session->connection()->is_initialized()) service_->sessions.end(session->id());
}

void StreamableEndpoint::get(std::shared_ptr<http::Exchange> const& exchange, Caller const& caller) const {
    auto const session = session_asked_for(*exchange, caller);
    if (!session) return;
    auto const& headers = exchange->request().headers;
    if (!accepted_by(headers).events) return exchange->respond(error_response(not_acceptable("text/event-stream")));
    auto const last_event = headers.find("Last-Event-ID");

    auto head = http::event_stream_head();
    head.headers.add(session_field, session->id());
    auto const response = exchange->open_stream(std::move(head), http::event_heartbeat);
    if (!response->is_open()) return;
    if (!last_event || !session->resume(response, *last_event)) session->open_standalone(response);
    exchange->when_gone([weak = std::weak_ptr(session)] {
        if (auto const left = weak.lock()) left->touch();
    });
    if (service_->is_closing()) session->close();
}

void StreamableEndpoint::remove(std::shared_ptr<http::Exchange> const& exchange, Caller const& caller) const {
    auto const session = session_asked_for(*exchange, caller);
    if (!session) return;
    service_->sessions.end(session->id());
    exchange->respond({204, {}, ""});
}

std::shared_ptr<HttpSession> StreamableEndpoint::session_of(http::Exchange& exchange, http::Headers const& headers,
                                                            Caller const& caller, Json const& id) const {
    auto const name = headers.find(session_field).value_or("");
    auto const session = service_->sessions.find(name, HttpSession::Transport::streamable);
    if (!session || session->connection()->caller() != caller) {
        exchange.respond(error_response(unknown_session(), id));
        return nullptr;
    }
    session->touch();
    auto const version = headers.find(version_field);
    if (!version || is_legacy(*version)) return session;
    exchange.respond(error_response(unknown_version(), id));
    return nullptr;
}

// Clients without a session, those of the modern era among them, take 405 for "this server has no such stream"; anything
// else makes some of them try again and again.
std::shared_ptr<HttpSession> StreamableEndpoint::session_asked_for(http::Exchange& exchange,
                                                                   Caller const& caller) const {
    auto const& headers = exchange.request().headers;
    if (!headers.find(session_field)) {
        auto error = no_session();
        error.http_status = 405;
        exchange.respond(error_response(error, nullptr, {{"Allow", "POST"}}));
        return nullptr;
    }
    if (service_->is_closing()) {
        exchange.respond(stopping_response());
        return nullptr;
    }
    return session_of(exchange, headers, caller, nullptr);
}

}  // namespace keepsake::mcp
