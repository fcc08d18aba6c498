#include "memory/wording.h"

#include "core/text/graph_names.h"
#include "core/text/unicode.h"

namespace keepsake::memory {

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
    return named.names(core::entity_key(triple.source)) && named.names(core::entity_key(triple.target));
}

}  // namespace keepsake::memory
