#include "memory/extraction/spoken_numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "core/text/terms.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

using Row = std::array<std::string_view, 12>;

constexpr Row english = {"one",   "two",   "three", "four", "five",   "six",
                         "seven", "eight", "nine",  "ten",  "eleven", "twelve"};

constexpr std::array<Row, 7> others = {{
    {"eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"},
    {"uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"},
    {"une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"},
    {"um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"},
    {"uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"},
    {"bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz", "on", "onbir", "oniki"},
    {"один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
     "двенадцать"},
}};

/// Words that say a number in passing.
constexpr std::pair<std::string_view, std::string_view> more_words[] = {
    {"a", "1"},     {"an", "1"},     {"ein", "1"},   {"eine", "1"},   {"einen", "1"}, {"un", "1"},
    {"once", "1"},  {"twice", "2"},  {"both", "2"},  {"couple", "2"}, {"pair", "2"},  {"dozen", "12"},
    {"first", "1"}, {"second", "2"}, {"third", "3"}, {"fourth", "4"}, {"fifth", "5"}, {"half", "0.5"},
};

constexpr std::u32string_view han_numerals = U"一二三四五六七八九十";

/// The value of a decimal digit of the scripts that people count in; -1 for other characters.
int digit_value(char32_t c) {
    for (char32_t const zero : {U'0', U'\u0660', U'\u06F0', U'\u0966', U'\uFF10'}) {
        if (c >= zero && c <= zero + 9) return static_cast<int>(c - zero);
    }
    return -1;
}

/// Point, comma, apostrophes and the blanks that do not break a line.
bool separates_digits(char32_t c) {
    return c == '.' || c == ',' || c == '\'' || c == 0x2019 || c == 0x00A0 || c == 0x202F;
}

std::string without_leading_zeros(std::string const& digits) {
    auto const first = digits.find_first_not_of('0');
    return first == std::string::npos ? "0" : digits.substr(first);
}

std::string decimal(std::string const& whole, std::string const& fraction) {
    auto const last = fraction.find_last_not_of('0');
    auto const part = last == std::string::npos ? "" : "." + fraction.substr(0, last + 1);
    return without_leading_zeros(whole) + part;
}

std::vector<std::string> readings_of(std::vector<std::string> const& groups) {
    if (groups.size() == 1) return {without_leading_zeros(groups[0])};
    std::vector<std::string> found;
    std::string joined;
    for (auto const& group : groups) joined += group;
    if (std::all_of(groups.begin() + 1, groups.end(), [](auto const& group) { return group.size() == 3; }))
        found.push_back(without_leading_zeros(joined));
    if (groups.size() == 2) found.push_back(decimal(groups[0], groups[1]));
    if (found.empty()) {  // 1,234,567.80 and what is no number, such as a version
        auto const fraction = groups.back();
        found.push_back(decimal(joined.substr(0, joined.size() - fraction.size()), fraction));
    }
    return found;
}

/// "10k" says 10000.
void add_thousands(WrittenNumber& number) {
    for (auto const& reading : std::vector(number.readings)) {
        double value = 0;
        std::from_chars(reading.data(), reading.data() + reading.size(), value);
        if (value < 1e9) number.readings.push_back(std::to_string(static_cast<long long>(value * 1000 + .5)));
    }
}

std::u32string code_points(std::string_view text) {
    std::u32string found;
    for (std::size_t position = 0; position < text.size();) found += core::next_code_point(text, position);
    return found;
}

}  // namespace

std::vector<WrittenNumber> written_numbers(std::string_view text) {
    auto const characters = code_points(text);
    auto const at = [&](std::size_t i) { return i < characters.size() ? characters[i] : U'\0'; };
    std::vector<WrittenNumber> found;
    for (std::size_t i = 0; i < characters.size(); ++i) {
        if (digit_value(at(i)) < 0) continue;
        WrittenNumber number{{}, {""}};
        for (;; ++i) {
            if (int const digit = digit_value(at(i)); digit >= 0)
                number.groups.back() += static_cast<char>('0' + digit);
            else if (separates_digits(at(i)) && digit_value(at(i + 1)) >= 0) number.groups.emplace_back();
            else break;
        }
        number.next = at(i);
        number.readings = readings_of(number.groups);
        if (core::fold(at(i)) == 'k' && !core::is_word_character(at(i + 1))) add_thousands(number);
        found.push_back(std::move(number));
    }
    return found;
}

std::set<std::string> numbers_in_words(std::string_view text) {
    std::set<std::string> found;
    for (auto const& word : core::words(text)) {
        auto const place = std::find(english.begin() + 1, english.end(), word);
        if (place != english.end()) found.insert(std::to_string(place - english.begin() + 1));
    }
    return found;
}

std::set<std::string> every_number(std::string_view text) {
    static auto const by_word = [] {
        std::multimap<std::string_view, std::string> numbers(std::begin(more_words), std::end(more_words));
        auto const add = [&](Row const& row) {
            for (std::size_t i = 0; i < row.size(); ++i) numbers.emplace(row[i], std::to_string(i + 1));
        };
        add(english);
        std::for_each(others.begin(), others.end(), add);
        return numbers;
    }();
    std::set<std::string> found;
    for (auto const& number : written_numbers(text)) {
        found.insert(number.readings.begin(), number.readings.end());
        for (auto const& group : number.groups) found.insert(without_leading_zeros(group));
    }
    for (auto const& word : core::words(text)) {
        auto const [first, last] = by_word.equal_range(word);
        for (auto place = first; place != last; ++place) found.insert(place->second);
    }
    for (char32_t const c : code_points(text)) {
        auto const place = c == U'两' ? 1 : han_numerals.find(c);
        if (place != std::u32string_view::npos) found.insert(std::to_string(place + 1));
    }
    return found;
}

}  // namespace keepsake::memory
