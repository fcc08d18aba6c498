#include "memory/graph/recollection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <tuple>

#include "memory/graph/asked_kinds.h"
#include "memory/graph/entities_in_text.h"
#include "memory/graph/spoken_terms.h"

namespace keepsake::memory {
namespace {

using storage::EntityPlace;
using storage::GraphRelation;
using storage::RelationPlace;

constexpr float weight_of_a_step = .7f;
/// What the question says something of: a word of it, or more.
constexpr float weight_of_a_word = .8f;
constexpr float weight_of_words = 1;
constexpr int most_words = 2;
/// What it says nothing of: enough to be found at all. More would put it before what no relation tells.
constexpr float weight_of_unspoken = .02f;
constexpr int most_steps_away = 2;
constexpr std::size_t most_named = 20;
/// Of each step the most important entities go on.
constexpr std::size_t most_going_on = 50;
/// A search looks at no more relations than that, newest first of each entity: some tenths of a millisecond.
constexpr std::int64_t most_looked_at = 20'000;
constexpr std::size_t most_of_one_entity = 5'000;

}  // namespace

/// The way from what is named to what is around it.
struct Recollection::Spread {
    GraphView const& view;
    Recollection& recollection;
    SpokenTerms terms;
    AskedKinds asked;
    StepBudget budget{{}, most_looked_at};
    std::unordered_map<RelationPlace, float> values = {};
    std::vector<std::pair<RelationPlace, float>> spoken = {};

    std::vector<EntityPlace> named(std::string_view question) {
        std::vector<EntityPlace> found;
        for (auto const& each : entities_in_text(view.graph(), question)) {
            auto const self = view.graph().self_of(each.row);
            if (each.mention == Mention::words || found.size() == most_named) break;
            if (recollection.reached_.contains(self) || !view.shows_name(each.row)) continue;
            recollection.reached_[self] = {1, 0, terms.in_entity(self), std::nullopt, self};
            found.push_back(self);
        }
        return found;
    }

    /// What is said of the entities, and who is reached by it.
    std::vector<EntityPlace> step_from(std::vector<EntityPlace> const& entities, int step) {
        std::vector<EntityPlace> next;
        for (auto const self : entities) {
            auto const from = recollection.reached_.at(self);
            auto const around = relations_around(self, from);
            auto const strengths = strengths_of(around);
            for (auto const name : view.graph().names_of(self)) {
                for (auto const memory : view.graph().entities()[name].memories)
                    recollection.link(memory, {from.weight * weight_of_unspoken, std::nullopt, self});
            }
            for (auto const& [place, other, words] : around) {
                auto const passed_on =
                    from.weight * strengths[static_cast<std::size_t>(std::min(std::popcount(words), most_words))];
                note(place, self, passed_on, words != 0);
                Reached const reached{passed_on * weight_of_a_step, step, from.said | words, place, self};
                auto const [known, is_new] = recollection.reached_.try_emplace(other, reached);
                if (is_new) next.push_back(other);
                else if (known->second.step == step && known->second.weight < reached.weight) known->second = reached;
            }
        }
        return most_important(std::move(next));
    }

    struct Around {
        RelationPlace place;
        EntityPlace other;
        std::uint64_t words;  ///< of the question, those that led here aside
    };

    std::vector<Around> relations_around(EntityPlace self, Reached const& from) {
        std::vector<Around> around;
        view.for_each_relation(self, {}, budget, [&](RelationPlace place, GraphRelation const& relation) {
            auto const other = view.other_end(relation, self);
            auto const words = terms.in_relation(relation.name) | terms.in_entity(other) | asked.kind_of(other);
            around.push_back({place, other, words & ~from.said});
            return around.size() < most_of_one_entity;
        });
        return around;
    }

    /// By how many words are said of a relation. Many of which as much is said share what one alone would have.
    static std::array<float, most_words + 1> strengths_of(std::vector<Around> const& around) {
        std::array<float, most_words + 1> counts{};
        for (auto const& each : around) {
            for (int words = std::min(std::popcount(each.words), most_words); words > 0; --words)
                counts[static_cast<std::size_t>(words)] += 1;
        }
        std::array<float, most_words + 1> strengths{weight_of_unspoken, weight_of_a_word, weight_of_words};
        for (std::size_t words = 1; words <= most_words; ++words)
            strengths[words] /= std::sqrt(std::max(1.0f, counts[words]));
        return strengths;
    }

    std::vector<EntityPlace> most_important(std::vector<EntityPlace> next) const {
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
    void note(RelationPlace place, EntityPlace from, float value, bool is_spoken) {
        auto& all = values[place];
        bool const is_new = all == 0;
        all += value;
        if (is_spoken && is_new) spoken.emplace_back(place, value);
        for (auto const memory : view.graph().relations()[place].memories)
            recollection.link(memory, {all, place, from});
    }
};

Recollection::Recollection(GraphView const& view, std::string_view question) {
    Spread spread{view, *this, SpokenTerms(view, question), AskedKinds(view, question)};
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
    return known == linked_.end() ? 0 : std::min(1.0f, known->second.value);
}

std::vector<RelationPlace> Recollection::path_to(storage::RowId memory) const {
    std::vector<RelationPlace> path;
    auto const known = linked_.find(memory);
    if (known == linked_.end()) return path;
    if (known->second.relation) path.push_back(*known->second.relation);
    // It may have been noted from the end that it leads to itself.
    for (auto at = reached_.at(known->second.entity); at.by; at = reached_.at(at.from)) {
        if (path.empty() || path.back() != *at.by) path.push_back(*at.by);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

}  // namespace keepsake::memory
