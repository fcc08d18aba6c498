#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "models/http_client.h"

namespace keepsake::models {

constexpr std::chrono::milliseconds longest_backoff{30'000};

/// The pause after the first, second, ... failure: it doubles, and is drawn between its half and its whole, so that many
/// clients do not come back together. Never above `longest_backoff`.
std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds base);

/// The Retry-After header, in seconds or as a date, which is measured from the answer's own Date (RFC 9110, 10.2.3).
std::optional<std::chrono::milliseconds> retry_after(HttpAnswer const& answer);

/// Returns when the time is over or a stop is requested.
void pause(std::chrono::milliseconds time, std::stop_token stop);

}  // namespace keepsake::models
