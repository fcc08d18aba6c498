#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mcp/http/http_session.h"

namespace keepsake::mcp {

/// The sessions there are, by ids that nobody can guess. Those that were idle for too long end as soon as anybody begins
/// or finds one. Safe from many threads; holds no lock while a session ends.
class Sessions {
public:
    Sessions(HttpLimits limits, HttpEndpoints::Clock clock) : limits_(limits), clock_(std::move(clock)) {}
    Sessions(Sessions const&) = delete;
    Sessions& operator=(Sessions const&) = delete;

    /// When there are too many, the idle one that was longest not used makes room; nothing when none is idle.
    std::shared_ptr<HttpSession> begin(HttpSession::Transport transport, Caller caller);
    std::shared_ptr<HttpSession> find(std::string const& id, HttpSession::Transport transport);
    void end(std::string const& id);

    std::vector<std::shared_ptr<HttpSession>> all() const;
    std::size_t size() const;

private:
    using Session = std::shared_ptr<HttpSession>;
    /// Takes out those that expired.
    std::vector<Session> sweep();
    bool make_room(std::vector<Session>& ended);

    HttpLimits const limits_;
    HttpEndpoints::Clock const clock_;
    mutable std::mutex mutex_;
    std::map<std::string, Session> sessions_;
    HttpSession::Time next_sweep_{};
};

}  // namespace keepsake::mcp
