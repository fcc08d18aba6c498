#include <algorithm>
#include <set>

#include "storage/sqlite/embeddings.h"
#include "storage/sqlite/inserting.h"
#include "storage/sqlite/jobs.h"
#include "storage/sqlite/relations.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {
namespace {

/// Writes a consolidation whose lease and targets have been checked.
class Consolidating {
public:
    Consolidating(Connection& connection, Consolidation const& what, ScopeRow const& scope, Timestamp now)
        : connection_(connection), what_(what), scope_(scope), now_(now), changes_(connection) {}

    void write();

private:
    /// Returns the memory that says what the candidate says; none when it only ended something.
    std::optional<RowId> write_fact(FactChange const& change);
    RowId add(WrittenFact const& fact);
    RowId update(WrittenFact const& fact, MemoryRecord memory);
    void confirm(FactChange const& change, MemoryRecord const& memory);
    void end(FactChange const& change, MemoryRecord const& memory);
    void add_sources(std::vector<RowId> const& turns, RowId memory, MemoryKind kind, int version);
    void write_relations(std::vector<std::optional<RowId>> const& memories);
    void write_job();
    VersionNote note(ChangeEvent change, Timestamp valid_from, std::string const& reason) const {
        return {change, event(), valid_from, now_, what_.actor, reason};
    }
    RowId event() const { return what_.lease.job; }

