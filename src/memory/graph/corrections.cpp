#include "memory/graph/corrections.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"
#include "memory/graph/entity_finder.h"
#include "memory/graph/unknown_entity.h"

namespace keepsake::memory {
namespace {

using core::Error;
using core::ErrorKind;
using storage::EntityPlace;
using storage::RowId;

constexpr std::size_t longest_name = 256;
constexpr std::size_t most_listed = 10;

using Places = std::vector<EntityPlace>;

void add_once(Places& places, EntityPlace place) {
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}

EntityReference reference(GraphView const& view, EntityPlace place) {
    auto const& entity = view.graph().entities()[place];
    return {entity.name, entity.id, view.graph().with_key(entity.key).size() == 1};
}

Error ambiguous(GraphView const& view, std::string const& name, Places const& places) {
    auto message =
        std::to_string(places.size()) + " entities are called " + quoted_name(name) + "; name one by its id:";
    for (std::size_t i = 0; i < std::min(places.size(), most_listed); ++i) {
        auto const& entity = view.graph().entities()[places[i]];
        message += "\n  " + entity.id + "  " + quoted_name(entity.name) +
                   (entity.type.empty() ? "" : ", " + quoted_name(entity.type));
    }
    return {ErrorKind::conflict, std::move(message)};
}

/// Those that are written exactly so, if any; of these, those that are shown now, if any.
Places likeliest(GraphView const& view, std::string const& name, Places const& places) {
    auto const narrowed = [](Places const& all, auto const& is_likely) {
        Places some;
        std::copy_if(all.begin(), all.end(), std::back_inserter(some), is_likely);
        return some.empty() ? all : some;
    };
    auto const& graph = view.graph();
    StepBudget budget({}, std::numeric_limits<std::int64_t>::max());
    auto const exact = narrowed(places, [&](EntityPlace place) { return graph.entities()[place].name == name; });
    return narrowed(exact, [&](EntityPlace place) { return view.shows_entity(graph.self_of(place), budget); });
}

core::Result<EntityPlace> find_entity(GraphView const& view, std::string const& name) {
    auto const& graph = view.graph();
    auto const named = graph.with_key(core::entity_key(name));
    Places selves;
    for (auto const place : likeliest(view, name, {named.begin(), named.end()})) add_once(selves, graph.self_of(place));
    if (selves.size() > 1) return ambiguous(view, name, selves);
    if (selves.size() == 1) return selves.front();
    if (auto const place = graph.with_id(core::fold(name))) return graph.self_of(*place);
    return unknown_entity(view, name);
}

Error stands_for_itself(GraphView const& view, EntityPlace self) {
    auto const& graph = view.graph();
    auto message = quoted_name(graph.entities()[self].name) + " stands for itself already";
    auto const& names = graph.names_of(self);
    if (names.size() == 1) return {ErrorKind::conflict, message + "; nothing was merged into it."};
    message += names.size() == 2 ? "; its other name is " : "; its other names are ";
    for (std::size_t i = 1; i < names.size(); ++i)
        message += (i == 1 ? "" : ", ") + quoted_name(graph.entities()[names[i]].name);
    return {ErrorKind::conflict, message + ", which can be split from it."};
}

/// Finds a name that is another entity's.
core::Result<EntityPlace> find_alias(GraphView const& view, std::string const& name) {
    auto const& graph = view.graph();
    auto named = graph.with_key(core::entity_key(name));
    Places rows(named.begin(), named.end());
    if (auto const place = graph.with_id(core::fold(name)); rows.empty() && place) rows.push_back(*place);
    if (rows.empty()) return unknown_entity(view, name);
    Places aliases;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(aliases),
                 [&](EntityPlace place) { return graph.self_of(place) != place; });
    if (aliases.empty()) return stands_for_itself(view, rows.front());
    aliases = likeliest(view, name, aliases);
    if (aliases.size() > 1) return ambiguous(view, name, aliases);
    return aliases.front();
}

std::optional<Error> problem_with_new(std::string const& name) {
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    if (core::trimmed(name).empty() || name.size() > longest_name || !core::is_valid_utf8(name) ||
        std::any_of(name.begin(), name.end(), is_control)) {
        return Error{ErrorKind::bad_argument, "The new name must be one line of text of at most " +
                                                  std::to_string(longest_name) + " bytes, such as \"Sarah Miller\"."};
    }
    if (core::entity_key(name) == core::entity_key("user"))
        return Error{ErrorKind::bad_argument,
                     quoted_name(name) + " means the user, who is one entity; choose another name."};
    return std::nullopt;
}

}  // namespace

