#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/result.h"

namespace keepsake::models {

/// The tokenizer of uncased BERT models in English, with the results of Hugging Face's `tokenizers`. Safe from many threads.
class WordPiece {
public:
    /// Reads a vocabulary: one token per line, its id is the line's number, from 0. An error when the file cannot be read
    /// or lacks [CLS], [SEP], [UNK] or [PAD].
    static core::Result<WordPiece> read(std::filesystem::path const& vocabulary);

    /// Token ids with [CLS] first and [SEP] last, at most `most` (2 or more) of them: of a longer text the end is left
    /// out. Special tokens that stand in the text count as such.
    std::vector<std::int64_t> encode(std::string_view text, std::size_t most) const;

    /// The id of [PAD].
    std::int64_t padding() const { return padding_; }

private:
    using TokenId = std::int64_t;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    /// The pieces that may stand at one place in a word.
    struct Pieces {
        std::unordered_map<std::string, TokenId, Hash, std::equal_to<>> ids;
        std::size_t longest = 0;  ///< in bytes
    };
    struct Match {
        std::size_t size = 0;  ///< in bytes; 0: none
        TokenId id = 0;
    };
    struct SpecialToken {
        std::string text;
        TokenId id;
    };

    WordPiece() = default;

    void add_token(std::string token, TokenId id);
    static Match longest_match(Pieces const& pieces, std::string_view text);
    std::pair<std::size_t, SpecialToken const*> find_special(std::string_view text, std::size_t from) const;
    void append_text(std::string_view text, std::size_t most, std::vector<TokenId>& ids) const;
    void append_word(std::string_view word, std::vector<TokenId>& ids) const;

    Pieces beginnings_;
    Pieces continuations_;  ///< without their "##"
    std::vector<SpecialToken> specials_;
    TokenId start_ = 0;
    TokenId end_ = 0;
    TokenId unknown_ = 0;
    TokenId padding_ = 0;
};

}  // namespace keepsake::models
