#include "http/refusal_log.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace keepsake::http {
namespace {

constexpr std::chrono::seconds between_lines{1};
constexpr std::size_t longest_path = 200;

}  // namespace

void RefusalLog::note(Request const& request, Response const& refusal) {
    auto const now = std::chrono::steady_clock::now();
    if (refusal.status < 400) return;
    if (now < next_) {
        ++unsaid_;
        return;
    }
    next_ = now + between_lines;
    spdlog::warn("refused {} {} with {}: {}{}", request.method, request.target.path.substr(0, longest_path),
                 refusal.status, refusal.body,
                 unsaid_ == 0 ? "" : " (and " + std::to_string(unsaid_) + " more since the last such line)");
    unsaid_ = 0;
}

}  // namespace keepsake::http
