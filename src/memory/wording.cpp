#include "memory/wording.h"

#include <algorithm>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

bool speaks_of_user(std::string_view text) {
    auto const means_user = [](std::string const& word) {
        return word == "my" || word == "mine" || core::entity_key(word) == core::entity_key("user");
    };
    return std::ranges::any_of(core::name_words(text), means_user);
}

}  // namespace

std::string wording(std::string_view text) {
    auto const around = [](char c) { return c == '"' || c == '\'' || c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    while (!text.empty() && around(text.front())) text.remove_prefix(1);
    while (!text.empty() && (around(text.back()) || text.back() == '.' || text.back() == '!')) text.remove_suffix(1);
    std::string words;
    for (char const c : core::fold(text)) {
        bool const is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!is_blank) words += c;
        else if (words.back() != ' ') words += ' ';
    }
    return words;
}

bool names_both_ends(std::string_view text, storage::RelationTriple const& triple) {
    core::NamingText const named(text);
    auto const names = [&](std::string const& name) {
        auto const key = core::entity_key(name);
        return key == core::entity_key("user") ? speaks_of_user(text) : named.names(key);
    };
    return names(triple.source) && names(triple.target);
}

}  // namespace keepsake::memory
