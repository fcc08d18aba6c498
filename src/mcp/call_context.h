#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/result.h"
#include "mcp/json_rpc.h"
#include "mcp/revision.h"

namespace keepsake::mcp {

/// Severities of RFC 5424, from the least on.
enum class LogLevel { debug, info, notice, warning, error, critical, alert, emergency };
std::optional<LogLevel> log_level_named(std::string_view name);
std::string_view name_of(LogLevel level);

/// On whose behalf a client speaks, as the address says at which it was reached. The protocol only hands it on.
struct Caller {
    std::string user;  ///< empty: not said
    std::string app;
    bool operator==(Caller const&) const = default;
};

/// What a client answers to a request of ours (legacy eras only). Safe from many threads.
class ClientAnswer {
public:
    /// Nothing as long as there is none.
    std::optional<core::Result<Json>> look() const;
    void settle(core::Result<Json> answer);

private:
    mutable std::mutex mutex_;
    std::optional<core::Result<Json>> answer_;
};

/// What a running call may know and do besides its arguments.
struct CallContext {
    std::string client = {};    ///< name that the client gave itself, empty when it gave none
    std::stop_token stop = {};  ///< requested when the caller cancelled
    /// Tells the caller how far the work is, when it asked to be told. Values must grow.
    std::function<void(double progress, double total, std::string_view message)> progress = {};
    Caller caller = {};
    Era era = Era::legacy;
    Json capabilities = Json::object();  ///< what the client says it can do
    /// Tells the caller something by the way, when it wants to hear of this level.
    std::function<void(LogLevel level, Json const& data)> log = {};
    /// In the modern era: what came back for an earlier InputRequired, by name, and the state that went with it.
    Json input_responses = Json::object();
    Json state = nullptr;
    /// In the legacy era: asks the client; fails at once when it has not declared the capability. Absent in the modern one.
    std::function<std::shared_ptr<ClientAnswer>(std::string_view method, Json params)> ask = {};
    /// See Channel::pause.
    std::function<void()> pause = {};
};

/// The caller has to be asked something first (2026-07-28: multi round-trip requests). It then makes the same call again,
/// with the answers and the state.
struct InputRequired {
    Json requests = Json::object();  ///< by a name of our choice: {"method": "elicitation/create", "params": {...}}
    Json state = nullptr;            ///< sealed on its way: nobody can change it, use it for another call, or for long
};

}  // namespace keepsake::mcp
