#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/time_expression.h"

namespace keepsake::memory {

/// What a search asks, read once.
class Question {
public:
    explicit Question(std::string text);

    std::string const& text() const { return text_; }
    /// Different terms in order of first appearance.
    std::vector<std::string> const& terms() const { return terms_; }
    std::vector<core::DateMention> const& dates() const { return dates_; }
    bool asks_for_time() const { return asks_for_time_; }

    /// Whether a speaker is named: by the whole name, by one of its words, or by a capitalised beginning of at least
    /// three letters of the first ("Mel" for Melanie). A name that is also a common word must be capitalised; in scripts
    /// without spaces the whole name must stand there.
    bool names(std::string_view speaker) const;

    std::vector<std::string> capitalised_words() const;

    /// The question without the names of those speakers: a name outweighs all else in the vector of a short text, and the
    /// speaker's factor does that better. The whole question when nothing would be left.
    std::string without_names(std::span<std::string const> speakers) const;

private:
    struct Word {
        std::string folded;
        bool capitalised;
        bool starts_sentence;  ///< where any word is capitalised
        std::size_t begin;     ///< in text()
        std::size_t end;
    };

    void read_words();
    /// Whether a word of the question means a speaker, given as the folded words of the name.
    static bool means(Word const& word, std::vector<std::string> const& name);

    std::string text_;
    std::string folded_text_;
    std::vector<std::string> terms_;
    std::vector<core::DateMention> dates_;
    std::vector<Word> words_;
    bool asks_for_time_;
};

}  // namespace keepsake::memory
