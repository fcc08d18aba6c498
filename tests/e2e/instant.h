#pragma once

#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string>

namespace keepsake::testing {

/// Seconds since 1970 of an ISO 8601 time with an offset ("Z" or "+hh:mm"), as the server writes them.
inline std::int64_t instant(std::string const& text) {
    std::tm parts{};
    int length = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                    &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &length) != 6)
        throw std::runtime_error("no ISO 8601 time: " + text);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    auto const zone = text.find_first_of("Z+-", static_cast<std::size_t>(length));
    if (zone == std::string::npos) throw std::runtime_error("a time without an offset: " + text);
    int hours = 0;
    int minutes = 0;
    if (text[zone] != 'Z' && std::sscanf(text.c_str() + zone + 1, "%2d:%2d", &hours, &minutes) != 2)
        throw std::runtime_error("a wrong offset: " + text);
    auto const offset = (hours * 60 + minutes) * 60;
    return ::timegm(&parts) - (text[zone] == '-' ? -offset : offset);
}

}  // namespace keepsake::testing
