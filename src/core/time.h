#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace keepsake::core {

/// UTC, to the millisecond.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override;
};

/// Reads ISO 8601: a day, or a day and a time with optional fraction and offset; without an offset it is UTC.
std::optional<Timestamp> parse_time(std::string_view text);

/// Reads YYYY-MM-DD and nothing else.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);

/// "2023-05-08T13:56:00+00:00", with milliseconds only where there are any.
std::string format_time(Timestamp time);

}  // namespace keepsake::core
