#include "storage/index/user_graph.h"

#include <algorithm>

#include "core/text/graph_names.h"

namespace keepsake::storage {
namespace {

template <typename Map, typename Key>
auto places_in(Map const& map, Key const& key) -> std::span<typename Map::mapped_type::value_type const> {
    auto const found = map.find(key);
    if (found == map.end()) return {};
    return found->second;
}

template <typename Map, typename Key>
std::optional<typename Map::mapped_type> value_in(Map const& map, Key const& key) {
    auto const found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

void UserGraph::put(EntityRow const& row) {
    auto const known = entity_of_row_.find(row.row);
    if (known == entity_of_row_.end()) add_entity(row);
    auto const place = known == entity_of_row_.end() ? entity_of_row_.at(row.row) : known->second;
    auto& entity = entities_[place];
    entity.type = row.type;
    entity.first_seen = row.first_seen;
    entity.last_seen = row.last_seen;
    entity.removed_at = row.removed_at;
    entity.scope = row.scope;
    entity.memories = row.memories;
    merge(place, row.same_as == 0 ? place : entity_of_row_.at(row.same_as));
}

void UserGraph::add_entity(EntityRow const& row) {
    auto const place = static_cast<EntityPlace>(entities_.size());
    entities_.push_back({.row = row.row,
                         .id = row.id,
                         .name = row.name,
                         .key = row.key,
                         .type = row.type,
                         .self = place,
                         .first_seen = row.first_seen,
                         .last_seen = row.last_seen,
                         .removed_at = row.removed_at,
                         .scope = row.scope,
                         .memories = {}});
    names_.push_back({place});
    out_.emplace_back();
    in_.emplace_back();
    entity_of_row_[row.row] = place;
    by_id_[row.id] = place;
    by_key_[row.key].push_back(place);
    auto words = core::name_words(row.key);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (auto const& word : words) by_word_[word].push_back(place);
    bytes_ += sizeof(GraphEntity) + 2 * row.name.size() + row.id.size() * 2 + 200 + words.size() * 40;
}

void UserGraph::merge(EntityPlace place, EntityPlace into) {
    auto const before = entities_[place].self;
    if (before == into) return;
    if (before != place) std::erase(names_[before], place);
    entities_[place].self = into;
    if (into == place) names_[place] = {place};
    else names_[into].push_back(place);
}

void UserGraph::put(RelationRow const& row) {
    auto const known = relation_of_row_.find(row.row);
    if (known == relation_of_row_.end()) add_relation(row);
    auto const place = known == relation_of_row_.end() ? relation_of_row_.at(row.row) : known->second;
    auto& relation = relations_[place];
    move_end(relation.source, entity_of_row_.at(row.source), out_, place);
    move_end(relation.target, entity_of_row_.at(row.target), in_, place);
    relation.valid_from = row.valid_from;
    relation.valid_to = row.valid_to;
    // What was taken back before it began never holds.
    bool const never_holds = row.valid_to && *row.valid_to <= row.valid_from;
    ends_[place] = never_holds ? Timestamp::min() : row.valid_to.value_or(Timestamp::max());
    relation.learned_at = row.learned_at;
    relation.closed_at = row.closed_at;
    relation.confidence = static_cast<float>(row.confidence);
    relation.scopes = row.scopes;
    link(place, row.memories);
}

void UserGraph::add_relation(RelationRow const& row) {
    auto const place = static_cast<RelationPlace>(relations_.size());
    auto& relation = relations_.emplace_back();
    ends_.emplace_back();
    relation.row = row.row;
    relation.source = entity_of_row_.at(row.source);
    relation.target = entity_of_row_.at(row.target);
    relation.name = name_place(row.relation);
    out_[relation.source].push_back(place);
    in_[relation.target].push_back(place);
    by_name_[relation.name].push_back(place);
    relation_of_row_[row.row] = place;
    bytes_ += sizeof(GraphRelation) + sizeof(Timestamp) + 3 * sizeof(RelationPlace) + 64;
}

void UserGraph::move_end(EntityPlace& end, EntityPlace to, std::vector<std::vector<RelationPlace>>& lists,
                         RelationPlace relation) {
    if (end == to) return;
    std::erase(lists[end], relation);
    auto& list = lists[to];
    list.insert(std::lower_bound(list.begin(), list.end(), relation), relation);
    end = to;
}

void UserGraph::link(RelationPlace place, std::vector<RowId> const& memories) {
    auto& linked = relations_[place].memories;
    for (auto const memory : linked) {
        if (std::find(memories.begin(), memories.end(), memory) == memories.end())
            std::erase(of_memory_[memory], place);
    }
    for (auto const memory : memories) {
        if (std::find(linked.begin(), linked.end(), memory) != linked.end()) continue;
        of_memory_[memory].push_back(place);
        bytes_ += 64;
    }
    linked = memories;
}

RelationNamePlace UserGraph::name_place(std::string const& name) {
    auto const [known, is_new] = name_places_.try_emplace(name, static_cast<RelationNamePlace>(relation_names_.size()));
    if (is_new) {
        relation_names_.push_back(name);
        by_name_.emplace_back();
        bytes_ += 2 * name.size() + 100;
    }
    return known->second;
}

std::span<EntityPlace const> UserGraph::with_key(std::string_view key) const {
    return places_in(by_key_, std::string(key));
}

std::span<EntityPlace const> UserGraph::with_word(std::string_view word) const {
    return places_in(by_word_, std::string(word));
}

std::optional<EntityPlace> UserGraph::with_id(std::string_view id) const { return value_in(by_id_, std::string(id)); }
std::optional<EntityPlace> UserGraph::of_row(RowId row) const { return value_in(entity_of_row_, row); }

std::optional<RelationNamePlace> UserGraph::relation_named(std::string_view name) const {
    return value_in(name_places_, std::string(name));
}

std::span<RelationPlace const> UserGraph::of_memory(RowId memory) const { return places_in(of_memory_, memory); }

void UserGraph::set_scopes(std::vector<ScopeRecord> const& scopes) {
    scopes_.clear();
    for (auto const& scope : scopes) scopes_[scope.row] = scope;
}

}  // namespace keepsake::storage
