#include "storage/sqlite/model_calls.h"

#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

constexpr char const* user_row = "(SELECT id FROM users WHERE org = ?1 AND project = ?2 AND name = ?3)";

constexpr char const* sums =
    "count(*), total(outcome <> 'ok'), total(prompt_tokens), total(completion_tokens), total(milliseconds), count(cost), total(cost)";

ModelUse read_use(Rows const& rows) {
    return {.purpose = rows.text(0),
            .model = rows.text(1),
            .calls = rows.integer(2),
            .failed = rows.integer(3),
            .prompt_tokens = rows.integer(4),
            .completion_tokens = rows.integer(5),
            .milliseconds = rows.integer(6),
            .cost = rows.integer(7) > 0 ? std::optional(rows.real(8)) : std::nullopt};
}

}  // namespace

void note_call(Connection& connection, ModelCall const& call, Timestamp now) {
    connection.run(
        "INSERT INTO model_calls(at, event, purpose, model, provider, outcome, prompt_tokens, completion_tokens, milliseconds, cost) "
        "VALUES(?, (SELECT id FROM events WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
        to_ms(now), call.job, call.purpose, call.model, call.provider, call.outcome, call.prompt_tokens,
        call.completion_tokens, call.milliseconds, call.cost);
}

JobQueue::Spent spent(Connection& connection, Timestamp calls_since, Timestamp tokens_since) {
    auto rows = connection.query("SELECT count(*), min(at) FROM model_calls WHERE at > ?", to_ms(calls_since));
    rows.next();
    return {.calls = rows.integer(0),
            .first_call = from_ms(rows.integer_or_null(1)),
            .tokens = connection.number(
                "SELECT coalesce(sum(prompt_tokens + completion_tokens), 0) FROM model_calls WHERE at >= ?",
                to_ms(tokens_since))};
}

std::vector<ModelUse> usage(Connection& connection) {
    auto rows = connection.query(std::string("SELECT purpose, model, ") + sums +
                                 " FROM model_calls GROUP BY purpose, model ORDER BY purpose, model");
    std::vector<ModelUse> found;
    while (rows.next()) found.push_back(read_use(rows));
    return found;
}

ModelUse usage_of(Connection& connection, RowId job) {
    auto rows = connection.query(std::string("SELECT '', '', ") + sums + " FROM model_calls WHERE event = ?", job);
    rows.next();
    return read_use(rows);
}

std::vector<std::int64_t> new_digests(Connection& connection, core::Tenant const& tenant, std::string const& user,
                                      std::span<std::int64_t const> digests) {
    static std::string const sql = std::string("SELECT count(*) FROM users WHERE id = ") + user_row +
                                   " AND NOT EXISTS (SELECT 1 FROM handed_out WHERE user = users.id AND digest = ?4)";
    std::vector<std::int64_t> found;
    for (auto const digest : digests) {
        bool const is_new = digest != 0 && connection.number(sql, tenant.org, tenant.project, user, digest) != 0;
        if (is_new) found.push_back(digest);
    }
    return found;
}

void note_handed_out(Connection& connection, core::Tenant const& tenant, std::string const& user,
                     std::span<std::int64_t const> digests, Timestamp at) {
    // The first time counts. What was erased meanwhile, here or by another process, must leave no digest behind.
    static std::string const sql =
        std::string("INSERT INTO handed_out(user, digest, at) SELECT u.id, ?4, ?5 FROM users u WHERE u.id = ") +
        user_row +
        " AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.user = u.id AND e.erased_at >= ?5) ON CONFLICT DO NOTHING";
    for (auto const digest : digests) connection.run(sql, tenant.org, tenant.project, user, digest, to_ms(at));
}

std::vector<bool> handed_out(Connection& connection, Scope const& scope, std::span<std::int64_t const> digests,
                             Timestamp until) {
    static std::string const sql =
        std::string("SELECT count(*) FROM handed_out WHERE user = ") + user_row + " AND digest = ?4 AND at <= ?5";
    std::vector<bool> found;
    for (auto const digest : digests) {
        found.push_back(
            connection.number(sql, scope.tenant.org, scope.tenant.project, scope.user, digest, to_ms(until)) != 0);
    }
    return found;
}

}  // namespace keepsake::storage::sqlite
