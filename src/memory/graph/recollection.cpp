#include "memory/graph/recollection.h"

#include <algorithm>
#include <tuple>

#include "memory/graph/entities_in_text.h"
#include "memory/graph/spoken_terms.h"

namespace keepsake::memory {
namespace {

using storage::EntityPlace;
using storage::GraphRelation;
using storage::RelationPlace;

constexpr float weight_of_a_step = .5f;
constexpr float weight_of_unspoken = .4f;
constexpr int most_steps_away = 2;
constexpr std::size_t most_named = 20;
/// Of each step the most important entities go on.
constexpr std::size_t most_going_on = 50;
/// A search looks at no more relations than that, newest first of each entity: some tenths of a millisecond.
constexpr std::int64_t most_looked_at = 20'000;
constexpr int most_of_one_entity = 5'000;

}  // namespace

/// The way from what is named to what is around it.
struct Recollection::Spread {
    GraphView const& view;
    Recollection& recollection;
    SpokenTerms terms;
    StepBudget budget{{}, most_looked_at};
    std::unordered_map<RelationPlace, float> values = {};
    std::vector<std::pair<RelationPlace, float>> spoken = {};

    std::vector<EntityPlace> named(std::string_view question) {
        std::vector<EntityPlace> found;
        for (auto const& each : entities_in_text(view.graph(), question)) {
            auto const self = view.graph().self_of(each.row);
            if (each.mention == Mention::words || found.size() == most_named) break;
            if (recollection.reached_.contains(self) || !view.shows_name(each.row)) continue;
            recollection.reached_[self] = {1, 0, std::nullopt, self};
            found.push_back(self);
        }
        return found;
    }

    /// What is said of the entities, and who is reached by it.
    std::vector<EntityPlace> step_from(std::vector<EntityPlace> const& entities, int step) {
        std::vector<EntityPlace> next;
        for (auto const self : entities) {
            auto const weight = recollection.reached_.at(self).weight;
            for (auto const memory : view.graph().entities()[self].memories)
                recollection.link(memory, {weight * weight_of_unspoken, std::nullopt, self});
            int looked_at = 0;
            view.for_each_relation(self, {}, budget, [&](RelationPlace place, GraphRelation const& relation) {
                bool const is_spoken = terms.in_relation(relation.name) != 0;
                auto const passed_on = weight * (is_spoken ? 1 : weight_of_unspoken);
                note(place, relation, self, passed_on, is_spoken);
                auto const other = view.other_end(relation, self);
                auto const [reached, is_new] =
                    recollection.reached_.try_emplace(other, Reached{passed_on * weight_of_a_step, step, place, self});
                if (is_new) next.push_back(other);
                else if (reached->second.step == step && reached->second.weight < passed_on * weight_of_a_step)
                    reached->second = {passed_on * weight_of_a_step, step, place, self};
                return ++looked_at < most_of_one_entity;
            });
        }
        auto const more_important = [&](EntityPlace a, EntityPlace b) {
            auto const [of_a, of_b] = std::pair(recollection.reached_.at(a).weight, recollection.reached_.at(b).weight);
            return of_a != of_b ? of_a > of_b : a < b;
        };
        auto const going_on = std::min(next.size(), most_going_on);
        std::partial_sort(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(going_on), next.end(),
                          more_important);
        next.resize(going_on);
        return next;
    }

    /// A relation that two of the entities lead to has the importance of both.
    void note(RelationPlace place, GraphRelation const& relation, EntityPlace from, float value, bool is_spoken) {
        auto& all = values[place];
        bool const is_new = all == 0;
        all += value;
        if (is_spoken && is_new) spoken.emplace_back(place, value);
        for (auto const memory : relation.memories) recollection.link(memory, {all, place, from});
    }
};

Recollection::Recollection(GraphView const& view, std::string_view question) {
    Spread spread{view, *this, SpokenTerms(view, question)};
    auto entities = spread.named(question);
    for (int step = 1; step <= most_steps_away + 1 && !entities.empty(); ++step)
        entities = spread.step_from(entities, step);
    std::sort(spread.spoken.begin(), spread.spoken.end(),
              [](auto const& a, auto const& b) { return std::tie(b.second, a.first) < std::tie(a.second, b.first); });
    for (auto const& [place, value] : spread.spoken) spoken_of_.push_back(place);
}

void Recollection::link(storage::RowId memory, Linked const& linked) {
    auto const [known, is_new] = linked_.try_emplace(memory, linked);
    if (!is_new && known->second.value < linked.value) known->second = linked;
}

float Recollection::of_memory(storage::RowId memory) const {
    auto const known = linked_.find(memory);
    return known == linked_.end() ? 0 : known->second.value;
}

std::vector<RelationPlace> Recollection::path_to(storage::RowId memory) const {
    std::vector<RelationPlace> path;
    auto const known = linked_.find(memory);
    if (known == linked_.end()) return path;
    if (known->second.relation) path.push_back(*known->second.relation);
    for (auto at = reached_.at(known->second.entity); at.by; at = reached_.at(at.from)) path.push_back(*at.by);
    std::reverse(path.begin(), path.end());
    return path;
}

}  // namespace keepsake::memory
