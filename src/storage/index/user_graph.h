#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/graph_records.h"

namespace keepsake::storage {

/// Places in UserGraph::entities(), relations() and relation_names().
using EntityPlace = std::uint32_t;
using RelationPlace = std::uint32_t;
using RelationNamePlace = std::uint32_t;

struct GraphEntity {
    RowId row = 0;
    std::string id;
    std::string name;
    std::string key;
    std::string type;
    EntityPlace self = 0;  ///< the entity that it is a name of; its own place when it stands for itself
    Timestamp first_seen;
    Timestamp last_seen;
    std::optional<Timestamp> removed_at;
    RowId scope = 0;
    std::vector<RowId> memories;
};

struct GraphRelation {
    RowId row = 0;
    EntityPlace source = 0;  ///< as it was said; self_of() tells of which entity
    EntityPlace target = 0;
    RelationNamePlace name = 0;
    float confidence = 1;
    Timestamp valid_from;
    std::optional<Timestamp> valid_to;
    Timestamp learned_at;
    std::optional<Timestamp> closed_at;
    std::vector<RowId> scopes;
    std::vector<RowId> memories;
};

/// In which direction a relation is followed: from its source, or to it.
enum class Direction { both, out, in };

/// One user's entities and relations in memory, ended ones too, for questions about the graph. A cache of the store and
/// nothing else. Not safe for concurrent changes.
class UserGraph {
public:
    /// Takes over a row's state, new or changed. Entities come before the relations and the names that name them.
    void put(EntityRow const& row);
    void put(RelationRow const& row);

    std::span<GraphEntity const> entities() const { return entities_; }
    std::span<GraphRelation const> relations() const { return relations_; }
    std::span<std::string const> relation_names() const { return relation_names_; }

    EntityPlace self_of(EntityPlace place) const { return entities_[place].self; }
    /// All rows that are the entity, itself first; only for a place that stands for itself.
    std::vector<EntityPlace> const& names_of(EntityPlace self) const { return names_[self]; }

    /// Rows with this key (core::entity_key), in the order of creation; removed ones too.
    std::span<EntityPlace const> with_key(std::string_view key) const;
    /// Rows in whose key this word stands.
    std::span<EntityPlace const> with_word(std::string_view word) const;
    /// By its UUID.
    std::optional<EntityPlace> with_id(std::string_view id) const;
    std::optional<EntityPlace> of_row(RowId row) const;
    std::optional<RelationNamePlace> relation_named(std::string_view name) const;
    std::span<RelationPlace const> with_name(RelationNamePlace name) const { return by_name_[name]; }
    /// Relations that say what the memory says.
    std::span<RelationPlace const> of_memory(RowId memory) const;

    /// When the relation stops being true; the last of all times while it does not. Apart from the rest of it, so that to
    /// count what holds of a hub reads little memory.
    Timestamp end_of(RelationPlace relation) const { return ends_[relation]; }
    std::span<RelationPlace const> out_of(EntityPlace row) const { return out_[row]; }
    std::span<RelationPlace const> into(EntityPlace row) const { return in_[row]; }
    /// Relations of an entity under any of its names, oldest first for each name; one that leads back to the entity comes
    /// twice for `both`. `take` returns whether to go on.
    template <typename Take>
    bool for_each_relation(EntityPlace self, Direction direction, Take take) const {
        for (auto const row : names_of(self)) {
            if (direction != Direction::in) {
                for (auto const relation : out_[row]) {
                    if (!take(relation)) return false;
                }
            }
            if (direction != Direction::out) {
                for (auto const relation : in_[row]) {
                    if (!take(relation)) return false;
                }
            }
        }
        return true;
    }

    bool knows_scope(RowId scope) const { return scope == 0 || scopes_.contains(scope); }
    void set_scopes(std::vector<ScopeRecord> const& scopes);
    ScopeRecord const& scope(RowId row) const { return scopes_.at(row); }

    /// A rough sum, for deciding what to drop.
    std::size_t bytes() const { return bytes_; }

private:
    void add_entity(EntityRow const& row);
    void add_relation(RelationRow const& row);
    void merge(EntityPlace place, EntityPlace into);
    /// A relation may be moved from one entity to another.
    static void move_end(EntityPlace& end, EntityPlace to, std::vector<std::vector<RelationPlace>>& lists,
                         RelationPlace relation);
    RelationNamePlace name_place(std::string const& name);
    void link(RelationPlace place, std::vector<RowId> const& memories);

    std::vector<GraphEntity> entities_;
    std::vector<GraphRelation> relations_;
    std::vector<Timestamp> ends_;
    std::vector<std::string> relation_names_;
    std::vector<std::vector<EntityPlace>> names_;
    std::vector<std::vector<RelationPlace>> out_;
    std::vector<std::vector<RelationPlace>> in_;
    std::vector<std::vector<RelationPlace>> by_name_;
    std::unordered_map<RowId, EntityPlace> entity_of_row_;
    std::unordered_map<RowId, RelationPlace> relation_of_row_;
    std::unordered_map<std::string, EntityPlace> by_id_;
    std::unordered_map<std::string, std::vector<EntityPlace>> by_key_;
    std::unordered_map<std::string, std::vector<EntityPlace>> by_word_;
    std::unordered_map<std::string, RelationNamePlace> name_places_;
    std::unordered_map<RowId, std::vector<RelationPlace>> of_memory_;
    std::unordered_map<RowId, ScopeRecord> scopes_;
    std::size_t bytes_ = sizeof(*this);
};

}  // namespace keepsake::storage
