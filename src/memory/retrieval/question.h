#pragma once

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

private:
    struct Word {
        std::string folded;
        bool capitalised;
        bool starts_sentence;  ///< where any word is capitalised
    };

    void read_words();

    std::string text_;
    std::string folded_text_;
    std::vector<std::string> terms_;
    std::vector<core::DateMention> dates_;
    std::vector<Word> words_;
    bool asks_for_time_;
};

}  // namespace keepsake::memory
