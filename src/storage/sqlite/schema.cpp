#include "storage/sqlite/schema.h"

namespace keepsake::storage::sqlite {
namespace {

// Times are milliseconds since 1970, UTC. A scope row names user, agent, app and session ('' for none), a user row
// org and project: so each memory, turn and event carries all six in one integer, and versions and sources follow
// their memory. memories.user repeats the scope's user for the index.
constexpr std::string_view foundation = R"sql(
CREATE TABLE users(
    id INTEGER PRIMARY KEY,
    org TEXT NOT NULL,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    changes INTEGER NOT NULL DEFAULT 0,
    last_erasure INTEGER NOT NULL DEFAULT 0,
    UNIQUE(org, project, name)
) STRICT;

CREATE TABLE scopes(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users(id),
    agent TEXT NOT NULL,
    app TEXT NOT NULL,
    session TEXT NOT NULL,
    UNIQUE(user, agent, app, session)
) STRICT;

CREATE TABLE events(
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    scope INTEGER NOT NULL REFERENCES scopes(id),
    status TEXT NOT NULL CHECK(status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    wants_extraction INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    completed_at INTEGER
) STRICT;
CREATE INDEX events_by_scope ON events(scope);

CREATE TABLE turns(
    id INTEGER PRIMARY KEY,
    scope INTEGER NOT NULL REFERENCES scopes(id),
    event INTEGER NOT NULL REFERENCES events(id),
    role TEXT NOT NULL,
    speaker TEXT NOT NULL,
    text TEXT NOT NULL,
    said_at INTEGER NOT NULL
) STRICT;
CREATE INDEX turns_by_event ON turns(event);
CREATE INDEX turns_by_scope ON turns(scope);

CREATE TABLE memories(
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    scope INTEGER NOT NULL REFERENCES scopes(id),
    user INTEGER NOT NULL REFERENCES users(id),
    kind TEXT NOT NULL CHECK(kind IN ('fact', 'turn', 'procedure')),
    text TEXT NOT NULL,
    categories TEXT NOT NULL,
    metadata TEXT NOT NULL,
    confidence REAL NOT NULL,
    event_date TEXT,
    expires_at INTEGER,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    change INTEGER NOT NULL
) STRICT;
CREATE INDEX memories_by_user ON memories(user);
CREATE INDEX memories_by_change ON memories(user, change);
CREATE INDEX memories_by_scope ON memories(scope);

CREATE TABLE versions(
    id INTEGER PRIMARY KEY,
    memory INTEGER NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    change TEXT NOT NULL CHECK(change IN ('ADD', 'UPDATE', 'DELETE')),
    event INTEGER REFERENCES events(id),
    text TEXT NOT NULL,
    categories TEXT NOT NULL,
    metadata TEXT NOT NULL,
    confidence REAL NOT NULL,
    event_date TEXT,
    expires_at INTEGER,
    valid_from INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE(memory, version)
) STRICT;
CREATE INDEX versions_by_event ON versions(event);
CREATE TRIGGER versions_are_append_only BEFORE UPDATE ON versions
BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END;

CREATE TABLE sources(
    memory INTEGER NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    turn INTEGER NOT NULL REFERENCES turns(id) ON DELETE CASCADE,
    PRIMARY KEY(memory, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_by_turn ON sources(turn);

CREATE TABLE erasures(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users(id),
    erased_at INTEGER NOT NULL,
    memories INTEGER NOT NULL,
    turns INTEGER NOT NULL,
    actor TEXT NOT NULL
) STRICT;

CREATE TABLE store_state(
    key TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
)sql";

// A text has one embedding, named by the version that brought it: versions with the same text share it. `vector` holds
// IEEE half floats, little endian; NULL is the queue of those still to be made. store_state's 'embedding_model' is the
// model whose vectors the store holds.
constexpr std::string_view meaning = R"sql(
CREATE TABLE embedding_models(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    UNIQUE(name, dimensions)
) STRICT;

CREATE TABLE embeddings(
    version INTEGER PRIMARY KEY REFERENCES versions(id) ON DELETE CASCADE,
    memory INTEGER NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    model INTEGER REFERENCES embedding_models(id),
    vector BLOB,
    CHECK((model IS NULL) = (vector IS NULL))
) STRICT;
CREATE INDEX embeddings_by_memory ON embeddings(memory);
CREATE INDEX embeddings_to_make ON embeddings(version) WHERE vector IS NULL;

INSERT INTO embeddings(version, memory)
SELECT v.id, v.memory FROM versions v WHERE v.change <> 'DELETE' AND NOT EXISTS (
    SELECT 1 FROM versions p WHERE p.memory = v.memory AND p.version = v.version - 1 AND p.text = v.text);

ALTER TABLE memories ADD COLUMN feedback INTEGER NOT NULL DEFAULT 0;
)sql";

// Conversations that wait for extraction. A job has a row from its submission until it has succeeded: it waits, runs (then
// it has an owner) or has failed (then it is a dead letter); its event says the same to callers. `was_queued` marks the
// events that have or had a job. store_state's 'fence' numbers the leases of the whole store. A source names the version
// of its memory that it was brought for. handed_out holds core::words_digest of texts that searches returned.
constexpr std::string_view extraction = R"sql(
ALTER TABLE events ADD COLUMN was_queued INTEGER NOT NULL DEFAULT 0;
CREATE INDEX events_of_backlog ON events(id) WHERE wants_extraction = 1 AND was_queued = 0;

ALTER TABLE turns ADD COLUMN is_context INTEGER NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN is_extracted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX turns_by_text ON turns(scope, substr(text, 1, 48));

ALTER TABLE memories ADD COLUMN is_extracted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX memories_by_expiry ON memories(expires_at) WHERE expires_at IS NOT NULL AND valid_to IS NULL;
ALTER TABLE sources ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE jobs(
    event INTEGER PRIMARY KEY REFERENCES events(id) ON DELETE CASCADE,
    user INTEGER NOT NULL REFERENCES users(id),
    actor TEXT NOT NULL,
    order_text TEXT NOT NULL,
    has_facts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    owner TEXT,
    fence INTEGER NOT NULL DEFAULT 0,
    extraction TEXT,
    extraction_until INTEGER,
    dead_letter TEXT CHECK(dead_letter IN ('reply', 'outage')),
    provider TEXT,
    pause INTEGER,
    retry_at INTEGER,
    comebacks INTEGER NOT NULL DEFAULT 0,
    CHECK(owner IS NULL OR dead_letter IS NULL)
) STRICT;
CREATE INDEX jobs_to_do ON jobs(user, event) WHERE dead_letter IS NULL;
CREATE INDEX jobs_running ON jobs(user, owner) WHERE owner IS NOT NULL;
CREATE INDEX jobs_of_outages ON jobs(provider, event) WHERE retry_at IS NOT NULL;

CREATE TABLE unchanged(
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
    memory INTEGER NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    last_version INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX unchanged_by_event ON unchanged(event);
CREATE INDEX unchanged_by_memory ON unchanged(memory);

CREATE TABLE entities(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users(id),
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE(user, folded_name)
) STRICT;

CREATE TABLE relations(
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    user INTEGER NOT NULL REFERENCES users(id),
    source INTEGER NOT NULL REFERENCES entities(id),
    relation TEXT NOT NULL,
    target INTEGER NOT NULL REFERENCES entities(id),
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    learned_at INTEGER NOT NULL,
    closed_at INTEGER,
    confidence REAL NOT NULL,
    event INTEGER REFERENCES events(id) ON DELETE SET NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    CHECK((valid_to IS NULL) = (closed_at IS NULL))
) STRICT;
CREATE INDEX relations_by_user ON relations(user);
CREATE INDEX relations_by_source ON relations(source, valid_to);
CREATE INDEX relations_by_target ON relations(target, valid_to);
CREATE INDEX relations_by_event ON relations(event);

CREATE TABLE relation_memories(
    relation INTEGER NOT NULL REFERENCES relations(id) ON DELETE CASCADE,
    memory INTEGER NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    PRIMARY KEY(relation, memory)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_memories_by_memory ON relation_memories(memory);

CREATE TABLE relation_sources(
    relation INTEGER NOT NULL REFERENCES relations(id) ON DELETE CASCADE,
    turn INTEGER NOT NULL REFERENCES turns(id) ON DELETE CASCADE,
    PRIMARY KEY(relation, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_sources_by_turn ON relation_sources(turn);

CREATE TABLE relation_results(
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
    relation INTEGER NOT NULL REFERENCES relations(id) ON DELETE CASCADE,
    change TEXT NOT NULL CHECK(change IN ('ADD', 'DELETE', 'NOOP'))
) STRICT;
CREATE INDEX relation_results_by_event ON relation_results(event);
CREATE INDEX relation_results_by_relation ON relation_results(relation);

CREATE TABLE summaries(
    scope INTEGER PRIMARY KEY REFERENCES scopes(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE handed_out(
    user INTEGER NOT NULL REFERENCES users(id),
    digest INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY(user, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_calls(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    event INTEGER REFERENCES events(id) ON DELETE SET NULL,
    purpose TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    outcome TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    cost REAL
) STRICT;
CREATE INDEX model_calls_by_time ON model_calls(at);
CREATE INDEX model_calls_by_event ON model_calls(event);
)sql";

// The graph. An entity row is a name under which something was said; one that is another name of an entity says whose
// (`same_as`, never a chain). `place` is its place in the list of who keeps entities by hand; NULL: only such a keeper's
// relations name it. `removed_at`: a keeper deleted it, and the name means another entity since. `event` is the one that
// created it by itself. `is_apart`: somebody has split it off, and likeness does not join it again. A relation keeps the
// wording in which it was first said beside its name. `is_stated`: the call said it by itself, without a memory or a turn.
constexpr std::string_view graph = R"sql(
CREATE TABLE entities_in_time(
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    user INTEGER NOT NULL REFERENCES users(id),
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    same_as INTEGER REFERENCES entities(id) ON DELETE SET NULL,
    place INTEGER,
    event INTEGER REFERENCES events(id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    removed_at INTEGER,
    is_apart INTEGER NOT NULL DEFAULT 0,
    change INTEGER NOT NULL DEFAULT 0,
    CHECK(same_as IS NULL OR same_as <> id)
) STRICT;
INSERT INTO entities_in_time(id, uuid, user, name, key, type, place, created_at, last_seen_at)
SELECT id, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||
    substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), user, name, entity_key(name), type, id, created_at,
    coalesce((SELECT max(learned_at) FROM relations WHERE source = entities.id OR target = entities.id), created_at)
FROM entities;
DROP TABLE entities;
ALTER TABLE entities_in_time RENAME TO entities;
UPDATE entities SET same_as = (SELECT min(id) FROM entities o WHERE o.user = entities.user AND o.key = entities.key)
WHERE id <> (SELECT min(id) FROM entities o WHERE o.user = entities.user AND o.key = entities.key);
CREATE INDEX entities_by_key ON entities(user, key) WHERE removed_at IS NULL;
CREATE INDEX entities_by_place ON entities(user, place) WHERE place IS NOT NULL;
CREATE INDEX entities_by_change ON entities(user, change);
CREATE INDEX entities_by_same ON entities(same_as) WHERE same_as IS NOT NULL;
CREATE INDEX entities_by_event ON entities(event);

CREATE TABLE entity_memories(
    id INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entities(id) ON DELETE CASCADE,
    memory INTEGER NOT NULL REFERENCES memories(id) ON DELETE CASCADE,
    UNIQUE(entity, memory)
) STRICT;
CREATE INDEX entity_memories_by_memory ON entity_memories(memory);

ALTER TABLE relations ADD COLUMN wording TEXT NOT NULL DEFAULT '';
ALTER TABLE relations ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
UPDATE relations SET wording = relation, relation = relation_name(relation);
CREATE INDEX relations_by_change ON relations(user, change);
CREATE INDEX relations_by_saying ON relations(source, relation, target) WHERE valid_to IS NULL;
ALTER TABLE relation_results ADD COLUMN is_stated INTEGER NOT NULL DEFAULT 0;
UPDATE relation_results SET is_stated = 1 WHERE change <> 'DELETE'
AND NOT EXISTS (SELECT 1 FROM relation_memories x WHERE x.relation = relation_results.relation)
AND NOT EXISTS (SELECT 1 FROM relation_sources x WHERE x.relation = relation_results.relation);
)sql";

constexpr std::string_view steps[] = {foundation, meaning, extraction, graph};

}  // namespace

std::span<std::string_view const> migrations() { return steps; }

}  // namespace keepsake::storage::sqlite
