#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/records.h"

/// Conversations that wait for extraction, and what comes of them. A job and the event that a caller follows are one.
namespace keepsake::storage {

/// An earlier turn of a session that says the same as a new one: role, speaker and text.
struct SameTurn {
    RowId row = 0;
    RowId next = 0;  ///< the turn behind it in its session; 0: it is the last
    Timestamp said_at;
    EventId event;
    EventStatus status = EventStatus::pending;  ///< of the event
    bool was_given = false;  ///< to a model, or waits to be: false for turns that were stored without extraction
};

/// What of a session a new call repeats.
struct Repetitions {
    std::vector<std::vector<SameTurn>> of_turns;  ///< for each new turn, the latest first, at most 50
    RowId last_turn = 0;                          ///< of the session; 0: it has none
};

/// What a job is, besides its turns.
struct NewJob {
    std::string order;             ///< what the caller asked for, as memory::JobOrder writes it
    Timestamp due_at;              ///< when it may begin, if nothing joins it
    bool is_waited_for = false;    ///< it and all earlier jobs of its user may begin at once, but for postponed ones
    bool has_facts = false;        ///< the order brings facts or relations; it stays alone
    RowId last_turn_seen = 0;      ///< Repetitions::last_turn when it was decided which turns are new
    std::vector<bool> is_context;  ///< for each turn of the addition: it must not become a fact
};

struct Submitted {
    EventId event;
    EventStatus status = EventStatus::pending;  ///< succeeded at once when there was nothing to extract
};

/// Who works on a job. A later lease of the same job has a larger fence and makes this one worthless.
struct Lease {
    RowId job = 0;
    std::int64_t fence = 0;
};

struct JobTurn {
    RowId row = 0;
    std::string role;
    std::string speaker;
    std::string text;
    Timestamp said_at;
    bool is_context = false;
};

struct LeasedJob {
    Lease lease;
    EventId event;
    Scope scope;
    std::string actor;
    std::string order;
    std::vector<JobTurn> turns;             ///< still to be extracted, and the context among and behind them, in order
    std::vector<JobTurn> recent;            ///< the last ten before them: of the session, or, without one, of the job
    std::string summary;                    ///< of the session so far
    std::optional<std::string> extraction;  ///< the reply that was kept
    RowId extraction_until = 0;             ///< the last turn that it covers
};

/// A fact as it is stored.
struct WrittenFact {
    Content content;
    Timestamp valid_from;
    std::vector<RowId> sources;  ///< turns
    std::string reason;
    std::optional<Vector> vector = std::nullopt;  ///< none: it is made later
};

/// What becomes of one candidate. With a memory and a fact: an update; with a fact alone: an addition; else it ends or is
/// confirmed.
struct FactChange {
    enum class Kind { add, update, end, confirm };
    Kind kind = Kind::add;
    WrittenFact
        fact;  ///< for `end` only valid_from (since when it is not true) and reason count, for `confirm` sources and reason
    RowId memory = 0;  ///< of update, end and confirm
};

/// What is written when the candidates of a stretch of a conversation are decided; wholly or not at all.
struct Consolidation {
    Lease lease;
    std::int64_t seen_changes = 0;  ///< the user's counter when the neighbours were looked for
    std::string actor;              ///< the model's name
    std::vector<FactChange> facts;
    std::vector<RelationChange> relations;
    RowId until = 0;        ///< turns up to here are extracted now
    bool finishes = false;  ///< the job is done
    std::optional<std::string> summary;
    VectorModel vector_model = {};
};

enum class Applied {
    done,
    overtaken,     ///< the lease is worthless: somebody else has the job, or it is gone
    others_wrote,  ///< since the neighbours were looked for
};

struct KnownRelation {
    RowId row = 0;
    RelationTriple triple;
    Timestamp valid_from;
};

/// Why a job is a dead letter.
enum class DeadLetterKind {
    reply,   ///< the replies could not be used
    outage,  ///< the provider could not serve; it comes back by itself
};

struct JobSummary {
    EventId event;
    Scope scope;
    EventStatus status = EventStatus::pending;
    int attempts = 0;
    int turns = 0;  ///< still to be extracted
    Timestamp created_at;
    Timestamp due_at;
    std::string error;  ///< why it failed, or why it waits; may be empty
};

/// One call to a model, for limits and sums.
struct ModelCall {
    RowId job = 0;
    std::string purpose;
    std::string model;
    std::string provider;
    std::string outcome;  ///< "ok", or a word for the failure
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::int64_t milliseconds = 0;
    std::optional<double> cost = std::nullopt;
};

struct ModelUse {
    std::string purpose;
    std::string model;
    std::int64_t calls = 0;
    std::int64_t failed = 0;
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::int64_t milliseconds = 0;
    std::optional<double> cost = std::nullopt;
};

/// Turns that were stored without a model, one call's.
struct BacklogEntry {
    RowId job = 0;
    EventId event;
    Scope scope;
    Timestamp created_at;
    Content shared;  ///< categories, metadata and expiry of its first memory
    std::vector<NewTurn> turns;
};

}  // namespace keepsake::storage
