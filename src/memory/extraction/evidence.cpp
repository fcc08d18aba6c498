#include "memory/extraction/evidence.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "core/text/terms.h"
#include "core/text/time_expression.h"
#include "core/text/unicode.h"
#include "memory/extraction/spoken_numbers.h"

namespace keepsake::memory {
namespace {

template <typename List>
bool contains(List const& list, std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// Months of German, Spanish, French, Portuguese, Italian and Turkish; core::dates_in() knows the English ones.
constexpr auto foreign_months = std::to_array<std::string_view>(
    {"januar",  "jänner",    "februar",   "märz",      "mai",      "juni",     "juli",      "oktober",  "dezember",
     "enero",   "febrero",   "marzo",     "abril",     "mayo",     "junio",    "julio",     "agosto",   "septiembre",
     "octubre", "noviembre", "diciembre", "janvier",   "février",  "mars",     "avril",     "juin",     "juillet",
     "août",    "septembre", "octobre",   "novembre",  "décembre", "janeiro",  "fevereiro", "março",    "maio",
     "junho",   "julho",     "setembro",  "outubro",   "novembro", "dezembro", "gennaio",   "febbraio", "aprile",
     "maggio",  "giugno",    "luglio",    "settembre", "ottobre",  "dicembre", "ocak",      "şubat",    "mart",
     "nisan",   "mayıs",     "haziran",   "temmuz",    "ağustos",  "eylül",    "ekim",      "kasım",    "aralık"});

constexpr auto no_names = std::to_array<std::string_view>(
    {"user",    "assistant", "system", "speaker", "human",    "ai",        "bot",      "i",          "mr",
     "mrs",     "ms",        "dr",     "prof",    "montag",   "dienstag",  "mittwoch", "donnerstag", "freitag",
     "samstag", "sonntag",   "lunes",  "martes",  "viernes",  "pazartesi", "salı",     "çarşamba",   "perşembe",
     "cuma",    "cumartesi", "pazar",  "someone", "everyone", "somebody",  "everybody"});

/// Small words by which German is told from languages that write only names with a capital.
constexpr auto german_words = std::to_array<std::string_view>(
    {"und",  "ist",   "ein",  "eine",  "einen", "einem", "einer", "nicht",    "mit",  "für",
     "auf",  "der",   "die",  "das",   "den",   "dem",   "im",    "am",       "zu",   "zum",
     "zur",  "von",   "bei",  "hat",   "mag",   "wohnt", "seit",  "sich",     "ihr",  "ihre",
     "sein", "seine", "gern", "gerne", "nach",  "als",   "aus",   "arbeitet", "wird", "hatte"});

struct Word {
    std::string folded;
    bool capitalised = false;
    bool starts_sentence = false;
    bool possessive = false;  ///< 's follows
};

bool opens_sentence(char32_t c) {
    return c == '.' || c == '!' || c == '?' || c == ':' || c == '"' || c == 0x201C || c == 0x201E || c == 0x00AB;
}

/// Words as they stand in a text; characters of scripts without spaces are none.
std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> found;
    bool starts = true;
    bool in_word = false;
    bool apostrophe = false;
    for (std::size_t position = 0; position < text.size();) {
        char32_t const c = core::next_code_point(text, position);
        bool const belongs = core::is_word_character(c) && !core::is_unspaced_script(c);
        if (belongs && !in_word) {
            auto behind = position;
            bool const alone = behind == text.size() || !core::is_word_character(core::next_code_point(text, behind));
            if (apostrophe && c == 's' && alone && !found.empty()) found.back().possessive = true;
            found.push_back({"", core::fold(c) != c, starts});
            starts = false;
        }
        if (belongs) core::append_utf8(found.back().folded, core::fold(c));
        else if (opens_sentence(c)) starts = true;
        else if (core::is_word_character(c)) starts = false;
        in_word = belongs;
        apostrophe = c == '\'' || c == 0x2019;
    }
    return found;
}

bool is_time_word(std::string const& folded) {
    static constexpr auto ambiguous = std::to_array<std::string_view>({"may", "march", "mar", "sept"});
    auto const terms = core::terms(folded, core::TextRole::query);
    return contains(ambiguous, folded) || contains(foreign_months, folded) ||
           (terms.size() == 1 && core::is_time_term(terms.front()));
}

bool may_be_name(Word const& word) {
    return word.capitalised && word.folded.size() > 1 && !core::is_stop_word(word.folded) &&
           !contains(no_names, word.folded) && !is_time_word(word.folded);
}

/// Whether a lower-case word looks like the verb of the one before it: "is", "lives", "moved".
bool looks_like_verb(Word const& word) {
    static constexpr std::array<std::string_view, 9> verbs = {"is",  "was", "has",  "had",  "will",
                                                              "can", "did", "does", "would"};
    auto const& text = word.folded;
    bool const ending = text.size() > 3 && ((text.ends_with('s') && !text.ends_with("ss")) || text.ends_with("ed"));
    return !word.capitalised && (contains(verbs, text) || ending);
}

/// Any word is capitalised where a sentence begins. It is a name there when it owns something, or when it is no verb
/// and a verb or another name follows.
bool is_name_at_start(Word const& word, Word const* next) {
    if (word.possessive) return true;
    auto const& text = word.folded;
    bool const verb = text.ends_with('s') || text.ends_with("ed") || text.ends_with("ing");
    return next != nullptr && !verb && (looks_like_verb(*next) || may_be_name(*next));
}

/// German writes every noun with a capital: which of them are names cannot be seen.
bool is_german(std::vector<Word> const& words) {
    return std::count_if(words.begin(), words.end(), [](Word const& word) {
               return !word.capitalised && contains(german_words, word.folded);
           }) >= 2;
}

std::vector<std::string> names_in(std::string_view fact) {
    auto const words = words_of(fact);
    std::vector<std::string> found;
    if (is_german(words)) return found;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto const* const next = i + 1 < words.size() ? &words[i + 1] : nullptr;
        if (may_be_name(words[i]) && (!words[i].starts_sentence || is_name_at_start(words[i], next)))
            found.push_back(words[i].folded);
    }
    return found;
}

/// Equal, the beginning of each other ("Mel", "Melanie"), or with other endings ("Warszawa", "Warszawie").
bool means_same_name(std::string_view one, std::string_view other) {
    if (one == other) return true;
    std::size_t a = 0;
    std::size_t b = 0;
    std::size_t shared = 0;
    while (a < one.size() && b < other.size()) {
        auto const before_a = a;
        auto const before_b = b;
        if (core::next_code_point(one, a) == core::next_code_point(other, b)) {
            ++shared;
            continue;
        }
        a = before_a;
        b = before_b;
        break;
    }
    auto const length = [](std::string_view text) {
        std::size_t count = 0;
        for (std::size_t position = 0; position < text.size(); ++count) core::next_code_point(text, position);
        return count;
    };
    auto const longer = std::max(length(one.substr(a)), length(other.substr(b)));
    bool const begins = a == one.size() || b == other.size();
    std::size_t const stem = core::is_mostly_latin(one) ? 5 : 3;
    return (begins && shared >= 3) || (shared >= stem && longer <= 3);
}

/// Numbers that stand in a date of the fact.
std::set<std::string> date_numbers(std::string_view fact) {
    std::set<std::string> found;
    for (auto const& date : core::dates_in(fact)) {
        found.insert({std::to_string(date.year), std::to_string(date.month), std::to_string(date.day)});
    }
    auto const words = core::words(fact);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!contains(foreign_months, words[i])) continue;
        for (std::size_t near = i < 2 ? 0 : i - 2; near < std::min(i + 3, words.size()); ++near) {
            for (auto const& number : written_numbers(words[near]))
                found.insert(number.readings.begin(), number.readings.end());
        }
    }
    return found;
}

