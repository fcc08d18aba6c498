#include "models/backoff.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <ctime>
#include <iomanip>
#include <locale>
#include <mutex>
#include <random>
#include <sstream>
#include <utility>

namespace keepsake::models {
namespace {

using Seconds = std::chrono::seconds;

/// Seconds since 1970 of a date such as "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Seconds> http_date(std::string const& text) {
    std::tm parts{};
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    in >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S");
    if (in.fail()) return std::nullopt;
    auto const day = std::chrono::year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
    if (!day.ok()) return std::nullopt;
    auto const midnight = std::chrono::sys_days(day).time_since_epoch();
    return midnight + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) + Seconds(parts.tm_sec);
}

}  // namespace

std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds base) {
    thread_local std::mt19937 random{std::random_device{}()};
    constexpr int most_doublings = 15;
    auto const whole = std::min(base * (1 << std::clamp(failures - 1, 0, most_doublings)), longest_backoff);
    return std::chrono::milliseconds(
        std::uniform_int_distribution<std::int64_t>(whole.count() / 2, whole.count())(random));
}

std::optional<std::chrono::milliseconds> retry_after(HttpAnswer const& answer) {
    auto const header = answer.headers.find("retry-after");
    if (header == answer.headers.end()) return std::nullopt;
    auto const& text = header->second;
    constexpr int most_seconds = 1'000'000;
    int seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc() && end == text.data() + text.size()) return Seconds(std::clamp(seconds, 0, most_seconds));
    auto const date = answer.headers.find("date");
    if (date == answer.headers.end()) return std::nullopt;
    auto const from = http_date(date->second);
    auto const until = http_date(text);
    if (!from || !until) return std::nullopt;
    return std::clamp(*until - *from, Seconds(0), Seconds(most_seconds));
}

void pause(std::chrono::milliseconds time, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, std::move(stop), time, [] { return false; });
}

}  // namespace keepsake::models
