#pragma once

#include <chrono>

#include "support/child_process.h"

namespace keepsake::testing {

/// Asks again and again, at most for `patience`; whether it has become true.
template <typename Question>
bool eventually(Question const& question) {
    auto const end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
        if (question()) return true;
    }
    return false;
}

}  // namespace keepsake::testing
