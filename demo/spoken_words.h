#pragma once

#include <set>
#include <string>
#include <vector>

#include "script.h"

namespace keepsake::demo {

/// Every word that is said in a script, in the form in which a search compares words: without endings.
class SpokenWords {
public:
    explicit SpokenWords(Script const& script);

    /// The words of a question that carry meaning, as they were asked.
    [[nodiscard]] std::vector<std::string> asked_with(std::string const& question) const;
    /// Whether a word was said, with any ending.
    [[nodiscard]] bool has(std::string const& word) const;

private:
    void add(std::string const& text);

    std::set<std::string> stems_;
};

}  // namespace keepsake::demo
