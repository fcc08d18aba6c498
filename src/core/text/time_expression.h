#pragma once

#include <chrono>
#include <string_view>
#include <vector>

namespace keepsake::core {

/// A date as a question names it. Year 0: any year; day 0: the whole month.
struct DateMention {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    bool operator==(DateMention const&) const = default;
};

/// "13 October 2023", "October 13th", "in June", 13.10.2023, 13/10/2023, 2023-10-13; "may" and "march" alone count
/// only behind a preposition of time.
std::vector<DateMention> dates_in(std::string_view question);

/// How near a day is to a mention: 1 inside it (a single day has one day's grace), .5 within 7 days of it, else 0.
double nearness(DateMention const& mention, std::chrono::sys_days day);

/// When, what year, how long, how many weeks...
bool asks_for_time(std::string_view question);

/// Whether a term of terms() is a time expression: yesterday, last, ago, a weekday, a month, a year...
bool is_time_term(std::string_view term);

}  // namespace keepsake::core
