#include "memory/graph/graph_search.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "memory/graph/entities_in_text.h"
#include "memory/graph/spoken_terms.h"

namespace keepsake::memory {
namespace {

using storage::EntityPlace;
using storage::GraphRelation;
using storage::RelationNamePlace;
using storage::RelationPlace;

constexpr std::size_t most_named = 20;
constexpr std::size_t most_sharing = 50;

/// One search.
class Search {
public:
    Search(GraphView const& view, std::string_view query, std::size_t limit, StepBudget& budget)
        : view_(view), query_(query), limit_(limit), budget_(budget), terms_(view, query) {}

    GraphFound found() && {
        find_entities();
        if (named_.empty()) find_by_words();
        else for_named();
        take_best();
        found_.truncated = found_.truncated || budget_.reached();
        return std::move(found_);
    }

private:
    struct Candidate {
        RelationPlace place = 0;
        int words = 0;
        std::size_t rank = 0;  ///< of the entity that it was found with
    };

    void find_entities() {
        std::vector<bool> taken(view_.graph().entities().size());
        for (auto const& each : entities_in_text(view_.graph(), query_)) {
            auto const self = view_.graph().self_of(each.row);
            bool const shares_only = each.mention == Mention::words;
            if (found_.truncated && shares_only && (!named_.empty() || sharing_.size() == most_sharing)) return;
            if (taken[self] || !view_.shows_name(each.row) || !view_.shows_entity(self, budget_)) continue;
            taken[self] = true;
            if (!shares_only && named_.size() < most_named) named_.push_back(self);
            if (shares_only && sharing_.size() < most_sharing) sharing_.push_back(self);
            found_.truncated = found_.entities.size() == limit_;
            if (!found_.truncated) found_.entities.push_back(self);
        }
    }

    void for_named() {
        for (std::size_t rank = 0; rank < named_.size(); ++rank) {
            auto const self = named_[rank];
            view_.for_each_relation(self, {}, budget_, [&](RelationPlace place, GraphRelation const& relation) {
                auto const words =
                    terms_.in_relation(relation.name) | terms_.in_entity(view_.other_end(relation, self));
                candidates_.push_back({place, std::popcount(words), rank});
                return true;
            });
        }
    }

    void find_by_words() {
        auto const take = [&](RelationPlace place, GraphRelation const& relation) {
            auto const words = terms_.in_relation(relation.name) | terms_.in_entity(view_.source_of(relation)) |
                               terms_.in_entity(view_.target_of(relation));
            if (words != 0) candidates_.push_back({place, std::popcount(words), 0});
            return true;
        };
        for (auto const self : sharing_) view_.for_each_relation(self, {}, budget_, take);
        auto const& graph = view_.graph();
        for (RelationNamePlace name = 0; name < graph.relation_names().size(); ++name) {
            if (!budget_.take()) return;
            if (terms_.in_relation(name) == 0) continue;
            auto const places = graph.with_name(name);
            for (auto place = places.rbegin(); place != places.rend(); ++place) {
                if (!budget_.take()) return;
                auto const& relation = graph.relations()[*place];
                if (view_.shows(relation)) take(*place, relation);
            }
        }
    }

    void take_best() {
        auto const by_place = [](Candidate const& a, Candidate const& b) {
            return std::tie(a.place, b.words, a.rank) < std::tie(b.place, a.words, b.rank);
        };
        std::sort(candidates_.begin(), candidates_.end(), by_place);
        auto const same = [](Candidate const& a, Candidate const& b) { return a.place == b.place; };
        candidates_.erase(std::unique(candidates_.begin(), candidates_.end(), same), candidates_.end());
        auto const best_first = [](Candidate const& a, Candidate const& b) {
            return std::tie(b.words, a.rank, b.place) < std::tie(a.words, b.rank, a.place);
        };
        auto const count = std::min(limit_, candidates_.size());
        std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(count),
                          candidates_.end(), best_first);
        for (std::size_t i = 0; i < count; ++i) found_.relations.push_back(candidates_[i].place);
        found_.truncated = found_.truncated || count < candidates_.size();
    }

    GraphView const& view_;
    std::string_view query_;
    std::size_t limit_;
    StepBudget& budget_;
    SpokenTerms terms_;
    std::vector<EntityPlace> named_;
    std::vector<EntityPlace> sharing_;
    std::vector<Candidate> candidates_;
    GraphFound found_;
};

}  // namespace

GraphFound search_in(GraphView const& view, std::string_view query, std::size_t limit, StepBudget& budget) {
    return Search(view, query, limit, budget).found();
}

}  // namespace keepsake::memory
