#include "core/text/time_expression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "core/text/terms.h"

namespace keepsake::core {
namespace {

using namespace std::chrono;
using std::string_view;

constexpr std::array<string_view, 12> months = {"january", "february", "march",     "april",   "may",      "june",
                                                "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<string_view, 12> short_months = {"jan", "feb", "mar", "apr", "",    "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

template <std::size_t N>
bool contains(std::array<string_view, N> const& list, string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

unsigned month_of(string_view word) {
    for (unsigned i = 0; i < 12; ++i) {
        if (word == months[i] || (!short_months[i].empty() && word == short_months[i])) return i + 1;
    }
    return 0;
}

std::optional<int> number(string_view word) {
    int value = 0;
    auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

/// 1 to 31, also as "1st", "22nd".
unsigned day_number(string_view word) {
    for (string_view const ending : {"st", "nd", "rd", "th"}) {
        if (word.size() > 2 && word.ends_with(ending)) {
            word.remove_suffix(2);
            break;
        }
    }
    auto const value = number(word);
    return word.size() <= 2 && value && *value >= 1 && *value <= 31 ? static_cast<unsigned>(*value) : 0;
}

int year_number(string_view word) {
    auto const value = number(word);
    return word.size() == 4 && value && *value >= 1900 && *value < 2200 ? *value : 0;
}

/// The words of a text around a place; empty beyond its ends.
class Words {
public:
    explicit Words(string_view text) : words_(words(text)) {}

    std::size_t size() const { return words_.size(); }
    string_view at(std::size_t place, int offset = 0) const {
        auto const index = static_cast<long>(place) + offset;
        return index < 0 || index >= static_cast<long>(words_.size())
                   ? string_view{}
                   : string_view(words_[static_cast<std::size_t>(index)]);
    }

private:
    std::vector<std::string> words_;
};

bool is_time_preposition(string_view word) {
    static constexpr std::array<string_view, 16> list = {"in",    "of",     "since", "until", "till",   "during",
                                                         "by",    "before", "from",  "after", "around", "last",
                                                         "early", "late",   "mid",   "next"};
    return contains(list, word);
}

std::optional<DateMention> numeric_date(Words const& text, std::size_t place) {
    auto const a = number(text.at(place));
    auto const b = number(text.at(place, 1));
    auto const c = number(text.at(place, 2));
    if (!a || !b || !c) return std::nullopt;
    DateMention mention;
    if (year_number(text.at(place)) != 0) {
        mention = {*a, static_cast<unsigned>(*b), static_cast<unsigned>(*c)};
    } else if (year_number(text.at(place, 2)) != 0) {
        mention = {*c, static_cast<unsigned>(*b), static_cast<unsigned>(*a)};
        if (mention.month > 12) std::swap(mention.month, mention.day);
    }
    year_month_day const date{year{mention.year}, month{mention.month}, day{mention.day}};
    return mention.year != 0 && date.ok() ? std::optional(mention) : std::nullopt;
}

std::optional<DateMention> named_date(Words const& text, std::size_t place) {
    unsigned const named_month = month_of(text.at(place));
    if (named_month == 0) return std::nullopt;
    DateMention mention{0, named_month, 0};
    int next = 1;
    unsigned const before =
        text.at(place, -1) == "of" ? day_number(text.at(place, -2)) : day_number(text.at(place, -1));
    if (unsigned const after = day_number(text.at(place, 1)); after != 0) {
        mention.day = after;
        next = 2;
    } else {
        mention.day = before;
    }
    mention.year = year_number(text.at(place, next));
    bool const ambiguous = text.at(place) == "may" || text.at(place) == "march" || text.at(place) == "mar";
    bool const alone = mention.day == 0 && mention.year == 0;
    if (ambiguous && alone && !is_time_preposition(text.at(place, -1))) return std::nullopt;
    return mention;
}

double nearness_in_year(DateMention const& mention, int mentioned_year, sys_days day_of_turn) {
    auto const first_of_month = year{mentioned_year} / month{mention.month};
    year_month_day const single = first_of_month / day{mention.day};
    if (mention.day != 0 && !single.ok()) return 0;
    auto const first = mention.day != 0 ? sys_days{single} - days{1} : sys_days{first_of_month / day{1}};
    auto const last = mention.day != 0 ? sys_days{single} + days{1} : sys_days{first_of_month / std::chrono::last};
    if (day_of_turn >= first && day_of_turn <= last) return 1;
    auto const week = days{7} - (mention.day != 0 ? days{1} : days{0});
    return day_of_turn >= first - week && day_of_turn <= last + week ? .5 : 0;
}

}  // namespace

std::vector<DateMention> dates_in(string_view question) {
    Words const text(question);
    std::vector<DateMention> found;
    for (std::size_t place = 0; place < text.size(); ++place) {
        auto mention = numeric_date(text, place);
        if (!mention) mention = named_date(text, place);
        if (mention) found.push_back(*mention);
    }
    return found;
}

double nearness(DateMention const& mention, sys_days day_of_turn) {
    if (mention.year != 0) return nearness_in_year(mention, mention.year, day_of_turn);
    int const turn_year = static_cast<int>(year_month_day{day_of_turn}.year());
    double best = 0;
    for (int const candidate : {turn_year - 1, turn_year, turn_year + 1}) {
        best = std::max(best, nearness_in_year(mention, candidate, day_of_turn));
    }
    return best;
}

bool asks_for_time(string_view question) {
    static constexpr std::array<string_view, 5> units = {"date", "year", "month", "day", "time"};
    static constexpr std::array<string_view, 4> plural_units = {"days", "weeks", "months", "years"};
    Words const text(question);
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const word = text.at(i);
        if (word == "when") return true;
        if ((word == "what" || word == "which") && contains(units, text.at(i, 1))) return true;
        if (word == "how" && text.at(i, 1) == "long") return true;
        if (word == "how" && text.at(i, 1) == "many" && contains(plural_units, text.at(i, 2))) return true;
    }
    return false;
}

bool is_time_term(string_view term) {
    static std::set<std::string, std::less<>> const stems = [] {
        auto const list = terms(
            "yesterday today tonight tomorrow ago last next recently since weekend week month earlier later soon monday tuesday wednesday "
            "thursday friday saturday sunday january february april june july august september october november december jan feb apr jun jul "
            "aug sep oct nov dec",
            TextRole::document);
        return std::set<std::string, std::less<>>(list.begin(), list.end());
    }();
    return stems.contains(term) || year_number(term) != 0;
}

}  // namespace keepsake::core
