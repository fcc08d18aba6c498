#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/entity_keeper.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/inserting.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {

/// What one call of an EntityKeeper changes, inside one write transaction. The event and the change of the user are made
/// with the first row that is written.
class KeptChanges {
public:
    KeptChanges(Connection& connection, Keeper const& keeper, Timestamp now);

    std::vector<KeptEntity> create_entities(std::span<KeptEntity const> entities);
    std::vector<KeptRelation> create_relations(std::span<KeptRelation const> relations);
    core::Result<std::vector<Observations>> add_observations(std::span<Observations const> observations);
    void delete_entities(std::span<std::string const> names);
    void delete_observations(std::span<Observations const> deletions);
    void delete_relations(std::span<KeptRelation const> relations);
    Imported import(KeptGraph const& graph);

private:
    struct NamedRow {
        RowId row;
        bool is_listed;  ///< false: only relations name it
    };
    std::optional<NamedRow> find(std::string const& name);
    /// The entity that is listed first under that name.
    std::optional<RowId> listed(std::string const& name);
    std::vector<RowId> rows_of(std::string const& name);

    void add_entity(KeptEntity const& entity);
    /// A name that is not listed.
    RowId insert_name(std::string const& name, std::optional<RowId> same_as);
    std::optional<RowId> row_of_the_user(std::string const& key);
    RowId ensure_name(std::string const& name);
    void touch_entity(RowId entity);
    void remove_entity(RowId entity);
    void leave_names_to_another(RowId removed);

    struct ObservedText {
        RowId memory;
        std::string text;
    };
    std::vector<ObservedText> observations_of(RowId entity);
    std::set<std::string> texts_of(std::span<RowId const> entities);
    void add_observation(RowId entity, std::string const& text);
    void end_observation(RowId memory);
    /// Adds to an entity what was observed of it and is not known yet. Returns how many.
    std::size_t add_unknown(RowId entity, std::set<std::string> const& known, std::span<std::string const> texts);

    /// Names and wordings that relations from this name lead to.
    std::set<std::pair<std::string, std::string>> relations_from(std::string const& name);
    void add_relation(KeptRelation const& relation);
    void close_relation(RowId relation);

    RowId event();
    std::int64_t change() { return changes_.of_user(scope_.user); }
    RowId next_place();

    Connection& connection_;
    Keeper const& keeper_;
    Timestamp now_;
    ScopeRow scope_;
    CountedChanges changes_;
    std::optional<RowId> event_;
    std::optional<RowId> last_place_;
};

/// See EntityKeeper.
KeptGraph read_kept(Connection& connection, ScopeFilter const& visible, Timestamp now);

}  // namespace keepsake::storage::sqlite
