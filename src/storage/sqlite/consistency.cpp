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
