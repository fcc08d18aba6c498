#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "storage/sqlite/kept_changes.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

/// Reads all that a user keeps with a few queries over whole tables.
class KeptReading {
public:
    KeptReading(Connection& connection, RowId user, ScopeFilter const& visible, Timestamp now)
        : connection_(connection), user_(user), now_(to_ms(now)) {
        is_narrowed_ = !visible.agent.empty() || !visible.app.empty() || !visible.session.empty();
        if (!is_narrowed_) return;
        for (auto const scope : row_ids(query_visible(
                 connection, "SELECT s.id FROM scopes s JOIN users u ON u.id = s.user WHERE " + visible_in(visible),
                 visible)))
            scopes_.insert(scope);
    }

    KeptGraph read() {
        read_entities();
        read_observations();
        read_facts();
        read_relations();
        if (is_narrowed_) leave_out_unseen();
        return std::move(graph_);
    }

private:
    bool sees(RowId scope) const { return !is_narrowed_ || scopes_.contains(scope); }

    void read_entities() {
        auto rows = connection_.query(
            "SELECT id, name, type, coalesce((SELECT scope FROM events WHERE id = e.event), 0) FROM entities e "
            "WHERE user = ? AND place IS NOT NULL AND removed_at IS NULL ORDER BY place, id",
            user_);
        while (rows.next()) {
            place_of_[rows.integer(0)] = graph_.entities.size();
            is_seen_.push_back(sees(rows.integer(3)));
            graph_.entities.push_back({rows.text(1), rows.text(2), {}});
        }
    }

    void read_observations() {
        auto rows = connection_.query(
            "SELECT l.entity, m.text, m.scope FROM entities e CROSS JOIN entity_memories l ON l.entity = e.id JOIN memories m ON m.id = l.memory "
            "WHERE e.user = ? AND e.place IS NOT NULL AND e.removed_at IS NULL AND m.valid_to IS NULL "
            "AND (m.expires_at IS NULL OR m.expires_at > ?) ORDER BY l.id",
            user_, now_);
        while (rows.next()) {
            if (auto const entity = place_of_.find(rows.integer(0)); entity != place_of_.end() && sees(rows.integer(2)))
                graph_.entities[entity->second].observations.push_back(rows.text(1));
        }
    }

    /// What was extracted of an entity, unless it says so already.
    void read_facts() {
        std::unordered_map<std::size_t, std::unordered_set<std::string>> shown;
        auto rows = connection_.query(
            "SELECT DISTINCT m.id, r.source, m.text, m.scope FROM relations r CROSS JOIN relation_memories x ON x.relation = r.id "
            "JOIN memories m ON m.id = x.memory WHERE r.user = ? AND m.kind = 'fact' AND m.valid_to IS NULL "
            "AND (m.expires_at IS NULL OR m.expires_at > ?) ORDER BY m.id, r.source",
            user_, now_);
        while (rows.next()) {
            auto const entity = place_of_.find(rows.integer(1));
            if (entity == place_of_.end() || !sees(rows.integer(3))) continue;
            auto& observations = graph_.entities[entity->second].observations;
            auto const [texts, is_new] = shown.try_emplace(entity->second);
            if (is_new) texts->second.insert(observations.begin(), observations.end());
            if (texts->second.insert(rows.text(2)).second) observations.push_back(rows.text(2));
        }
    }

    void read_relations() {
        auto const seen = is_narrowed_ ? seen_relations() : std::unordered_set<RowId>();
        auto rows = connection_.query(
            "SELECT r.id, a.name, b.name, r.wording, r.source, r.target FROM relations r JOIN entities a ON a.id = r.source "
            "JOIN entities b ON b.id = r.target WHERE r.user = ? AND r.valid_to IS NULL ORDER BY r.id",
            user_);
        while (rows.next()) {
            if (is_narrowed_ && !seen.contains(rows.integer(0))) continue;
            graph_.relations.push_back({rows.text(1), rows.text(2), rows.text(3)});
            for (auto const end : {rows.integer(4), rows.integer(5)}) {
                if (auto const entity = place_of_.find(end); entity != place_of_.end()) is_seen_[entity->second] = true;
            }
        }
    }

    std::unordered_set<RowId> seen_relations() {
        std::unordered_set<RowId> seen;
        auto rows = connection_.query(
            "SELECT l.relation, v.scope FROM relations r CROSS JOIN relation_results l ON l.relation = r.id JOIN events v ON v.id = l.event "
            "WHERE r.user = ? AND r.valid_to IS NULL AND l.change <> 'DELETE'",
            user_);
        while (rows.next()) {
            if (sees(rows.integer(1))) seen.insert(rows.integer(0));
        }
        return seen;
    }

    void leave_out_unseen() {
        std::size_t place = 0;
        std::erase_if(graph_.entities, [&](KeptEntity const&) { return !is_seen_[place++]; });
    }

    Connection& connection_;
    RowId user_;
    std::int64_t now_;
    bool is_narrowed_ = false;
    std::unordered_set<RowId> scopes_;
    KeptGraph graph_;
    std::unordered_map<RowId, std::size_t> place_of_;  ///< row -> place in the graph's entities
    std::vector<bool> is_seen_;                        ///< by that place
};

}  // namespace

KeptGraph read_kept(Connection& connection, ScopeFilter const& visible, Timestamp now) {
    auto const users = row_ids(connection.query("SELECT id FROM users WHERE org = ? AND project = ? AND name = ?",
                                                visible.tenant.org, visible.tenant.project, visible.user));
    if (users.empty()) return {};
    return KeptReading(connection, users.front(), visible, now).read();
}

}  // namespace keepsake::storage::sqlite
