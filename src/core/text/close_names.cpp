#include "core/text/close_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

constexpr std::size_t least_letters_for_a_slip = 6;
constexpr std::array<std::string_view, 14> company_endings = {
    "inc", "llc", "ltd", "limited", "corp", "corporation", "co", "company", "gmbh", "ag", "plc", "sa", "bv", "se"};

std::u32string letters_of(std::vector<std::string> const& words) {
    std::u32string letters;
    for (auto const& word : words) {
        if (!letters.empty()) letters += U' ';
        for (std::size_t position = 0; position < word.size();) letters += next_code_point(word, position);
    }
    return letters;
}

std::vector<std::string> without_company_ending(std::vector<std::string> words) {
    while (words.size() > 1 &&
           std::find(company_endings.begin(), company_endings.end(), words.back()) != company_endings.end()) {
        words.pop_back();
    }
    return words;
}

/// One letter more, less, other, or two changed places.
bool is_one_slip(std::u32string_view a, std::u32string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a.size() < least_letters_for_a_slip) return false;
    while (!a.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
    while (!a.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
    if (b.size() == 1) return true;
    return a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0];
}

bool begins_with(std::vector<std::string> const& words, std::vector<std::string> const& begin) {
    return begin.size() < words.size() && std::equal(begin.begin(), begin.end(), words.begin());
}

bool has_digit(std::u32string_view letters) {
    return std::any_of(letters.begin(), letters.end(), [](char32_t c) { return c >= '0' && c <= '9'; });
}

}  // namespace

NameLikeness likeness_of_names(std::string_view a, std::string_view b) {
    auto const words_of_a = name_words(a);
    auto const words_of_b = name_words(b);
    if (words_of_a.empty() || words_of_b.empty() || a == b) return NameLikeness::none;
    if (without_company_ending(words_of_a) == without_company_ending(words_of_b)) return NameLikeness::spelling;
    auto const [letters_of_a, letters_of_b] = std::pair(letters_of(words_of_a), letters_of(words_of_b));
    // "Terminal 1" is not "Terminal 2".
    bool const numbered = has_digit(letters_of_a) || has_digit(letters_of_b);
    if (!numbered && is_one_slip(letters_of_a, letters_of_b)) return NameLikeness::spelling;
    if (begins_with(words_of_a, words_of_b) || begins_with(words_of_b, words_of_a)) return NameLikeness::part;
    return NameLikeness::none;
}

}  // namespace keepsake::core
