#include "models/embedding/word_piece.h"

#include <algorithm>
#include <cassert>
#include <fstream>
#include <optional>

#include "core/text/unicode.h"
#include "models/embedding/uncased_characters.h"

namespace keepsake::models {
namespace {

constexpr std::string_view continuation_mark = "##";
constexpr std::size_t most_characters_of_a_word = 100;

core::Error unusable(std::filesystem::path const& vocabulary, std::string const& why) {
    return {core::ErrorKind::unavailable, "The vocabulary " + vocabulary.string() + " " + why + "."};
}

bool is_boundary(std::string_view text, std::size_t position) {
    return position == text.size() || (static_cast<unsigned char>(text[position]) & 0xC0) != 0x80;
}

}  // namespace

core::Result<WordPiece> WordPiece::read(std::filesystem::path const& vocabulary) {
    std::ifstream file(vocabulary, std::ios::binary);
    WordPiece tokenizer;
    TokenId lines = 0;
    for (std::string line; std::getline(file, line); ++lines) {
        if (line.ends_with('\r')) line.pop_back();
        tokenizer.add_token(std::move(line), lines);
    }
    if (!file.eof()) return unusable(vocabulary, "cannot be read");

    auto const& ids = tokenizer.beginnings_.ids;
    for (auto const& [name, member] :
         {std::pair{"[CLS]", &WordPiece::start_}, std::pair{"[SEP]", &WordPiece::end_},
          std::pair{"[UNK]", &WordPiece::unknown_}, std::pair{"[PAD]", &WordPiece::padding_}}) {
        auto const found = ids.find(std::string_view(name));
        if (found == ids.end()) return unusable(vocabulary, std::string("has no ") + name);
        tokenizer.*member = found->second;
    }
    for (auto const* const name : {"[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"}) {
        auto const found = ids.find(std::string_view(name));
        if (found != ids.end()) tokenizer.specials_.push_back({name, found->second});
    }
    return tokenizer;
}

std::vector<std::int64_t> WordPiece::encode(std::string_view text, std::size_t most) const {
    assert(most >= 2);
    std::vector<TokenId> ids;
    ids.reserve(std::min(most, text.size() / 4 + 8));
    ids.push_back(start_);
    for (std::size_t position = 0; ids.size() < most - 1;) {
        auto const [found, special] = find_special(text, position);
        append_text(text.substr(position, found - position), most - 1, ids);
        if (special == nullptr) break;
        ids.push_back(special->id);
        position = found + special->text.size();
    }
    ids.resize(std::min(ids.size(), most - 1));
    ids.push_back(end_);
    return ids;
}

void WordPiece::add_token(std::string token, TokenId id) {
    bool const continues = token.size() > continuation_mark.size() && token.starts_with(continuation_mark);
    if (continues) token.erase(0, continuation_mark.size());
    auto& pieces = continues ? continuations_ : beginnings_;
    pieces.longest = std::max(pieces.longest, token.size());
    pieces.ids.insert_or_assign(std::move(token), id);
}

/// The place of the next special token, or the text's end and none.
std::pair<std::size_t, WordPiece::SpecialToken const*> WordPiece::find_special(std::string_view text,
                                                                               std::size_t from) const {
    while ((from = text.find('[', from)) != std::string_view::npos) {
        auto const rest = text.substr(from);
        auto const special =
            std::ranges::find_if(specials_, [rest](auto const& s) { return rest.starts_with(s.text); });
        if (special != specials_.end()) return {from, &*special};
        ++from;
    }
    return {text.size(), nullptr};
}

/// Stops when there are `most` ids or a few more.
void WordPiece::append_text(std::string_view text, std::size_t most, std::vector<TokenId>& ids) const {
    UncasedCharacters characters(text);
    std::string word;
    std::size_t length = 0;
    auto const end_word = [&] {
        if (length > most_characters_of_a_word) {
            ids.push_back(unknown_);
        } else if (length > 0) {
            append_word(word, ids);
        }
        word.clear();
        length = 0;
    };
    auto const extend_word = [&](char32_t code_point) {
        if (++length <= most_characters_of_a_word) core::append_utf8(word, code_point);
    };
    while (ids.size() < most) {
        auto const character = characters.next();
        if (!character) return end_word();
        if (character->role != CharacterRole::in_word) end_word();
        if (character->role != CharacterRole::space) extend_word(character->code_point);
        if (character->role == CharacterRole::alone) end_word();
    }
}

void WordPiece::append_word(std::string_view word, std::vector<TokenId>& ids) const {
    auto const before = ids.size();
    auto const* pieces = &beginnings_;
    while (!word.empty()) {
        auto const match = longest_match(*pieces, word);
        if (match.size == 0) {
            ids.resize(before);
            ids.push_back(unknown_);
            return;
        }
        ids.push_back(match.id);
        word.remove_prefix(match.size);
        pieces = &continuations_;
    }
}

WordPiece::Match WordPiece::longest_match(Pieces const& pieces, std::string_view text) {
    for (auto size = std::min(text.size(), pieces.longest); size > 0; --size) {
        if (!is_boundary(text, size)) continue;
        auto const found = pieces.ids.find(text.substr(0, size));
        if (found != pieces.ids.end()) return {size, found->second};
    }
    return {};
}

}  // namespace keepsake::models