bool is_year(std::string const& digits) { return digits.size() == 4 && digits >= "1900" && digits < "2200"; }

bool belongs_to_date(WrittenNumber const& number, std::set<std::string> const& date_numbers) {
    auto const value = number.readings.front();
    if (number.groups.size() == 3 && (is_year(number.groups.front()) || is_year(number.groups.back()))) return true;
    bool const small = value.size() <= 2;
    bool const han = small && (number.next == U'月' || number.next == U'日' || number.next == U'号' ||
                               number.next == U'월' || number.next == U'일');
    return is_year(value) || han || date_numbers.contains(value);
}

bool numbers_were_said(std::string_view fact, std::set<std::string> const& said) {
    auto const dates = date_numbers(fact);
    for (auto const& number : written_numbers(fact)) {
        bool const known = std::any_of(number.readings.begin(), number.readings.end(),
                                       [&](auto const& reading) { return said.contains(reading); });
        if (!known && !belongs_to_date(number, dates)) return false;
    }
    auto const in_words = numbers_in_words(fact);
    return std::includes(said.begin(), said.end(), in_words.begin(), in_words.end());
}

}  // namespace

bool is_supported(std::string_view fact, std::span<std::string const> said) {
    std::set<std::string> numbers;
    std::set<std::string> words;
    for (auto const& text : said) {
        numbers.merge(every_number(text));
        for (auto& word : core::words(text)) words.insert(std::move(word));
    }
    auto const names = names_in(fact);
    return numbers_were_said(fact, numbers) && std::all_of(names.begin(), names.end(), [&](std::string const& name) {
               return std::any_of(words.begin(), words.end(),
                                  [&](auto const& word) { return means_same_name(name, word); });
           });
}

}  // namespace keepsake::memory