    Connection& connection_;
    Consolidation const& what_;
    ScopeRow scope_;
    Timestamp now_;
    CountedChanges changes_;
    std::vector<std::pair<RowId, Ending>> endings_;
    std::vector<std::pair<MemoryRecord, Ending>> new_texts_;
};

void Consolidating::write() {
    // First of all: a fact that says what its turn says is not the turn's own memory.
    mark_extracted(connection_, event(), what_.until, changes_.of_user(scope_.user));
    std::vector<std::optional<RowId>> memories;
    for (auto const& change : what_.facts) memories.push_back(write_fact(change));
    write_relations(memories);
    write_job();
}

std::optional<RowId> Consolidating::write_fact(FactChange const& change) {
    if (change.kind == FactChange::Kind::add) return add(change.fact);
    auto const memory = memory_of_row(connection_, change.memory);
    if (memory->valid_to) {
        // An earlier candidate has ended it: what is said anew is kept.
        return change.kind == FactChange::Kind::end ? std::nullopt : std::optional(add(change.fact));
    }
    switch (change.kind) {
        case FactChange::Kind::update: return update(change.fact, *memory);
        case FactChange::Kind::confirm: confirm(change, *memory); return memory->row;
        default: end(change, *memory); return std::nullopt;
    }
}

RowId Consolidating::add(WrittenFact const& fact) {
    auto const [row, version] =
        add_memory(connection_, scope_, {core::new_uuid()}, MemoryKind::fact, fact.content,
                   note(ChangeEvent::add, fact.valid_from, fact.reason), changes_.of_user(scope_.user));
    add_embedding(connection_, version, row, fact.vector, what_.vector_model);
    add_sources(fact.sources, row, MemoryKind::fact, 1);
    return row;
}

RowId Consolidating::update(WrittenFact const& fact, MemoryRecord memory) {
    auto& content = memory.content;
    bool const is_new_text = content.text != fact.content.text;
    content.text = fact.content.text;
    content.confidence = fact.content.confidence;
    content.event_date = fact.content.event_date;
    if (!fact.content.categories.empty()) content.categories = fact.content.categories;
    if (fact.content.expires_at) content.expires_at = fact.content.expires_at;
    memory.valid_from = std::max(memory.valid_from, fact.valid_from);
    replace_content(
        connection_, memory,
        {note(ChangeEvent::update, memory.valid_from, fact.reason), is_new_text, fact.vector, what_.vector_model},
        changes_.of_user(scope_.user));
    add_sources(fact.sources, memory.row, memory.kind, memory.version);
    if (is_new_text)
        new_texts_.emplace_back(memory, Ending{memory.valid_from, now_, what_.actor, fact.reason, event()});
    return memory.row;
}

void Consolidating::confirm(FactChange const& change, MemoryRecord const& memory) {
    add_sources(change.fact.sources, memory.row, memory.kind, memory.version);
    connection_.run("UPDATE memories SET change = ? WHERE id = ?", changes_.of_user(scope_.user), memory.row);
    connection_.run(
        "INSERT INTO unchanged(event, memory, version, last_version, reason) VALUES(?, ?, ?, (SELECT max(id) FROM versions), ?)",
        event(), memory.row, memory.version, change.fact.reason);
}

void Consolidating::end(FactChange const& change, MemoryRecord const& memory) {
    Ending const ending{change.fact.valid_from, now_, what_.actor, change.fact.reason, event()};
    end_memory(connection_, memory, ending, changes_);
    endings_.emplace_back(memory.row, ending);
    forget_turns_of(connection_, memory.row, changes_.of_user(scope_.user), now_);
}

void Consolidating::add_sources(std::vector<RowId> const& turns, RowId memory, MemoryKind kind, int version) {
    if (kind == MemoryKind::turn) return;  // a turn is its own source, whatever confirms it
    for (auto const turn : turns) add_source(connection_, memory, turn, version);
}

void Consolidating::write_relations(std::vector<std::optional<RowId>> const& memories) {
    std::set<RowId> said_now;
    for (auto const& change : what_.relations) {
        auto const memory = change.fact ? memories.at(*change.fact) : std::nullopt;
        said_now.insert(write_relation(
            connection_, {scope_.user, event(), what_.actor, now_, changes_.of_user(scope_.user)}, change, memory));
    }
    for (auto const& [memory, ending] : endings_)
        close_relations_of(connection_, memory, ending, changes_.of_user(scope_.user), said_now);
    for (auto const& [memory, ending] : new_texts_)
        follow_new_text(connection_, memory, ending, changes_.of_user(scope_.user), said_now);
}

void Consolidating::write_job() {
    if (what_.summary) {
        connection_.run(
            "INSERT INTO summaries(scope, text, updated_at) SELECT id, ?2, ?3 FROM scopes WHERE id = ?1 AND session <> '' "
            "ON CONFLICT DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
            scope_.scope, *what_.summary, to_ms(now_));
    }
    if (what_.finishes) return finish_job(connection_, event(), changes_.of_user(scope_.user), now_);
    connection_.run("UPDATE jobs SET extraction = NULL, extraction_until = NULL, comebacks = 0 WHERE event = ?",
                    event());
}

/// Whether every memory that is to change is the user's and has not ended.
bool targets_stand(Connection& connection, Consolidation const& what, RowId user) {
    return std::ranges::all_of(what.facts, [&](FactChange const& change) {
        return change.kind == FactChange::Kind::add ||
               connection.number("SELECT count(*) FROM memories WHERE id = ? AND user = ? AND valid_to IS NULL",
                                 change.memory, user) != 0;
    });
}

}  // namespace

Applied apply(Connection& connection, Consolidation const& consolidation, Timestamp now) {
    if (!holds(connection, consolidation.lease)) return Applied::overtaken;
    ScopeRow scope{};
    std::int64_t changes = 0;
    {
        auto rows = connection.query(
            "SELECT s.user, s.id, u.changes FROM events e JOIN scopes s ON s.id = e.scope JOIN users u ON u.id = s.user WHERE e.id = ?",
            consolidation.lease.job);
        rows.next();
        scope = {rows.integer(0), rows.integer(1)};
        changes = rows.integer(2);
    }
    if (changes != consolidation.seen_changes || !targets_stand(connection, consolidation, scope.user))
        return Applied::others_wrote;
    Consolidating(connection, consolidation, scope, now).write();
    return Applied::done;
}

}  // namespace keepsake::storage::sqlite