Corrections::Corrections(storage::Store const& store, storage::GraphStore& graph, storage::IndexCache& indexes,
                         core::Clock const& clock, core::ScopeFilter visible)
    : store_(store), graph_(graph), indexes_(indexes), clock_(clock), visible_(std::move(visible)) {}

template <typename Look>
auto Corrections::look_at_graph(Look look) const {
    storage::UserGraph const empty;
    std::optional<storage::IndexCache::Lease> lease;
    for (auto const& user : store_.users(visible_)) lease.emplace(indexes_.lease(user));
    return look(GraphView(lease ? lease->graph() : empty, {}, visible_, clock_.now()));
}

core::Result<MergedEntities> Corrections::merge(std::string const& name, std::string const& into) {
    std::pair<RowId, RowId> rows;
    auto found = look_at_graph([&](GraphView const& view) -> core::Result<MergedEntities> {
        auto const merged = find_entity(view, name);
        if (!merged) return merged.error();
        auto const self = find_entity(view, into);
        if (!self) return self.error();
        if (merged.value() == self.value()) {
            return Error{ErrorKind::conflict, quoted_name(name) + " and " + quoted_name(into) +
                                                  " are the same entity already. Where two have one name, `keepsake "
                                                  "graph --format json` shows their ids."};
        }
        auto const& graph = view.graph();
        rows = {graph.entities()[merged.value()].row, graph.entities()[self.value()].row};
        MergedEntities names{reference(view, merged.value()), reference(view, self.value()), {}};
        for (auto const place : graph.names_of(merged.value())) {
            if (place != merged.value()) names.aliases.push_back(reference(view, place));
        }
        return names;
    });
    if (found) graph_.merge(rows.first, rows.second);
    return found;
}

core::Result<SplitName> Corrections::split(std::string const& name) {
    RowId row = 0;
    auto found = look_at_graph([&](GraphView const& view) -> core::Result<SplitName> {
        auto const alias = find_alias(view, name);
        if (!alias) return alias.error();
        row = view.graph().entities()[alias.value()].row;
        return SplitName{reference(view, alias.value()), reference(view, view.graph().self_of(alias.value()))};
    });
    if (found) graph_.split(row);
    return found;
}

core::Result<MovedRelations> Corrections::move_relations(std::string const& name, std::span<std::string const> ids,
                                                         std::string const& new_name) {
    if (auto problem = problem_with_new(new_name)) return std::move(*problem);
    RowId entity = 0;
    std::vector<RowId> relations;
    auto found = look_at_graph([&](GraphView const& view) -> core::Result<MovedRelations> {
        auto const self = find_entity(view, name);
        if (!self) return self.error();
        auto rows = relations_with(view, self.value(), ids);
        if (!rows) return rows.error();
        entity = view.graph().entities()[self.value()].row;
        relations = std::move(rows).value();
        return MovedRelations{reference(view, self.value()), {}, relations.size()};
    });
    if (!found) return found;
    auto const made = graph_.move_relations(entity, relations, std::string(core::trimmed(new_name)));
    auto moved = std::move(found).value();
    look_at_graph([&](GraphView const& view) {
        moved.from.is_only_one =
            moved.from.is_only_one && core::entity_key(new_name) != core::entity_key(moved.from.name);
        if (auto const place = view.graph().of_row(made)) moved.to = reference(view, *place);
    });
    return moved;
}

core::Result<std::vector<RowId>> Corrections::relations_with(GraphView const& view, EntityPlace self,
                                                             std::span<std::string const> ids) const {
    auto const& graph = view.graph();
    std::vector<RowId> touching;
    graph.for_each_relation(self, storage::Direction::both, [&](storage::RelationPlace place) {
        touching.push_back(graph.relations()[place].row);
        return true;
    });
    std::unordered_map<std::string, RowId> rows;
    for (auto const& record : graph_.load(touching, visible_)) rows.emplace(record.id, record.row);
    std::vector<RowId> chosen;
    for (auto const& id : ids) {
        auto const row = rows.find(core::fold(id));
        if (row == rows.end()) {
            return Error{ErrorKind::not_found, quoted_name(id) + " is not the id of a relation of " +
                                                   quoted_name(graph.entities()[self].name) +
                                                   "; `keepsake graph --entity NAME --format json` shows these ids."};
        }
        if (std::find(chosen.begin(), chosen.end(), row->second) == chosen.end()) chosen.push_back(row->second);
    }
    return chosen;
}

}  // namespace keepsake::memory
