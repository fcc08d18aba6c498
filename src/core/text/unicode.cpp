#include "core/text/unicode.h"

#include <clocale>
#include <cwctype>

namespace keepsake::core {
namespace {

constexpr char32_t replacement = 0xFFFD;

/// glibc's own Unicode tables, whatever the user's locale is.
locale_t unicode_locale() {
    static locale_t const locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
}

struct Sequence {
    int length;
    char32_t lead_bits;
    char32_t smallest;
};

Sequence sequence_of(unsigned char lead) {
    if (lead < 0x80) return {1, lead, 0};
    if (lead >= 0xC2 && lead < 0xE0) return {2, lead & 0x1Fu, 0x80};
    if (lead >= 0xE0 && lead < 0xF0) return {3, lead & 0x0Fu, 0x800};
    if (lead >= 0xF0 && lead < 0xF5) return {4, lead & 0x07u, 0x10000};
    return {0, 0, 0};
}

/// Length of the well-formed sequence at `position` and its code point; length 0 when it is broken.
int decode(std::string_view text, std::size_t position, char32_t& code_point) {
    auto const [length, lead_bits, smallest] = sequence_of(static_cast<unsigned char>(text[position]));
    if (length == 0 || position + static_cast<std::size_t>(length) > text.size()) return 0;
    code_point = lead_bits;
    for (int i = 1; i < length; ++i) {
        auto const byte = static_cast<unsigned char>(text[position + static_cast<std::size_t>(i)]);
        if ((byte & 0xC0) != 0x80) return 0;
        code_point = code_point << 6 | (byte & 0x3Fu);
    }
    bool const surrogate = code_point >= 0xD800 && code_point < 0xE000;
    return code_point < smallest || code_point > 0x10FFFF || surrogate ? 0 : length;
}

bool within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// Marks that belong to the letter before them: accents of decomposed letters, Hebrew and Arabic vowels, and the vowel
/// signs of the scripts of India, whose danda ends a sentence.
bool is_mark(char32_t c) {
    bool const danda = c == 0x0964 || c == 0x0965;
    return within(c, 0x0300, 0x036F) || within(c, 0x0591, 0x05BD) || within(c, 0x064B, 0x065F) || c == 0x0670 ||
           (within(c, 0x0900, 0x0DFF) && !danda);
}

bool is_emoji(char32_t c) { return within(c, 0x2600, 0x27BF) || within(c, 0x1F000, 0x1FAFF); }

}  // namespace

bool is_valid_utf8(std::string_view text) {
    char32_t ignored = 0;
    for (std::size_t position = 0; position < text.size();) {
        int const length = decode(text, position, ignored);
        if (length == 0) return false;
        position += static_cast<std::size_t>(length);
    }
    return true;
}

char32_t next_code_point(std::string_view text, std::size_t& position) {
    char32_t code_point = 0;
    int const length = decode(text, position, code_point);
    position += length == 0 ? 1 : static_cast<std::size_t>(length);
    return length == 0 ? replacement : code_point;
}

void append_utf8(std::string& out, char32_t c) {
    auto const put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

char32_t fold(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (within(c, 0xFF01, 0xFF5E)) return fold(c - 0xFEE0);
    if (c == 0x03C2) return 0x03C3;  // the sigma at the end of a word
    return static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode_locale()));
}

std::string fold(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t position = 0; position < text.size();) append_utf8(folded, fold(next_code_point(text, position)));
    return folded;
}

bool is_word_character(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_mark(c)) return true;
    return is_emoji(c) || (c != replacement && iswalnum_l(static_cast<wint_t>(c), unicode_locale()) != 0);
}

bool is_unspaced_script(char32_t c) {
    if (c < 0x0E00) return false;
    return within(c, 0x0E00, 0x0EFF) || within(c, 0x1000, 0x109F) || within(c, 0x1100, 0x11FF) ||
           within(c, 0x1780, 0x17FF) || within(c, 0x3040, 0x30FF) || within(c, 0x31F0, 0x31FF) ||
           within(c, 0x3400, 0x4DBF) || within(c, 0x4E00, 0x9FFF) || within(c, 0xAC00, 0xD7AF) ||
           within(c, 0xF900, 0xFAFF) || within(c, 0xFF66, 0xFF9F) || within(c, 0x20000, 0x3FFFF) || is_emoji(c);
}

bool is_mostly_latin(std::string_view text) {
    std::size_t latin = 0;
    std::size_t other = 0;
    for (std::size_t position = 0; position < text.size();) {
        char32_t const c = next_code_point(text, position);
        if (is_mark(c) || is_emoji(c) || within(c, '0', '9') || !is_word_character(c)) continue;
        bool const is_latin = c < 0x0250 || within(c, 0x1E00, 0x1EFF) || within(c, 0xFF21, 0xFF5A);
        ++(is_latin ? latin : other);
    }
    return latin >= other;
}

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view cut_utf8(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
}

}  // namespace keepsake::core
