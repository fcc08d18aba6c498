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

bool is_unspaced(std::string_view name) {
    std::size_t first = 0;
    return !name.empty() && core::is_unspaced_script(core::next_code_point(name, first));
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
    std::size_t begin = 0;
    bool at_start = true;
    auto const end_word = [&](std::size_t end) {
        if (word.empty()) return;
        auto folded = core::fold(word);
        bool const capitalised = !folded.starts_with(core::cut_utf8(word, std::min<std::size_t>(4, word.size())));
        words_.push_back({std::move(folded), capitalised, at_start, begin, end});
        word.clear();
        at_start = false;
    };
    for (std::size_t position = 0; position < text_.size();) {
        auto const here = position;
        char32_t const c = core::next_code_point(text_, position);
        if (core::is_word_character(c)) {
            if (word.empty()) begin = here;
            core::append_utf8(word, c);
        } else {
            end_word(here);
        }
        if (c == '.' || c == '!' || c == '?') at_start = true;
    }
    end_word(text_.size());
}

bool Question::means(Word const& word, std::vector<std::string> const& name) {
    for (std::size_t place = 0; place < name.size(); ++place) {
        if (word.folded == name[place] && (word.capitalised || !core::is_stop_word(word.folded))) return true;
        bool const beginning = place == 0 && word.folded.size() >= 3 && name[place].starts_with(word.folded);
        bool const common = word.starts_sentence && core::is_stop_word(word.folded);
        if (beginning && word.capitalised && !common) return true;
    }
    return false;
}

bool Question::names(std::string_view speaker) const {
    if (is_unspaced(speaker)) return folded_text_.find(core::fold(speaker)) != std::string::npos;
    auto const name = core::words(speaker);
    return std::any_of(words_.begin(), words_.end(), [&](Word const& word) { return means(word, name); });
}

std::vector<std::string> Question::capitalised_words() const {
    std::vector<std::string> found;
    for (auto const& word : words_) {
        if (word.capitalised) found.push_back(text_.substr(word.begin, word.end - word.begin));
    }
    return found;
}

std::string Question::without_names(std::span<std::string const> speakers) const {
    std::vector<bool> dropped(text_.size());
    for (auto const& speaker : speakers) {
        if (is_unspaced(speaker)) {
            for (auto at = text_.find(speaker); at != std::string::npos; at = text_.find(speaker, at + speaker.size()))
                std::fill_n(dropped.begin() + static_cast<std::ptrdiff_t>(at), speaker.size(), true);
            continue;
        }
        auto const name = core::words(speaker);
        for (auto const& word : words_) {
            if (!means(word, name)) continue;
            auto end = word.end;
            for (std::string_view const possessive : {"'s", "\u2019s"}) {
                if (std::string_view(text_).substr(word.end).starts_with(possessive)) end += possessive.size();
            }
            std::fill(dropped.begin() + static_cast<std::ptrdiff_t>(word.begin),
                      dropped.begin() + static_cast<std::ptrdiff_t>(end), true);
        }
    }
    std::string rest;
    for (std::size_t i = 0; i < text_.size(); ++i) {
        bool const second_blank = text_[i] == ' ' && (rest.empty() || rest.back() == ' ');
        if (!dropped[i] && !second_blank) rest += text_[i];
    }
    return core::words(rest).empty() ? text_ : rest;
}

}  // namespace keepsake::memory
