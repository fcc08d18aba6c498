#include "memory/graph/pattern_matching.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace keepsake::memory {
namespace {

using storage::Direction;
using storage::EntityPlace;
using storage::GraphRelation;
using storage::RelationNamePlace;
using storage::RelationPlace;

constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();

/// Fills pattern after pattern, always the one with the fewest relations to look at, and goes back when none fits.
class Matcher {
public:
    Matcher(GraphView const& view, ReadQuery const& query, std::span<EntityPlace const> entities, std::size_t limit,
            StepBudget& budget)
        : view_(view),
          query_(query),
          limit_(limit),
          budget_(budget),
          values_(query.variables.size(), unknown),
          shown_by_(query.patterns.size()),
          is_open_(query.patterns.size(), true),
          taken_(view.graph().relations().size()) {
        for (auto const& name : query.relations) {
            auto const place = view.graph().relation_named(name);
            is_hopeless_ = is_hopeless_ || !place;
            relation_names_.push_back(place.value_or(unknown));
        }
        entities_.assign(entities.begin(), entities.end());
    }

    Matches matches() && {
        if (!is_hopeless_) fill(query_.patterns.size());
        found_.truncated = found_.truncated || budget_.reached();
        return std::move(found_);
    }

private:
    /// Where a pattern's relations are looked for.
    struct Plan {
        std::size_t pattern = 0;
        std::size_t cost = std::numeric_limits<std::size_t>::max();
        enum class Where { source, target, name, everywhere } where = Where::everywhere;
    };

    std::uint32_t entity(PatternTerm term) const {
        return term.is_variable ? values_[term.number] : entities_[term.number];
    }
    std::uint32_t name(PatternTerm term) const {
        return term.is_variable ? values_[term.number] : relation_names_[term.number];
    }

    Plan plan_for(std::size_t number) const {
        auto const& pattern = query_.patterns[number];
        auto const& graph = view_.graph();
        Plan plan;
        auto const consider = [&](std::size_t cost, Plan::Where where) {
            if (cost < plan.cost) plan = {number, cost, where};
        };
        if (auto const source = entity(pattern.source); source != unknown)
            consider(RelationCursor::most(graph, source, Direction::out), Plan::Where::source);
        if (auto const target = entity(pattern.target); target != unknown)
            consider(RelationCursor::most(graph, target, Direction::in), Plan::Where::target);
        if (auto const relation = name(pattern.relation); relation != unknown)
            consider(graph.with_name(relation).size(), Plan::Where::name);
        consider(graph.relations().size(), Plan::Where::everywhere);
        return plan;
    }

    Plan cheapest() const {
        Plan best;
        for (std::size_t number = 0; number < query_.patterns.size(); ++number) {
            if (!is_open_[number]) continue;
            if (auto const plan = plan_for(number); plan.cost < best.cost) best = plan;
        }
        return best;
    }

    /// False when no more rows are wanted.
    bool fill(std::size_t open) {
        if (open == 0) return take_row();
        if (!budget_.take()) return false;
        auto const plan = cheapest();
        is_open_[plan.pattern] = false;
        bool const go_on = try_all(plan, open);
        is_open_[plan.pattern] = true;
        return go_on;
    }

    bool try_all(Plan const& plan, std::size_t open) {
        auto const& pattern = query_.patterns[plan.pattern];
        auto const& graph = view_.graph();
        bool wants_more = true;
        auto const attempt = [&](RelationPlace place, GraphRelation const& relation) {
            auto const outcome = try_one(plan.pattern, place, relation, open);
            wants_more = outcome != Outcome::enough;
            return outcome == Outcome::next;
        };
        auto const attempt_each = [&](auto const& begin, auto const& end, auto const& place_at) {
            for (auto at = begin; at != end; ++at) {
                auto const place = place_at(at);
                if (!budget_.take()) return;
                auto const& relation = graph.relations()[place];
                if (!attempt(place, relation)) return;
            }
        };
        Follow follow{Direction::out, std::nullopt};
        if (auto const relation = name(pattern.relation); relation != unknown) follow.relation = relation;
        switch (plan.where) {
            case Plan::Where::source:
                view_.for_each_shown_or_not(entity(pattern.source), follow, budget_, attempt);
                break;
            case Plan::Where::target:
                follow.direction = Direction::in;
                view_.for_each_shown_or_not(entity(pattern.target), follow, budget_, attempt);
                break;
            case Plan::Where::name: {
                auto const places = graph.with_name(*follow.relation);
                attempt_each(places.rbegin(), places.rend(), [](auto const& at) { return *at; });
                break;
            }
            case Plan::Where::everywhere:
                attempt_each(std::size_t{0}, graph.relations().size(),
                             [](std::size_t at) { return static_cast<RelationPlace>(at); });
        }
        return wants_more && !budget_.reached();
    }

    enum class Outcome { next, proven, enough };

    Outcome try_one(std::size_t number, RelationPlace place, GraphRelation const& relation, std::size_t open) {
        auto const& pattern = query_.patterns[number];
        std::array<std::size_t, 3> bound{};
        std::size_t count = 0;
        auto const fits = [&](PatternTerm term, std::uint32_t wanted, std::uint32_t value) {
            if (wanted != unknown) return wanted == value;
            values_[term.number] = value;
            bound[count++] = term.number;
            return true;
        };
        bool const all_fit = fits(pattern.source, entity(pattern.source), view_.source_of(relation)) &&
                             fits(pattern.relation, name(pattern.relation), relation.name) &&
                             fits(pattern.target, entity(pattern.target), view_.target_of(relation));
        auto outcome = Outcome::next;
        if (all_fit && view_.shows(relation)) {
            shown_by_[number] = place;
            if (!fill(open - 1)) outcome = Outcome::enough;
            else if (count == 0) outcome = Outcome::proven;  // another relation that says the same adds nothing
        }
        for (std::size_t i = 0; i < count; ++i) values_[bound[i]] = unknown;
        return outcome;
    }

    bool take_row() {
        if (known_.contains(values_)) return true;
        if (found_.rows.size() == limit_) {
            found_.truncated = true;
            return false;
        }
        known_.insert(values_);
        found_.rows.push_back(values_);
        for (auto const place : shown_by_) {
            if (!taken_[place]) found_.relations.push_back(place);
            taken_[place] = true;
        }
        // Without variables one row is all there can be.
        return !values_.empty();
    }

    GraphView const& view_;
    ReadQuery const& query_;
    std::size_t limit_;
    StepBudget& budget_;
    std::vector<EntityPlace> entities_;
    std::vector<RelationNamePlace> relation_names_;
    bool is_hopeless_ = false;  ///< a relation is named that there is not
    std::vector<std::uint32_t> values_;
    std::vector<RelationPlace> shown_by_;
    std::vector<bool> is_open_;
    std::vector<bool> taken_;
    std::set<std::vector<std::uint32_t>> known_;
    Matches found_;
};

}  // namespace

Matches match_patterns(GraphView const& view, ReadQuery const& query, std::span<EntityPlace const> entities,
                       std::size_t limit, StepBudget& budget) {
    return Matcher(view, query, entities, limit, budget).matches();
}

}  // namespace keepsake::memory
