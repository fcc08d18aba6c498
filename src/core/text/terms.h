#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::core {

enum class TextRole { document, query };

/// The words of a text in the form in which they are compared: folded, possessive 's dropped, English stop words
/// dropped, Porter stems; repeated words are repeated. A run of a script without spaces gives its pairs of
/// neighbouring characters; of a document also the single ones, which a query uses only when it has no pair.
std::vector<std::string> terms(std::string_view text, TextRole role);

/// The same one by one, each with the folded word that it comes from.
void for_each_term(std::string_view text, TextRole role,
                   std::function<void(std::string const& term, std::string const& word)> const& take);

/// Folded words in order, nothing dropped or stemmed; possessive 's dropped.
std::vector<std::string> words(std::string_view text);

bool is_stop_word(std::string_view folded_word);

}  // namespace keepsake::core
