#include "models/embedding/uncased_characters.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "core/text/unicode.h"

namespace keepsake::models {
namespace {

constexpr bool within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// ---- the first 128 -------------------------------------------------------------------------------

constexpr bool is_ascii_punctuation(char32_t c) {
    return within(c, '!', '/') || within(c, ':', '@') || within(c, '[', '`') || within(c, '{', '~');
}

constexpr bool is_ascii_space(char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct AsciiCharacter {
    UncasedCharacter character;
    bool stays;
};

constexpr auto ascii = [] {
    std::array<AsciiCharacter, 128> table{};
    for (char32_t c = 0; c < table.size(); ++c) {
        auto const role = is_ascii_space(c)         ? CharacterRole::space
                          : is_ascii_punctuation(c) ? CharacterRole::alone
                                                    : CharacterRole::in_word;
        char32_t const lower = within(c, 'A', 'Z') ? c + ('a' - 'A') : c;
        table[c] = {{lower, role}, within(c, ' ', '~') || is_ascii_space(c)};
    }
    return table;
}();

// ---- all others ----------------------------------------------------------------------------------

// Hugging Face's general categories are those of Unicode 8: characters that came later have none there, and some others
// have changed theirs since.

bool is_in_unicode_8(char32_t c) {
    UVersionInfo age;
    u_charAge(static_cast<UChar32>(c), age);
    return age[0] <= 8;
}

std::uint32_t category(char32_t c) { return U_MASK(u_charType(static_cast<UChar32>(c))); }

/// What is not assigned stays.
bool is_control(char32_t c) {
    return (category(c) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0 && is_in_unicode_8(c);
}

bool is_accent(char32_t c) {
    switch (c) {
        case 0x1734:  // HANUNOO SIGN PAMUDPOD, a spacing mark since Unicode 14
            return true;
        case 0x1885:   // MONGOLIAN LETTER ALI GALI BALUDA, a letter until Unicode 9
        case 0x1886:   // MONGOLIAN LETTER ALI GALI THREE BALUDA, likewise
        case 0xA9BD:   // JAVANESE CONSONANT SIGN KERET, a spacing mark until Unicode 11
        case 0x111C9:  // SHARADA SANDHI MARK, punctuation until Unicode 11
            return false;
        default: return (category(c) & U_GC_MN_MASK) != 0 && is_in_unicode_8(c);
    }
}

bool is_punctuation(char32_t c) {
    if (c < 0x80) return is_ascii_punctuation(c);
    if (c == 0x111C9) return true;
    if (c == 0x166D) return true;  // CANADIAN SYLLABICS CHI SIGN, a symbol since Unicode 12
    return (category(c) & U_GC_P_MASK) != 0 && is_in_unicode_8(c);
}

bool is_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

/// BERT's own list, with a gap before U+2B920 that is not Unicode's.
bool is_chinese(char32_t c) {
    return within(c, 0x4E00, 0x9FFF) || within(c, 0x3400, 0x4DBF) || within(c, 0x20000, 0x2A6DF) ||
           within(c, 0x2A700, 0x2B73F) || within(c, 0x2B740, 0x2B81F) || within(c, 0x2B920, 0x2CEAF) ||
           within(c, 0xF900, 0xFAFF) || within(c, 0x2F800, 0x2FA1F);
}

UNormalizer2 const& decomposer() {
    static UNormalizer2 const& nfd = []() -> UNormalizer2 const& {
        UErrorCode error = U_ZERO_ERROR;
        UNormalizer2 const* const found = unorm2_getNFDInstance(&error);
        if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot decompose: ") + u_errorName(error));
        return *found;
    }();
    return nfd;
}

UncasedCharacter uncased(char32_t c) {
    auto const role = is_space(c)         ? CharacterRole::space
                      : is_punctuation(c) ? CharacterRole::alone
                                          : CharacterRole::in_word;
    return {static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))), role};
}

}  // namespace

std::optional<UncasedCharacter> UncasedCharacters::next() {
    while (true) {
        if (taken_ < decomposed_.size()) return decomposed_[taken_++];
        if (position_ == text_.size()) return std::nullopt;
        auto const byte = static_cast<unsigned char>(text_[position_]);
        if (byte >= ascii.size()) {
            decompose_next();
        } else {
            ++position_;
            if (ascii[byte].stays) return ascii[byte].character;
        }
    }
}

void UncasedCharacters::decompose_next() {
    decomposed_.clear();
    taken_ = 0;
    constexpr char32_t replacement = 0xFFFD;
    char32_t const c = core::next_code_point(text_, position_);
    if (c == replacement || is_control(c)) return;

    std::array<UChar, 16> parts;  // the longest there is has four
    UErrorCode error = U_ZERO_ERROR;
    auto const size =
        unorm2_getDecomposition(&decomposer(), static_cast<UChar32>(c), parts.data(), parts.size(), &error);
    if (size < 0) {
        if (!is_accent(c)) decomposed_.push_back(uncased(c));
    } else {
        for (std::int32_t i = 0; i < size;) {
            UChar32 part = 0;
            U16_NEXT(parts, i, size, part);
            if (!is_accent(static_cast<char32_t>(part))) decomposed_.push_back(uncased(static_cast<char32_t>(part)));
        }
    }
    if (!is_chinese(c)) return;
    for (auto& character : decomposed_) character.role = CharacterRole::alone;
}

}  // namespace keepsake::models
