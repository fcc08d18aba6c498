#include "storage/sqlite/index_reading.h"

#include <string>

#include "storage/index/vector_index.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

// A turn's speaker and time are those of what was said. A fact is read together with the texts it came from, each as long
// as the fact says what that source was brought for: a text that was put in its place owes it nothing.
std::string source_columns(std::string const& text) {
    return "coalesce(t.speaker, ''), CASE t.speaker WHEN '' THEN t.role ELSE t.speaker END, CASE s.session WHEN '' THEN -t.event ELSE s.id END, "
           "CASE WHEN m.kind <> 'turn' THEN (SELECT group_concat(o.text, char(10)) FROM sources y JOIN turns o ON o.id = y.turn "
           "JOIN versions w ON w.memory = y.memory AND w.version = y.version WHERE y.memory = m.id AND w.text = " +
           text + ") END, coalesce(t.said_at, m.valid_from), m.is_extracted ";
}
// The vector of the last text that a memory has had, or had had by a version.
std::string vector_column(std::string const& until) {
    return "(SELECT e.vector FROM embeddings e WHERE e.memory = m.id " + until + "ORDER BY e.version DESC LIMIT 1), ";
}
std::string const source_tables =
    "JOIN scopes s ON s.id = m.scope LEFT JOIN sources x ON m.kind = 'turn' AND x.memory = m.id LEFT JOIN turns t ON t.id = x.turn ";

IndexedRow read_row(Rows const& rows) {
    return {
        .row = rows.integer(0),
        .version = static_cast<int>(rows.integer(1)),
        .kind = kind_named(rows.view(2)),
        .scope = rows.integer(3),
        .current = rows.integer(4) != 0,
        .text = rows.text(5),
        .speaker = rows.text(11),
        .voice = rows.text(12),
        .conversation = rows.integer(13),
        .source_text = rows.text(14),
        .said_at = from_ms(rows.integer(15)),
        .expires_at = from_ms(rows.integer_or_null(6)),
        .confidence = rows.real(7),
        .feedback = static_cast<int>(rows.integer(8)),
        .is_extracted = rows.integer(16) != 0,
        .updated_at = from_ms(rows.integer(9)),
        .vector = from_half(rows.blob(10)),
    };
}

}  // namespace

std::string shown_versions(PastView const& view, std::string const& became_true, std::string const& recorded) {
    // What was true at a time is the last version that had become true by then, among those that were known.
    if (view.superseded_too)
        return "v.change <> 'DELETE' AND v.valid_from <= " + became_true + " AND v.recorded_at <= " + recorded;
    return "v.change <> 'DELETE' AND v.version = (SELECT max(o.version) FROM versions o WHERE o.memory = m.id AND o.valid_from <= " +
           became_true + " AND o.recorded_at <= " + recorded + ")";
}

PastLimits limits_of(PastView const& view, Timestamp now) {
    auto const no_limit = Timestamp::max();
    return {to_ms(view.as_of.value_or(no_limit)), to_ms(view.known_at.value_or(view.as_of ? now : no_limit))};
}

std::vector<UserRecord> read_users(Connection& connection, ScopeFilter const& visible) {
    std::string const sql =
        visible.user.empty()
            ? "SELECT DISTINCT u.id, u.changes, u.last_erasure FROM users u JOIN scopes s ON s.user = u.id WHERE " +
                  visible_in(visible)
            : "SELECT u.id, u.changes, u.last_erasure FROM users u WHERE u.org = ?1 AND u.project = ?2 AND u.name = ?3 "
              "AND ?4 IS NOT NULL AND ?5 IS NOT NULL AND ?6 IS NOT NULL";
    auto rows = query_visible(connection, sql, visible);
    std::vector<UserRecord> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
    return found;
}

std::vector<ScopeRecord> read_scopes(Connection& connection, RowId user) {
    auto rows = connection.query("SELECT id, agent, app, session FROM scopes WHERE user = ?", user);
    std::vector<ScopeRecord> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3)});
    return found;
}

UserRecord read_changes(Connection& connection, RowId user, std::int64_t since,
                        std::function<void(IndexedRow&&)> const& take) {
    static std::string const columns =
        "SELECT m.id, m.version, m.kind, m.scope, m.valid_to IS NULL, m.text, m.expires_at, m.confidence, m.feedback, m.updated_at, " +
        vector_column("") + source_columns("m.text");
    UserRecord state{user, 0, 0};
    {
        auto rows = connection.query("SELECT changes, last_erasure FROM users WHERE id = ?", user);
        if (rows.next()) state = {user, rows.integer(0), rows.integer(1)};
    }
    // From nothing, the plain order of rows is the cheaper way; later only the changed ones are visited.
    auto const all = "FROM memories m " + source_tables + "WHERE m.user = ?1 AND ?2 = 0 ORDER BY m.id";
    auto const changed = "FROM memories m INDEXED BY memories_by_change " + source_tables +
                         "WHERE m.user = ?1 AND m.change > ?2 ORDER BY m.id";
    auto rows = connection.query(columns + (since == 0 ? all : changed), user, since);
    while (rows.next()) take(read_row(rows));
    return state;
}

void read_past(Connection& connection, RowId user, PastView const& view, Timestamp now,
               std::function<void(IndexedRow&&)> const& take) {
    std::string const sql =
        "SELECT m.id, v.version, m.kind, m.scope, 1, v.text, NULL, v.confidence, m.feedback, v.recorded_at, " +
        vector_column("AND e.version <= v.id ") + source_columns("v.text") +
        "FROM memories m JOIN versions v ON v.memory = m.id " + source_tables + "WHERE m.user = ?1 AND " +
        shown_versions(view, "?2", "?3") + " ORDER BY m.id, v.version";
    auto const limits = limits_of(view, now);
    auto rows = connection.query(sql, user, limits.became_true, limits.recorded);
    while (rows.next()) take(read_row(rows));
}

}  // namespace keepsake::storage::sqlite
