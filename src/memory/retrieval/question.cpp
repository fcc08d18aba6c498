#include "memory/retrieval/question.h"

#include <algorithm>

#include "core/text/terms.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

std::vector<std::string> distinct_terms(std::string_view text) {
    std::vector<std::string> found;
    for (auto& term : core::terms(text, core::TextRole::query)) {
        if (std::find(found.begin(), found.end(), term) == found.end()) found.push_back(std::move(term));
    }
    return found;
}

}  // namespace

Question::Question(std::string text)
    : text_(std::move(text)),
      folded_text_(core::fold(text_)),
      terms_(distinct_terms(text_)),
      dates_(core::dates_in(text_)),
      asks_for_time_(core::asks_for_time(text_)) {
    read_words();
}

void Question::read_words() {
    std::string word;
    bool at_start = true;
    auto const end_word = [&] {
        if (word.empty()) return;
        auto folded = core::fold(word);
        bool const capitalised = !folded.starts_with(core::cut_utf8(word, std::min<std::size_t>(4, word.size())));
        words_.push_back({std::move(folded), capitalised, at_start});
        word.clear();
        at_start = false;
    };
    for (std::size_t position = 0; position < text_.size();) {
        char32_t const c = core::next_code_point(text_, position);
        core::is_word_character(c) ? core::append_utf8(word, c) : end_word();
        if (c == '.' || c == '!' || c == '?') at_start = true;
    }
    end_word();
}

bool Question::names(std::string_view speaker) const {
    std::size_t first = 0;
    bool const unspaced = !speaker.empty() && core::is_unspaced_script(core::next_code_point(speaker, first));
    if (unspaced) return folded_text_.find(core::fold(speaker)) != std::string::npos;
    auto const name = core::words(speaker);
    for (std::size_t place = 0; place < name.size(); ++place) {
        for (auto const& [folded, capitalised, starts_sentence] : words_) {
            if (folded == name[place] && (capitalised || !core::is_stop_word(folded))) return true;
            bool const beginning = place == 0 && folded.size() >= 3 && name[place].starts_with(folded);
            bool const common = starts_sentence && core::is_stop_word(folded);
            if (beginning && capitalised && !common) return true;
        }
    }
    return false;
}

}  // namespace keepsake::memory
