#include "core/time.h"

#include <charconv>
#include <cstdio>

namespace keepsake::core {
namespace {

using namespace std::chrono;

/// Takes parts of fixed form from the front of a text; any miss makes the whole reading fail.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        int value = 0;
        if (rest_.size() < count) return fail();
        auto const [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value);
        if (error != std::errc{} || end != rest_.data() + count || rest_[0] == '-') return fail();
        rest_.remove_prefix(count);
        return value;
    }
    void expect(char c) {
        if (!accept(c)) fail();
    }
    bool accept(char c) {
        if (rest_.empty() || rest_[0] != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool next_is_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }
    bool at_end() const { return rest_.empty(); }
    bool failed() const { return failed_; }
    int fail() {
        failed_ = true;
        return 0;
    }

private:
    std::string_view rest_;
    bool failed_ = false;
};

std::optional<sys_days> read_day(Reader& reader) {
    int const y = reader.digits(4);
    reader.expect('-');
    int const m = reader.digits(2);
    reader.expect('-');
    int const d = reader.digits(2);
    year_month_day const day{year{y}, month{static_cast<unsigned>(m)}, std::chrono::day{static_cast<unsigned>(d)}};
    if (reader.failed() || !day.ok()) return std::nullopt;
    return sys_days{day};
}

milliseconds read_fraction(Reader& reader) {
    int value = 0;
    int scale = 1000;
    if (!reader.next_is_digit()) reader.fail();
    while (reader.next_is_digit()) {
        int const digit = reader.digits(1);
        if (scale == 1) continue;
        scale /= 10;
        value += digit * scale;
    }
    return milliseconds{value};
}

milliseconds read_time_of_day(Reader& reader) {
    int const h = reader.digits(2);
    reader.expect(':');
    int const m = reader.digits(2);
    int const s = reader.accept(':') ? reader.digits(2) : 0;
    auto const fraction = reader.accept('.') || reader.accept(',') ? read_fraction(reader) : milliseconds{0};
    if (h > 23 || m > 59 || s > 60) reader.fail();
    return hours{h} + minutes{m} + seconds{s} + fraction;
}

minutes read_offset(Reader& reader) {
    if (reader.accept('Z') || reader.accept('z') || reader.at_end()) return minutes{0};
    bool const east = reader.accept('+');
    if (!east) reader.expect('-');
    int const h = reader.digits(2);
    reader.accept(':');
    int const m = reader.next_is_digit() ? reader.digits(2) : 0;
    if (h > 23 || m > 59) reader.fail();
    auto const offset = hours{h} + minutes{m};
    return east ? offset : -offset;
}

}  // namespace

Timestamp SystemClock::now() const { return floor<milliseconds>(system_clock::now()); }

std::optional<sys_days> parse_day(std::string_view text) {
    Reader reader(text);
    auto const day = read_day(reader);
    return reader.at_end() ? day : std::nullopt;
}

std::optional<Timestamp> parse_time(std::string_view text) {
    Reader reader(text);
    auto const day = read_day(reader);
    if (!day) return std::nullopt;
    if (reader.at_end()) return Timestamp{*day};
    if (!reader.accept('T') && !reader.accept('t') && !reader.accept(' ')) return std::nullopt;
    auto const time_of_day = read_time_of_day(reader);
    auto const offset = read_offset(reader);
    if (reader.failed() || !reader.at_end()) return std::nullopt;
    return Timestamp{*day} + time_of_day - offset;
}

std::string format_time(Timestamp time) {
    auto const day = floor<days>(time);
    year_month_day const date{day};
    hh_mm_ss const clock{time - day};
    char text[48];
    int const length =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02ld:%02ld:%02ld", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<long>(clock.hours().count()), static_cast<long>(clock.minutes().count()),
                      static_cast<long>(clock.seconds().count()));
    std::string result(text, static_cast<std::size_t>(length));
    if (auto const ms = clock.subseconds().count(); ms != 0) {
        std::snprintf(text, sizeof text, ".%03ld", static_cast<long>(ms));
        result += text;
    }
    return result + "+00:00";
}

}  // namespace keepsake::core
