#include "memory/graph/answer_part.h"

#include <algorithm>
#include <utility>

namespace keepsake::memory {

using storage::EntityPlace;
using storage::RelationPlace;
using storage::RowId;

std::string const& AnswerPart::name_of(EntityPlace self) {
    auto const [known, is_new] = names_.try_emplace(self);
    if (is_new) known->second = view_.name_of(self);
    return known->second;
}

EntityView AnswerPart::view_of(EntityPlace self) {
    auto const& graph = view_.graph();
    auto const& entity = graph.entities()[self];
    EntityView view{.id = entity.id,
                    .name = name_of(self),
                    .type = entity.type,
                    .aliases = {},
                    .relation_count = static_cast<std::int64_t>(view_.count_relations(self, counting_)),
                    .first_seen = entity.first_seen,
                    .last_seen = entity.last_seen};
    auto const& names = graph.names_of(self);
    for (auto const row : names) {
        auto const& name = graph.entities()[row].name;
        if (names.size() > 1 && name != view.name && view_.shows_name(row)) view.aliases.push_back(name);
    }
    return view;
}

void AnswerPart::add_entities(std::span<EntityPlace const> entities) {
    for (auto const self : entities) entities_.push_back(view_of(self));
}

void AnswerPart::add_relations(std::span<RelationPlace const> relations) {
    for (auto const place : relations) {
        auto const& relation = view_.graph().relations()[place];
        relations_.push_back(relation.row);
        ends_[relation.row] = {name_of(view_.source_of(relation)), name_of(view_.target_of(relation))};
    }
}

void AnswerPart::add_paths(EntityPlace from, std::vector<std::vector<RelationPlace>> const& paths) {
    std::vector<EntityPlace> entities;
    std::vector<RelationPlace> relations;
    auto const take = [](auto& values, auto value) {
        if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    };
    for (auto const& path : paths) {
        auto here = from;
        take(entities, here);
        auto& rows = paths_.emplace_back();
        for (auto const place : path) {
            auto const& relation = view_.graph().relations()[place];
            here = view_.other_end(relation, here);
            rows.push_back(relation.row);
            take(entities, here);
            take(relations, place);
        }
    }
    add_entities(entities);
    add_relations(relations);
}

void AnswerPart::append_to(GraphAnswer& answer, storage::GraphStore const& store, core::ScopeFilter const& visible) && {
    answer.truncated = answer.truncated || truncated_;
    std::move(entities_.begin(), entities_.end(), std::back_inserter(answer.entities));
    std::move(rows_.begin(), rows_.end(), std::back_inserter(answer.rows));
    if (relations_.empty()) return;
    std::unordered_map<RowId, std::string> ids;
    for (auto& record : store.load(relations_, visible)) {
        ids[record.row] = record.id;
        // Who asks what was known then is not told of an end that was learned of later.
        if (time_.known_at && record.closed_at && *record.closed_at > *time_.known_at)
            record.valid_to = record.closed_at = std::nullopt;
        auto& ends = ends_.at(record.row);
        answer.relations.push_back({std::move(record), std::move(ends.source), std::move(ends.target)});
    }
    for (auto const& rows : paths_) {
        if (!std::all_of(rows.begin(), rows.end(), [&](RowId row) { return ids.contains(row); })) continue;
        auto& path = answer.paths->emplace_back();
        for (auto const row : rows) path.push_back(ids.at(row));
    }
}

}  // namespace keepsake::memory
