#include "core/text/graph_names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

constexpr std::string_view the_user = "user";
/// Names under which people and models speak of the one whose memory this is.
constexpr std::array<std::string_view, 5> names_of_the_user = {"i", "me", "myself", "the user", the_user};
constexpr std::string_view unnamed_relation = "related_to";

bool is_blank(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B);
}

std::string between_blanks(std::string_view text) {
    std::string words = " ";
    for (auto const& word : name_words(text)) words += word + " ";
    return words;
}

bool is_unspaced(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        if (is_unspaced_script(next_code_point(text, position))) return true;
    }
    return false;
}

bool is_upper(char32_t c) { return fold(c) != c; }

}  // namespace

std::string entity_key(std::string_view name) {
    std::string key;
    bool blank = false;
    for (std::size_t position = 0; position < name.size();) {
        auto const c = next_code_point(name, position);
        if (is_blank(c)) {
            blank = !key.empty();
            continue;
        }
        if (std::exchange(blank, false)) key += ' ';
        append_utf8(key, fold(c));
    }
    bool const is_user = std::find(names_of_the_user.begin(), names_of_the_user.end(), key) != names_of_the_user.end();
    return is_user ? std::string(the_user) : key;
}

std::string relation_name(std::string_view text) {
    std::string name;
    bool gap = false;
    bool after_lower = false;
    for (std::size_t position = 0; position < text.size();) {
        auto const c = next_code_point(text, position);
        if (!is_word_character(c)) {
            gap = !name.empty();
            after_lower = false;
            continue;
        }
        if (std::exchange(gap, false) || (after_lower && is_upper(c))) name += '_';
        append_utf8(name, fold(c));
        after_lower = !is_upper(c);
    }
    return name.empty() ? std::string(unnamed_relation) : name;
}

std::vector<std::string> name_words(std::string_view name) {
    std::vector<std::string> words;
    std::string word;
    auto const end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (std::size_t position = 0; position < name.size();) {
        auto const c = next_code_point(name, position);
        if (is_word_character(c)) append_utf8(word, fold(c));
        else end_word();
    }
    end_word();
    return words;
}

NamingText::NamingText(std::string_view text) : folded_(fold(text)), words_(between_blanks(text)) {}

bool NamingText::names(std::string_view key) const {
    if (key == the_user) return true;
    if (is_unspaced(key)) return folded_.find(key) != std::string::npos;
    auto const wanted = between_blanks(key);
    return wanted.size() > 1 && words_.find(wanted) != std::string::npos;
}

}  // namespace keepsake::core
