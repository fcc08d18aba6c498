#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/identity.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/time.h"

namespace keepsake::storage {

using core::EventId;
using core::MemoryId;
using core::Scope;
using core::ScopeFilter;
using core::Timestamp;

/// Place of a row inside the store, in the order of creation; never shown outside.
using RowId = std::int64_t;

/// For a caller whose id names nothing they may see.
inline core::Error no_such_memory(MemoryId const& id) {
    return {
        core::ErrorKind::not_found,
        "memory_id: memory \"" + id.text +
            "\" not found; search_memory and list_memories give the ids, such as {\"memory_id\": \"0198c0de-...\"}."};
}

/// What a text means, as numbers; see models::Embedding.
using Vector = std::vector<float>;

/// Vectors of different models, or of different lengths, cannot be compared; a store holds those of one.
struct VectorModel {
    std::string name;
    std::size_t dimensions = 0;
    bool operator==(VectorModel const&) const = default;
};

/// What is read and compared of a turn: who says it belongs to it.
inline std::string spoken(std::string const& speaker, std::string const& text) {
    return speaker.empty() ? text : speaker + ": " + text;
}

enum class MemoryKind { fact, turn, procedure };
enum class ChangeEvent { add, update, end, none };  ///< none: it was said already
enum class EventStatus { pending, running, succeeded, failed };

/// What a memory says and carries; each version of it has its own.
struct Content {
    std::string text;
    std::vector<std::string> categories = {};
    std::string metadata = "{}";  ///< a JSON object
    double confidence = 1;
    std::optional<std::string> event_date = {};  ///< ISO 8601, as it was given
    std::optional<Timestamp> expires_at = {};
};

/// A memory in its current version.
struct MemoryRecord {
    RowId row = 0;
    MemoryId id;
    MemoryKind kind = MemoryKind::fact;
    Scope scope;
    Content content;
    Timestamp valid_from;
    std::optional<Timestamp> valid_to;  ///< has a value when the memory has ended
    Timestamp created_at;
    Timestamp updated_at;
    int version = 1;
};

/// What can change of all that is told about a memory.
struct MemoryState {
    int version = 1;
    bool has_ended = false;
    std::int64_t sources = 0;
    bool operator==(MemoryState const&) const = default;
};

struct SourceRecord {
    std::string text;
    std::string role;
    std::string speaker;  ///< empty when only the role is known
    Timestamp time;
    std::string session;
};

struct HistoryRecord {
    ChangeEvent event;
    std::optional<std::string> old_text;
    std::optional<std::string> new_text;
    Timestamp time;
    std::string actor;
    std::string reason;
};

struct EventResult {
    MemoryId memory;
    std::string text;
    ChangeEvent event;
    std::optional<std::string> previous_text;
};

struct EventRelation {
    std::string source;
    std::string relation;
    std::string target;
    ChangeEvent event;
};

struct EventRecord {
    EventId id;
    EventStatus status = EventStatus::pending;
    int attempts = 0;
    std::optional<std::string> error;  ///< why it failed, or what it waits for
    std::vector<EventResult> results;
    std::vector<EventRelation> relations = {};
    Timestamp created_at;
    std::optional<Timestamp> started_at;
    std::optional<Timestamp> completed_at;
};

/// One message as it was said.
struct NewTurn {
    std::string role;
    std::string speaker;  ///< empty when only the role is known
    std::string text;
    Timestamp said_at;
};

struct NewMemory {
    MemoryKind kind = MemoryKind::fact;
    Content content;
    Timestamp valid_from;
    std::vector<std::size_t> sources;  ///< places in Addition::turns
    std::string reason;
    std::optional<Vector> vector = std::nullopt;  ///< none: it is made later
};

struct RelationTriple {
    std::string source;
    std::string source_type;
    std::string relation;
    std::string target;
    std::string target_type;
};

struct RelationChange {
    enum class Kind { add, confirm };
    Kind kind = Kind::add;
    RelationTriple triple;
    std::optional<Timestamp> valid_from;  ///< none: since the time of its last source
    Timestamp said_at;
    double confidence = 1;
    std::vector<RowId> sources;              ///< turns; in an Addition their places in Addition::turns
    std::optional<std::size_t> fact;         ///< place in Consolidation::facts or Addition::memories
    RowId known = 0;                         ///< of `confirm`: the relation that says the same already
    std::vector<RowId> ends;                 ///< relations that are not true any more
    std::vector<std::string> replaces = {};  ///< names of relations of which the source has one at a time: this one now
    std::string reason;
};

/// Everything that one call adds; stored wholly or not at all.
struct Addition {
    Scope scope;
    bool wants_extraction = false;  ///< a process with a language model may extract facts from it later
    std::vector<NewTurn> turns;
    std::vector<NewMemory> memories;
    std::string actor;
    VectorModel vector_model = {};  ///< of the memories' vectors
    std::vector<RelationChange> relations = {};
};

struct Added {
    EventId event;
    std::vector<MemoryId> memories;        ///< in the order of Addition::memories
    std::vector<EventRelation> relations;  ///< what became of relations, ended ones too
};

/// What is to become of one memory; parts without a value stay as they are.
struct Revision {
    MemoryId id;
    ScopeFilter visible;
    std::optional<std::string> text;
    std::optional<std::string> metadata;
    std::optional<std::vector<std::string>> categories;
    std::optional<Timestamp> expires_at;
    std::optional<int> expected_version;
    std::string actor;
    std::string reason;
    std::optional<Vector> vector = std::nullopt;  ///< of `text`; none: it is made later
    VectorModel vector_model = {};
};

/// A text that has no vector yet.
struct TextToEmbed {
    RowId version = 0;  ///< row of the version that brought the text
    std::string text;   ///< with its speaker
};

struct EmbeddedText {
    RowId version = 0;
    Vector vector;
};

/// The memories that a removal means: those with the ids, or, without ids, all of the scope.
struct Removal {
    ScopeFilter visible;
    std::vector<MemoryId> ids;
    std::string actor;
    std::string reason;
};

/// What the index needs to know of one memory, or of one version of it.
struct IndexedRow {
    RowId row = 0;
    int version = 1;
    MemoryKind kind = MemoryKind::fact;
    RowId scope = 0;
    bool current = true;
    std::string text;
    std::string speaker;            ///< empty when the turn named only a role
    std::string voice;              ///< the speaker, else the role
    std::int64_t conversation = 0;  ///< turns of one session share it; without a session, the turns of one call
    std::string source_text;        ///< of a memory that is no turn: the texts of the turns it came from
    Timestamp said_at;
    std::optional<Timestamp> expires_at;
    double confidence = 1;
    int feedback = 0;           ///< what people said of it: -2 (very negative) to 1 (positive)
    bool is_extracted = false;  ///< a turn for which its facts stand now
    Timestamp updated_at;
    Vector vector;  ///< empty while it is not made
};

struct UserRecord {
    RowId row = 0;
    std::int64_t changes = 0;       ///< grows with every change of this user's memories
    std::int64_t last_erasure = 0;  ///< value of `changes` when something was last taken out of the store for good
};

/// The memories of one user that a filter lets through, each in the version it was looked at, in the order of creation.
struct AllowedUser {
    UserRecord user;
    std::vector<std::pair<RowId, int>> rows;
};

struct ScopeRecord {
    RowId row = 0;
    std::string agent;
    std::string app;
    std::string session;
};

/// Conversations and facts whose extraction has not succeeded.
struct Extractions {
    std::int64_t waiting = 0;
    std::int64_t running = 0;
    std::int64_t failed = 0;
    bool operator==(Extractions const&) const = default;
};

/// How much there is; of memories those that a list shows by itself.
struct Overview {
    std::int64_t facts = 0;
    std::int64_t turns = 0;
    std::int64_t procedures = 0;
    std::int64_t users = 0;  ///< who have at least one of these
    Extractions extractions;
};

/// Another value as soon as a list of the memories is another.
struct ChangeState {
    std::int64_t changes = 0;  ///< grows
    std::int64_t expired = 0;  ///< memories whose time is over and that have not been ended yet
    bool operator==(ChangeState const&) const = default;
};

/// Names that begin as they should, the first of them.
struct NamesFound {
    std::vector<std::string> names;
    std::int64_t total = 0;
};

/// Which state of the past is asked for.
struct PastView {
    std::optional<Timestamp> as_of;     ///< what was true then
    std::optional<Timestamp> known_at;  ///< what was known then
    bool superseded_too = false;        ///< also replaced versions and ended memories

    bool shows_now() const { return !as_of && !known_at && !superseded_too; }
};

}  // namespace keepsake::storage
