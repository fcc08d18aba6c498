#include "spoken_words.h"

#include <algorithm>

#include "core/text/terms.h"

namespace keepsake::demo {

SpokenWords::SpokenWords(Script const& script) {
    for (auto const& session : script.sessions) {
        for (auto const& message : session.messages) add(message.at("content"));
    }
    add(script.last_word);
}

void SpokenWords::add(std::string const& text) {
    auto stems = core::terms(text, core::TextRole::document);
    stems_.insert(stems.begin(), stems.end());
}

std::vector<std::string> SpokenWords::asked_with(std::string const& question) const {
    auto asked = core::words(question);
    std::erase_if(asked, [](std::string const& word) { return core::terms(word, core::TextRole::query).empty(); });
    return asked;
}

bool SpokenWords::has(std::string const& word) const {
    auto const stems = core::terms(word, core::TextRole::query);
    return std::any_of(stems.begin(), stems.end(), [&](auto const& stem) { return stems_.contains(stem); });
}

}  // namespace keepsake::demo
