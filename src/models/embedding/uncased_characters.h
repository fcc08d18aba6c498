#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace keepsake::models {

/// What a character does to the words around it; `alone`: it is a word of its own (punctuation, Chinese characters).
enum class CharacterRole { in_word, space, alone };

struct UncasedCharacter {
    char32_t code_point;
    CharacterRole role;
};

/// A text as an uncased BERT sees it, character by character: controls gone, decomposed (NFD), accents gone, lower case.
/// Broken bytes are gone, as U+FFFD is. The order of marks is not made canonical: what stays of them is in no vocabulary.
class UncasedCharacters {
public:
    /// `text` must outlive the object.
    explicit UncasedCharacters(std::string_view text) : text_(text) {}

    std::optional<UncasedCharacter> next();

private:
    void decompose_next();

    std::string_view text_;
    std::size_t position_ = 0;
    std::vector<UncasedCharacter> decomposed_;
    std::size_t taken_ = 0;  ///< of decomposed_
};

}  // namespace keepsake::models
