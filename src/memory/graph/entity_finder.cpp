#include "memory/graph/entity_finder.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

using storage::EntityPlace;
using storage::RelationNamePlace;
using storage::RelationPlace;

constexpr std::size_t most_compared_bytes = 256;
constexpr std::size_t most_words = 8;
constexpr std::size_t most_with_a_word = 10'000;
constexpr std::size_t most_names = 100'000;
constexpr std::size_t most_relation_names = 10'000;

std::vector<std::string> distinct_words(std::string_view name) {
    auto words = core::name_words(name);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (words.size() > most_words) words.resize(most_words);
    return words;
}

}  // namespace

bool EntityFinder::shows(EntityPlace row) const {
    return view_.shows_name(row) && view_.shows_entity(view_.graph().self_of(row), budget_);
}

std::optional<EntityPlace> EntityFinder::find(std::string_view text) const {
    auto const& graph = view_.graph();
    std::optional<EntityPlace> found;
    for (auto const row : graph.with_key(core::entity_key(text))) {
        bool const exact = graph.entities()[row].name == text;
        if ((!found || exact) && shows(row)) found = graph.self_of(row);
        if (found && exact) return found;
    }
    if (found || !is_uuid(text)) return found;
    auto const row = graph.with_id(core::fold(text));
    if (!row || !view_.shows_entity(graph.self_of(*row), budget_)) return std::nullopt;
    return graph.self_of(*row);
}

ClosestNames EntityFinder::closest(std::string_view text) const {
    auto const& graph = view_.graph();
    auto const key = core::entity_key(core::cut_utf8(text, most_compared_bytes));
    NameDistance const distance(key);
    std::unordered_map<EntityPlace, std::size_t> shared;
    for (auto const& word : distinct_words(key)) {
        auto rows = graph.with_word(word);
        for (auto const row : rows.first(std::min(rows.size(), most_with_a_word))) ++shared[row];
    }
    ClosestNames closest;
    auto const offer = [&](EntityPlace row, std::size_t shared_words) {
        auto const& entity = graph.entities()[row];
        closest.offer({entity.name, shared_words, distance.to(entity.key)}, [&] { return shows(row); });
    };
    for (auto const& [row, words] : shared) offer(row, words);
    if (!closest.has_room_for_unshared()) return closest;
    auto const count = std::min(graph.entities().size(), most_names);
    for (EntityPlace row = 0; row < count && !budget_.reached(); ++row) {
        if (!shared.contains(row)) offer(row, 0);
    }
    return closest;
}

ClosestNames closest_relations(GraphView const& view, std::string_view relation, StepBudget& budget) {
    auto const& graph = view.graph();
    NameDistance const distance(relation);
    auto const words = distinct_words(core::cut_utf8(relation, most_compared_bytes));
    auto const is_shown = [&](RelationNamePlace name) {
        auto const relations = graph.with_name(name);
        return std::any_of(relations.begin(), relations.end(),
                           [&](RelationPlace place) { return budget.take() && view.shows(graph.relations()[place]); });
    };
    ClosestNames closest;
    auto const names = graph.relation_names();
    for (RelationNamePlace name = 0; name < std::min(names.size(), most_relation_names); ++name) {
        auto const has = distinct_words(names[name]);
        auto const shared = std::count_if(words.begin(), words.end(), [&](std::string const& word) {
            return std::binary_search(has.begin(), has.end(), word);
        });
        closest.offer({names[name], static_cast<std::size_t>(shared), distance.to(names[name])},
                      [&] { return is_shown(name); });
    }
    return closest;
}

bool is_uuid(std::string_view text) {
    constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
    return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char c, char wanted) {
               if (wanted == '-') return c == '-';
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

}  // namespace keepsake::memory
