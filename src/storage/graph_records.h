#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/records.h"

/// What a user's graph is made of: entities and the relations between them, each relation with the time in which it holds
/// and the time in which it was known.
namespace keepsake::storage {

/// Who or what relations speak of, as one name of it was first written. Rows that are the same entity name one of them.
struct EntityRow {
    RowId row = 0;
    std::string id;  ///< a UUID
    std::string name;
    std::string key;  ///< core::entity_key(name)
    std::string type;
    RowId same_as = 0;  ///< the row it was merged into; 0: it stands for itself
    Timestamp first_seen;
    Timestamp last_seen;
    std::optional<Timestamp> removed_at;  ///< somebody who keeps entities by hand has deleted it
    RowId scope = 0;                      ///< where it was created by itself; 0: relations alone tell of it
    std::vector<RowId> memories;          ///< current ones that were put down under its name
};

/// A relation between two rows, as it was said.
struct RelationRow {
    RowId row = 0;
    RowId source = 0;
    std::string relation;  ///< core::relation_name()
    RowId target = 0;
    Timestamp valid_from;
    std::optional<Timestamp> valid_to;
    Timestamp learned_at;
    std::optional<Timestamp> closed_at;
    double confidence = 1;
    std::vector<RowId> scopes;    ///< where it was said
    std::vector<RowId> memories;  ///< that say it
};

/// What of a relation is shown besides its ends.
struct RelationRecord {
    RowId row = 0;
    std::string id;  ///< a UUID
    std::string relation;
    Timestamp valid_from;
    std::optional<Timestamp> valid_to;
    Timestamp learned_at;
    std::optional<Timestamp> closed_at;
    double confidence = 1;
    std::vector<MemoryId> memories;  ///< that say it, of those the asker may see
};

}  // namespace keepsake::storage
