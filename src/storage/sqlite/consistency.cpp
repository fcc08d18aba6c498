#include "storage/sqlite/consistency.h"

namespace keepsake::storage::sqlite {
namespace {

struct Rule {
    char const* broken;      ///< what it means when rows are counted
    char const* violations;  ///< counts the rows that break it
};

constexpr Rule rules[] = {
    {"memories whose version is not the number of their versions",
     "SELECT count(*) FROM memories m WHERE m.version <> (SELECT count(*) FROM versions v WHERE v.memory = m.id) "
     "OR m.version <> (SELECT max(v.version) FROM versions v WHERE v.memory = m.id)"},
    {"memories that differ from their last version",
     "SELECT count(*) FROM memories m JOIN versions v ON v.memory = m.id AND v.version = m.version WHERE v.text <> m.text OR "
     "v.metadata <> m.metadata OR v.categories <> m.categories OR v.expires_at IS NOT m.expires_at OR v.confidence <> m.confidence OR v.event_date IS NOT m.event_date"},
    {"memories that have ended without a version that says so, or the other way round",
     "SELECT count(*) FROM memories m JOIN versions v ON v.memory = m.id AND v.version = m.version WHERE (v.change = 'DELETE') <> "
     "(m.valid_to IS NOT NULL)"},
    {"turns that are kept as a memory without their source, or with several",
     "SELECT count(*) FROM memories m WHERE m.kind = 'turn' AND 1 <> (SELECT count(*) FROM sources WHERE memory = m.id)"},
    {"memories whose source belongs to another user",
     "SELECT count(*) FROM sources JOIN memories m ON m.id = memory JOIN turns t ON t.id = turn JOIN scopes s ON s.id = t.scope WHERE s.user <> m.user"},
    {"memories whose scope belongs to another user",
     "SELECT count(*) FROM memories m JOIN scopes s ON s.id = m.scope WHERE s.user <> m.user"},
    {"memories that changed after their user's last counted change",
     "SELECT count(*) FROM memories m JOIN users u ON u.id = m.user WHERE m.change > u.changes"},
    {"texts without a place for their vector",
     "SELECT count(*) FROM versions v LEFT JOIN versions p ON p.memory = v.memory AND p.version = v.version - 1 WHERE v.change <> 'DELETE' AND "
     "p.text IS NOT v.text AND NOT EXISTS (SELECT 1 FROM embeddings WHERE version = v.id)"},
    {"vectors of another memory than their version's, of another model than the store's, or of another length than the model's",
     "SELECT count(*) FROM embeddings e JOIN versions v ON v.id = e.version LEFT JOIN embedding_models o ON o.id = e.model WHERE v.memory <> e.memory OR "
     "(e.vector IS NOT NULL AND (e.model IS NOT (SELECT value FROM store_state WHERE key = 'embedding_model') OR length(e.vector) <> 2 * o.dimensions))"},
    {"turns that no memory and no waiting event holds",
     "SELECT count(*) FROM turns t JOIN events e ON e.id = t.event WHERE e.status = 'SUCCEEDED' AND NOT EXISTS (SELECT 1 FROM sources WHERE turn = t.id)"},
    {"sources that were brought for a version that their memory does not have",
     "SELECT count(*) FROM sources x JOIN memories m ON m.id = x.memory WHERE x.version NOT BETWEEN 1 AND m.version"},
    {"memories that facts stand for although they are no turns, or although their turn is still to be extracted, or the other way round",
     "SELECT count(*) FROM memories m LEFT JOIN sources x ON m.kind = 'turn' AND x.memory = m.id LEFT JOIN turns t ON t.id = x.turn "
     "WHERE m.valid_to IS NULL AND m.is_extracted <> (m.kind = 'turn' AND coalesce(t.is_extracted, 0))"},
    {"jobs whose event says something else of them, or that belong to another user than their event",
     "SELECT count(*) FROM jobs j JOIN events e ON e.id = j.event JOIN scopes s ON s.id = e.scope WHERE s.user <> j.user OR NOT e.was_queued OR "
     "e.status <> CASE WHEN j.dead_letter IS NOT NULL THEN 'FAILED' WHEN j.owner IS NOT NULL THEN 'RUNNING' ELSE 'PENDING' END"},
    {"events that wait, run or have failed without a job",
     "SELECT count(*) FROM events WHERE status <> 'SUCCEEDED' AND NOT EXISTS (SELECT 1 FROM jobs WHERE event = events.id)"},
    {"jobs with nothing left to do",
     "SELECT count(*) FROM jobs j WHERE NOT j.has_facts AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.event = j.event AND NOT t.is_extracted AND NOT t.is_context)"},
    {"turns of conversations that are done and that were not extracted",
     "SELECT count(*) FROM turns t JOIN events e ON e.id = t.event WHERE e.was_queued AND e.status = 'SUCCEEDED' AND NOT t.is_extracted"},
    {"relations whose entities, memories or sources belong to another user",
     "SELECT count(*) FROM relations r WHERE EXISTS (SELECT 1 FROM entities n WHERE n.id IN (r.source, r.target) AND n.user <> r.user) OR "
     "EXISTS (SELECT 1 FROM relation_memories x JOIN memories m ON m.id = x.memory WHERE x.relation = r.id AND m.user <> r.user) OR "
     "EXISTS (SELECT 1 FROM relation_sources x JOIN turns t ON t.id = x.turn JOIN scopes s ON s.id = t.scope WHERE x.relation = r.id AND s.user <> r.user)"},
    {"entities that no relation names",
     "SELECT count(*) FROM entities n WHERE NOT EXISTS (SELECT 1 FROM relations WHERE source = n.id) AND NOT EXISTS (SELECT 1 FROM relations WHERE target = n.id) "
     "AND n.event IS NULL AND NOT EXISTS (SELECT 1 FROM entity_memories WHERE entity = n.id)"},
    {"entities that are another name of one of another user, or of one that is itself another name",
     "SELECT count(*) FROM entities n JOIN entities o ON o.id = n.same_as WHERE o.user <> n.user OR o.same_as IS NOT NULL"},
    {"entities or relations whose comparable name is not that of their name, or that changed after their user's last counted change",
     "SELECT (SELECT count(*) FROM entities n JOIN users u ON u.id = n.user WHERE n.key <> entity_key(n.name) OR n.change > u.changes) + "
     "(SELECT count(*) FROM relations r JOIN users u ON u.id = r.user WHERE r.relation <> relation_name(r.wording) OR r.change > u.changes)"},
    {"observations of an entity that belong to another user",
     "SELECT count(*) FROM entity_memories x JOIN entities n ON n.id = x.entity JOIN memories m ON m.id = x.memory WHERE m.user <> n.user"},
    {"relations that were said nowhere",
     "SELECT count(*) FROM relations r WHERE NOT EXISTS (SELECT 1 FROM relation_results x WHERE x.relation = r.id AND x.change <> 'DELETE') "
     "AND NOT EXISTS (SELECT 1 FROM relation_memories WHERE relation = r.id)"},
    {"results that name a version that their memory does not have",
     "SELECT count(*) FROM unchanged n WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.memory = n.memory AND v.version = n.version)"},
    {"summaries of what is no session",
     "SELECT count(*) FROM summaries x JOIN scopes s ON s.id = x.scope WHERE s.session = ''"},
};

}  // namespace

std::vector<std::string> broken_rules(Connection& connection) {
    std::vector<std::string> found;
    {
        auto rows = connection.query("PRAGMA integrity_check(20)");
        while (rows.next()) {
            if (rows.view(0) != "ok") found.push_back("integrity_check: " + rows.text(0));
        }
    }
    {
        auto rows = connection.query("PRAGMA foreign_key_check");
        while (rows.next())
            found.push_back("a row of " + rows.text(0) + " names a row of " + rows.text(2) + " that is not there");
    }
    for (auto const& rule : rules) {
        if (auto const count = connection.number(rule.violations); count != 0)
            found.push_back(std::to_string(count) + " " + rule.broken);
    }
    return found;
}

}  // namespace keepsake::storage::sqlite
