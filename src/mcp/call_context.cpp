#include "mcp/call_context.h"

#include <algorithm>
#include <array>

namespace keepsake::mcp {
namespace {

constexpr std::array<std::string_view, 8> levels = {"debug", "info",     "notice", "warning",
                                                    "error", "critical", "alert",  "emergency"};

}  // namespace

std::optional<LogLevel> log_level_named(std::string_view name) {
    auto const* const found = std::find(levels.begin(), levels.end(), name);
    if (found == levels.end()) return std::nullopt;
    return static_cast<LogLevel>(found - levels.begin());
}

std::string_view name_of(LogLevel level) { return levels[static_cast<std::size_t>(level)]; }

std::optional<core::Result<Json>> ClientAnswer::look() const {
    std::lock_guard const lock(mutex_);
    return answer_;
}

void ClientAnswer::settle(core::Result<Json> answer) {
    std::lock_guard const lock(mutex_);
    if (!answer_) answer_ = std::move(answer);
}

}  // namespace keepsake::mcp
