#include "models/chat/breakers.h"

#include <utility>

namespace keepsake::models {

Breakers::Breakers(int failures, std::chrono::milliseconds open_for, Breaker::Now now)
    : failures_(failures), open_for_(open_for), now_(std::move(now)) {}

Breaker& Breakers::of(std::string const& base_url) {
    std::lock_guard const lock(mutex_);
    return breakers_.try_emplace(base_url.substr(0, base_url.find_last_not_of('/') + 1), open_for_, now_, failures_)
        .first->second;
}

}  // namespace keepsake::models
