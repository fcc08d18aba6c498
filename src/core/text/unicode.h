#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace keepsake::core {

bool is_valid_utf8(std::string_view text);

/// The code point at `position`, which moves behind it. Broken bytes read as U+FFFD, one at a time.
char32_t next_code_point(std::string_view text, std::size_t& position);

void append_utf8(std::string& out, char32_t code_point);

/// Simple case folding of one code point; full-width Latin becomes plain Latin.
char32_t fold(char32_t code_point);

std::string fold(std::string_view text);

/// Letters, digits and the marks that belong to letters, in any script; and emoji, which stand for words.
bool is_word_character(char32_t code_point);

/// Scripts written without spaces between words (Han, Kana, Thai, Lao, Khmer, Burmese), Hangul, whose words change their
/// endings, and emoji.
bool is_unspaced_script(char32_t code_point);

/// Whether at least half of a text's letters are Latin; a text without letters is.
bool is_mostly_latin(std::string_view text);

/// Without the blanks and line ends around it.
std::string_view trimmed(std::string_view text);

/// At most `limit` bytes, cut between code points.
std::string_view cut_utf8(std::string_view text, std::size_t limit);

}  // namespace keepsake::core
