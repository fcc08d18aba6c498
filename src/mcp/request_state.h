#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "mcp/json_rpc.h"

namespace keepsake::mcp {

/// Seals what a call of several rounds (2026-07-28: requestState) gives its client to keep. The client can read it; it
/// cannot change it, use it for another call, or after ten minutes. The key lives as long as this object.
class RequestStateSeal {
public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;
    explicit RequestStateSeal(Clock now = std::chrono::steady_clock::now);

    /// `call`: what the state is bound to, such as the caller, the method and its arguments.
    std::string seal(Json const& state, std::string_view call) const;
    /// An error for what was not sealed here for this call, or too long ago.
    core::Result<Json> open(std::string_view sealed, std::string_view call) const;

private:
    std::string signature(std::string_view content, std::string_view call) const;

    Clock now_;
    std::string key_;
};

}  // namespace keepsake::mcp
