#include "memory/graph/graph_view.h"

#include <algorithm>

namespace keepsake::memory {

using storage::EntityPlace;
using storage::GraphEntity;
using storage::GraphRelation;
using storage::RelationPlace;
using storage::RowId;

GraphView::GraphView(storage::UserGraph const& graph, GraphTime const& time, core::ScopeFilter const& visible,
                     core::Timestamp now)
    : graph_(graph),
      time_(time),
      visible_(visible),
      now_(now),
      known_at_(time.known_at.value_or(now)),
      narrow_(!visible.agent.empty() || !visible.app.empty() || !visible.session.empty()),
      is_plain_(!narrow_ && !time.as_of && !time.known_at) {}

bool GraphView::shows(GraphRelation const& relation) const {
    return holds(relation) && (!narrow_ || was_said_here(relation));
}

bool GraphView::holds(GraphRelation const& relation) const {
    if (!time_.as_of && !time_.known_at)
        return !relation.valid_to || (*relation.valid_to > now_ && *relation.valid_to > relation.valid_from);
    if (relation.learned_at > known_at_) return false;
    bool const end_is_known = relation.closed_at && *relation.closed_at <= known_at_;
    if (!time_.as_of) return !end_is_known;
    return relation.valid_from <= *time_.as_of &&
           (!end_is_known || !relation.valid_to || *time_.as_of < *relation.valid_to);
}

bool GraphView::was_said_here(GraphRelation const& relation) const {
    return std::any_of(relation.scopes.begin(), relation.scopes.end(), [&](RowId scope) { return sees(scope); });
}

bool GraphView::sees(RowId scope) const {
    if (!narrow_) return true;
    auto const [known, is_new] = seen_scopes_.try_emplace(scope, false);
    if (is_new && scope != 0 && graph_.knows_scope(scope)) {
        auto const& said_in = graph_.scope(scope);
        known->second = (visible_.agent.empty() || said_in.agent == visible_.agent) &&
                        (visible_.app.empty() || said_in.app == visible_.app) &&
                        (visible_.session.empty() || said_in.session == visible_.session);
    }
    return known->second;
}

bool GraphView::stands_alone(GraphEntity const& entity) const {
    if (entity.scope == 0 || !sees(entity.scope)) return false;
    if (entity.removed_at && *entity.removed_at <= known_at_) return false;
    return !time_.known_at || entity.first_seen <= known_at_;
}

bool GraphView::shows_entity(EntityPlace self, StepBudget& budget) const {
    auto const& names = graph_.names_of(self);
    auto const alone = [&](EntityPlace row) { return stands_alone(graph_.entities()[row]); };
    if (std::any_of(names.begin(), names.end(), alone)) return true;
    bool found = false;
    for_each_relation(self, {}, budget, [&](RelationPlace, GraphRelation const&) { return !(found = true); });
    return found;
}

bool GraphView::shows_name(EntityPlace row) const {
    auto const& entity = graph_.entities()[row];
    if (entity.removed_at && *entity.removed_at <= known_at_ && entity.self != row) return false;
    if (!narrow_) return !time_.known_at || entity.first_seen <= known_at_ || entity.self == row;
    if (stands_alone(entity)) return true;
    auto const said_here = [&](RelationPlace place) { return names_here(graph_.relations()[place]); };
    auto const [out, in] = std::pair(graph_.out_of(row), graph_.into(row));
    return std::any_of(out.rbegin(), out.rend(), said_here) || std::any_of(in.rbegin(), in.rend(), said_here);
}

/// Whether a relation, be it over, makes the names of its ends known.
bool GraphView::names_here(GraphRelation const& relation) const {
    return (!time_.known_at || relation.learned_at <= known_at_) && was_said_here(relation);
}

std::vector<bool> GraphView::shown_names(StepBudget& budget) const {
    auto const entities = graph_.entities();
    std::vector<bool> shown(entities.size());
    std::vector<bool> named(entities.size());
    for (EntityPlace row = 0; row < entities.size(); ++row) {
        if (!stands_alone(entities[row])) continue;
        named[row] = true;
        shown[graph_.self_of(row)] = true;
    }
    auto const relations = graph_.relations();
    for (auto relation = relations.rbegin(); relation != relations.rend() && budget.take(); ++relation) {
        if (narrow_ && names_here(*relation)) named[relation->source] = named[relation->target] = true;
        if (shows(*relation)) shown[source_of(*relation)] = shown[target_of(*relation)] = true;
    }
    std::vector<bool> found(entities.size());
    for (EntityPlace row = 0; row < entities.size(); ++row)
        found[row] = shown[graph_.self_of(row)] && (narrow_ ? named[row] : shows_name(row));
    return found;
}

std::string const& GraphView::name_of(EntityPlace self) const {
    auto const& own = graph_.entities()[self].name;
    auto const& names = graph_.names_of(self);
    if (!narrow_ || names.size() == 1) return own;
    auto const shown = std::find_if(names.begin(), names.end(), [&](EntityPlace row) { return shows_name(row); });
    return shown == names.end() ? own : graph_.entities()[*shown].name;
}

std::size_t GraphView::count_relations(EntityPlace self, StepBudget& budget) const {
    std::size_t count = 0;
    for_each_relation(self, {}, budget, [&](RelationPlace, GraphRelation const&) { return ++count, true; });
    return count;
}

}  // namespace keepsake::memory
