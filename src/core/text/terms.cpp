#include "core/text/terms.h"

#include <libstemmer.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "core/text/stop_words.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

/// One thread's stemmer, with the stems of words seen before: texts repeat their words.
class Stemmer {
public:
    Stemmer() : stemmer_(sb_stemmer_new("porter", "UTF_8"), sb_stemmer_delete) {
        if (!stemmer_) throw std::runtime_error("libstemmer has no Porter stemmer");
    }

    std::string const& stem(std::string const& word) {
        if (known_.size() > most_known) known_.clear();
        auto const [place, is_new] = known_.try_emplace(word);
        if (is_new) place->second = compute(word);
        return place->second;
    }

private:
    static constexpr std::size_t most_known = 50'000;

    std::string compute(std::string const& word) {
        auto const* const symbols = sb_stemmer_stem(stemmer_.get(), reinterpret_cast<sb_symbol const*>(word.data()),
                                                    static_cast<int>(word.size()));
        if (symbols == nullptr) throw std::bad_alloc();
        return {reinterpret_cast<char const*>(symbols), static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()))};
    }

    std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> stemmer_;
    std::unordered_map<std::string, std::string> known_;
};

bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019; }

/// Hands out the spaced words and the unspaced runs of a text, folded.
template <typename OnWord, typename OnRun>
void split(std::string_view text, OnWord on_word, OnRun on_run) {
    std::string word;
    std::vector<char32_t> run;
    bool after_apostrophe = false;
    auto const end_word = [&] {
        bool const possessive = after_apostrophe && word == "s";
        if (!word.empty() && !possessive) on_word(word);
        word.clear();
    };
    auto const end_run = [&] {
        if (!run.empty()) on_run(run);
        run.clear();
    };
    for (std::size_t position = 0; position < text.size();) {
        char32_t const c = fold(next_code_point(text, position));
        if (is_unspaced_script(c) && is_word_character(c)) {
            end_word();
            run.push_back(c);
        } else if (is_word_character(c)) {
            end_run();
            append_utf8(word, c);
            continue;
        } else {
            bool const had_word = !word.empty();
            end_word();
            end_run();
            after_apostrophe = had_word && is_apostrophe(c);
            continue;
        }
        after_apostrophe = false;
    }
    end_word();
    end_run();
}

/// Hands out the pairs of neighbouring characters of a run; of a document also the single ones.
template <typename Take>
void split_run(std::vector<char32_t> const& run, TextRole role, Take take) {
    std::string term;
    if (role == TextRole::document || run.size() == 1) {
        for (char32_t const c : run) {
            term.clear();
            append_utf8(term, c);
            take(term);
        }
    }
    for (std::size_t i = 0; i + 1 < run.size(); ++i) {
        term.clear();
        append_utf8(term, run[i]);
        append_utf8(term, run[i + 1]);
        take(term);
    }
}

}  // namespace

bool is_stop_word(std::string_view folded_word) {
    return std::binary_search(std::begin(stop_words), std::end(stop_words), folded_word);
}

void for_each_term(std::string_view text, TextRole role,
                   std::function<void(std::string const&, std::string const&)> const& take) {
    thread_local Stemmer stemmer;
    split(
        text,
        [&](std::string const& word) {
            if (!is_stop_word(word)) take(stemmer.stem(word), word);
        },
        [&](std::vector<char32_t> const& run) {
            split_run(run, role, [&](std::string const& term) { take(term, term); });
        });
}

std::vector<std::string> terms(std::string_view text, TextRole role) {
    std::vector<std::string> found;
    for_each_term(text, role, [&](std::string const& term, std::string const&) { found.push_back(term); });
    return found;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    split(
        text, [&](std::string const& word) { found.push_back(word); },
        [&](std::vector<char32_t> const& run) {
            split_run(run, TextRole::query, [&](std::string const& term) { found.push_back(term); });
        });
    return found;
}

}  // namespace keepsake::core
