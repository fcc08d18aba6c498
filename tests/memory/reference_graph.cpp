#include "memory/reference_graph.h"

#include <unordered_set>
#include <utility>

namespace keepsake::testing {

using storage::Direction;
using storage::RowId;

ReferenceGraph::ReferenceGraph(GeneratedWorld const& world, memory::GraphTime const& time,
                               core::ScopeFilter const& visible)
    : world_(world),
      time_(time),
      visible_(visible),
      entities_(world.entities.size() + 1),
      touching_(world.entities.size() + 1) {
    for (auto const& relation : world.relations) {
        if (!is_seen(relation)) continue;
        relations_.push_back({relation.row, self_of(relation.source), relation.relation, self_of(relation.target)});
        auto const source = static_cast<std::size_t>(relations_.back().source);
        auto const target = static_cast<std::size_t>(relations_.back().target);
        entities_[source] = entities_[target] = true;
        touching_[source].push_back(relations_.size() - 1);
        if (source != target) touching_[target].push_back(relations_.size() - 1);
    }
    auto const known_at = time.known_at.value_or(world.now);
    for (auto const& entity : world.entities) {
        bool const removed = entity.removed_at && *entity.removed_at <= known_at;
        bool const too_new = time.known_at && entity.first_seen > known_at;
        if (entity.scope != 0 && is_seen(entity.scope) && !removed && !too_new)
            entities_[static_cast<std::size_t>(self_of(entity.row))] = true;
    }
}

RowId ReferenceGraph::self_of(RowId entity) const {
    auto const same_as = world_.entities[static_cast<std::size_t>(entity - 1)].same_as;
    return same_as == 0 ? entity : same_as;
}

bool ReferenceGraph::is_seen(RowId scope) const {
    auto const& said_in = world_.scopes[static_cast<std::size_t>(scope - 1)];
    if (!visible_.agent.empty() && said_in.agent != visible_.agent) return false;
    if (!visible_.app.empty() && said_in.app != visible_.app) return false;
    return visible_.session.empty() || said_in.session == visible_.session;
}

bool ReferenceGraph::is_seen(storage::RelationRow const& relation) const {
    bool in_scope = false;
    for (auto const scope : relation.scopes) in_scope = in_scope || is_seen(scope);
    if (!in_scope) return false;
    auto const& [as_of, known_at] = time_;
    if (!as_of && !known_at) return !relation.valid_to || *relation.valid_to > world_.now;
    auto const knowledge = known_at ? *known_at : world_.now;
    if (relation.learned_at > knowledge) return false;
    bool const has_known_end = relation.valid_to && *relation.closed_at <= knowledge;
    if (!as_of) return !has_known_end;
    return relation.valid_from <= *as_of && !(has_known_end && *relation.valid_to <= *as_of);
}

std::optional<RowId> ReferenceGraph::step(Relation const& relation, RowId from, Direction direction) {
    if (direction != Direction::in && relation.source == from) return relation.target;
    if (direction != Direction::out && relation.target == from) return relation.source;
    return std::nullopt;
}

ReferenceGraph::Distances ReferenceGraph::around(RowId start, int depth, Direction direction,
                                                 std::optional<std::string> const& wanted) const {
    Distances found;
    found.entities[start] = 0;
    std::unordered_set<RowId> here = {start};
    for (int distance = 1; distance <= depth; ++distance) {
        std::unordered_set<RowId> next;
        for (auto const& relation : relations_) {
            if (wanted && relation.name != *wanted) continue;
            for (auto const from : {relation.source, relation.target}) {
                if (!here.contains(from)) continue;
                auto const to = step(relation, from, direction);
                if (!to) continue;
                found.relations.try_emplace(relation.row, distance);
                if (found.entities.try_emplace(*to, distance).second) next.insert(*to);
            }
        }
        here = std::move(next);
    }
    return found;
}

std::set<std::vector<RowId>> ReferenceGraph::paths(RowId from, RowId to, int depth, Direction direction,
                                                   std::optional<std::string> const& wanted) const {
    // All walks that never come back, one relation longer each time.
    std::vector<std::pair<RowId, std::vector<RowId>>> walks = {{from, {}}};
    std::unordered_set<RowId> left_behind = {from};
    std::set<std::vector<RowId>> found;
    for (int length = 1; length <= depth && found.empty(); ++length) {
        std::vector<std::pair<RowId, std::vector<RowId>>> longer;
        for (auto const& [end, walk] : walks) {
            for (auto const place : touching(end)) {
                auto const& relation = relations_[place];
                if (wanted && relation.name != *wanted) continue;
                auto const next = step(relation, end, direction);
                if (!next || left_behind.contains(*next)) continue;
                if (length == depth && *next != to) continue;
                auto further = walk;
                further.push_back(relation.row);
                if (*next == to) found.insert(further);
                else longer.emplace_back(*next, std::move(further));
            }
        }
        for (auto const& [end, walk] : longer) left_behind.insert(end);
        walks = std::move(longer);
    }
    return found;
}

std::optional<std::set<ReferenceGraph::Row>> ReferenceGraph::rows(std::vector<memory::GraphPattern> const& patterns,
                                                                  std::size_t most) const {
    std::set<Row> rows = {{}};
    for (auto const& pattern : patterns) {
        std::set<Row> longer;
        for (auto const& row : rows) {
            auto const value = [&](std::string const& term) -> std::optional<std::string> {
                if (!term.starts_with('?')) return term;
                auto const known = row.find(term);
                return known == row.end() ? std::nullopt : std::optional(known->second);
            };
            auto const attempt = [&](Relation const& relation) {
                auto extended = row;
                auto const fits = [&](std::string const& term, std::string const& is) {
                    if (!term.starts_with('?')) return term == is;
                    return extended.try_emplace(term, is).first->second == is;
                };
                if (fits(pattern.source, std::to_string(relation.source)) && fits(pattern.relation, relation.name) &&
                    fits(pattern.target, std::to_string(relation.target)))
                    longer.insert(std::move(extended));
            };
            auto const bound = value(pattern.source) ? value(pattern.source) : value(pattern.target);
            if (bound) {
                for (auto const place : touching(std::stoll(*bound))) attempt(relations_[place]);
            } else {
                for (auto const& relation : relations_) attempt(relation);
            }
            if (longer.size() > most) return std::nullopt;
        }
        rows = std::move(longer);
    }
    return rows;
}

}  // namespace keepsake::testing
