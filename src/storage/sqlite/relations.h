#pragma once

#include <set>
#include <span>
#include <vector>

#include "storage/job_records.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/inserting.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {

/// Under which event relations are written, by whom and when.
struct RelationNote {
    RowId user;
    RowId event;
    std::string const& actor;
    Timestamp now;
    std::int64_t change;  ///< the user's
};

/// Ends what a relation ends, and adds it, or adds its sources to the current one that says the same; `memory` says it
/// too. Returns its row.
RowId write_relation(Connection& connection, RelationNote const& note, RelationChange const& change,
                     std::optional<RowId> memory);
/// The relations of a call, whose turns and memories have been added.
void add_relations(Connection& connection, RelationNote const& note, Addition const& addition, AddedParts const& parts);
/// Now that a memory has ended: ends the relations that no current memory says any more, but for those `kept`.
void close_relations_of(Connection& connection, RowId memory, Ending const& ending, std::int64_t change,
                        std::set<RowId> const& kept = {});
/// Now that a memory says something else: the relations that it said and does not say any more, because its text does not
/// name both ends, end where no other memory says them; not those `said_now`.
void follow_new_text(Connection& connection, MemoryRecord const& memory, Ending const& ending, std::int64_t change,
                     std::set<RowId> const& said_now = {});

/// The current relations that share an entity with the triple, at most 20.
std::vector<KnownRelation> known_relations(Connection& connection, RowId user, RelationTriple const& triple);
std::vector<EventRelation> event_relations(Connection& connection, RowId event);

}  // namespace keepsake::storage::sqlite
