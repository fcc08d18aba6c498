#include "memory/graph/spoken_terms.h"

#include <utility>

#include "core/text/terms.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

constexpr std::size_t most_terms = 63;  // bits of a word, one aside
constexpr std::size_t most_bytes_read = 4'000;
constexpr std::size_t most_bytes_of_a_name = 256;
constexpr std::size_t most_names_read = 20'000;

}  // namespace

SpokenTerms::SpokenTerms(GraphView const& view, std::string_view question) : view_(view) {
    for (auto& term : core::terms(core::cut_utf8(question, most_bytes_read), core::TextRole::query)) {
        if (bits_.size() < most_terms) bits_.try_emplace(std::move(term), std::uint64_t{1} << bits_.size());
    }
}

std::uint64_t SpokenTerms::in(std::string_view name) const {
    std::uint64_t found = 0;
    core::for_each_term(core::cut_utf8(name, most_bytes_of_a_name), core::TextRole::document,
                        [&](std::string const& term, std::string const&) {
                            auto const known = bits_.find(term);
                            if (known != bits_.end()) found |= known->second;
                        });
    return found;
}

std::uint64_t SpokenTerms::in_relation(storage::RelationNamePlace name) {
    auto const [known, is_new] = relations_.try_emplace(name);
    if (is_new) known->second = in(view_.graph().relation_names()[name]);
    return known->second;
}

std::uint64_t SpokenTerms::in_entity(storage::EntityPlace self) {
    auto const known = entities_.find(self);
    if (known != entities_.end()) return known->second;
    return entities_.size() < most_names_read ? entities_[self] = in(view_.name_of(self)) : 0;
}

}  // namespace keepsake::memory
