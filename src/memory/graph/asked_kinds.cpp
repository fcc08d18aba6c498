#include "memory/graph/asked_kinds.h"

#include <array>
#include <string>
#include <utility>

#include "core/text/graph_names.h"
#include "memory/graph/spoken_terms.h"

namespace keepsake::memory {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> words_for_types = {
    {{"who", "person"},
     {"whom", "person"},
     {"whose", "person"},
     {"friend", "person"},
     {"colleague", "person"},
     {"where", "place"},
     {"city", "place"},
     {"town", "place"},
     {"country", "place"},
     {"state", "place"},
     {"village", "place"},
     {"company", "organization"},
     {"employer", "organization"},
     {"firm", "organization"},
     {"school", "organization"},
     {"university", "organization"},
     {"team", "organization"},
     {"tool", "technology"}}};

}  // namespace

AskedKinds::AskedKinds(GraphView const& view, std::string_view question) : view_(view) {
    for (auto const& word : core::name_words(question)) {
        types_.insert(word);
        for (auto const& [known, type] : words_for_types) {
            if (word == known) types_.emplace(type);
        }
    }
}

std::uint64_t AskedKinds::kind_of(storage::EntityPlace self) const {
    auto const& type = view_.graph().entities()[self].type;
    return !type.empty() && types_.contains(core::entity_key(type)) ? SpokenTerms::bit_of_kinds : 0;
}

}  // namespace keepsake::memory
