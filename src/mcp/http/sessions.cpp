#include "mcp/http/sessions.h"

#include <utility>

#include "core/secret.h"

namespace keepsake::mcp {
namespace {

/// A sweep looks at every session.
constexpr std::chrono::seconds between_sweeps{1};

void end_all(std::vector<std::shared_ptr<HttpSession>> const& sessions) {
    for (auto const& session : sessions) session->end();
}

}  // namespace

std::shared_ptr<HttpSession> Sessions::begin(HttpSession::Transport transport, Caller caller) {
    auto session = std::make_shared<HttpSession>(core::random_token(), transport, std::move(caller), limits_, clock_);
    std::vector<Session> ended;
    {
        std::lock_guard const lock(mutex_);
        ended = sweep();
        make_room(ended) ? void(sessions_.emplace(session->id(), session)) : session.reset();
    }
    end_all(ended);
    return session;
}

std::shared_ptr<HttpSession> Sessions::find(std::string const& id, HttpSession::Transport transport) {
    std::vector<Session> ended;
    Session found;
    {
        std::lock_guard const lock(mutex_);
        ended = sweep();
        auto const place = sessions_.find(id);
        if (place != sessions_.end() && place->second->transport() == transport) found = place->second;
    }
    end_all(ended);
    return found;
}

void Sessions::end(std::string const& id) {
    Session session;
    {
        std::lock_guard const lock(mutex_);
        if (auto const node = sessions_.extract(id)) session = node.mapped();
    }
    if (session) session->end();
}

std::vector<std::shared_ptr<HttpSession>> Sessions::all() const {
    std::lock_guard const lock(mutex_);
    std::vector<Session> sessions;
    for (auto const& [id, session] : sessions_) sessions.push_back(session);
    return sessions;
}

std::size_t Sessions::size() const {
    std::lock_guard const lock(mutex_);
    return sessions_.size();
}

std::vector<std::shared_ptr<HttpSession>> Sessions::sweep() {
    auto const now = clock_();
    std::vector<Session> expired;
    if (now < next_sweep_) return expired;
    next_sweep_ = now + between_sweeps;
    for (auto place = sessions_.begin(); place != sessions_.end();) {
        auto const session = place->second;
        bool const is_expired = now - session->last_used() >= limits_.session_idle && session->is_idle();
        if (is_expired) expired.push_back(session);
        place = is_expired ? sessions_.erase(place) : std::next(place);
    }
    return expired;
}

bool Sessions::make_room(std::vector<Session>& ended) {
    if (sessions_.size() < limits_.sessions) return true;
    auto oldest = sessions_.end();
    for (auto place = sessions_.begin(); place != sessions_.end(); ++place) {
        bool const is_older = oldest == sessions_.end() || place->second->last_used() < oldest->second->last_used();
        if (is_older && place->second->is_idle()) oldest = place;
    }
    if (oldest == sessions_.end()) return false;
    ended.push_back(oldest->second);
    sessions_.erase(oldest);
    return true;
}

}  // namespace keepsake::mcp
