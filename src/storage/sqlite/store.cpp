#include "storage/store.h"

#include <algorithm>

#include "storage/sqlite/consistency.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/embeddings.h"
#include "storage/sqlite/event_reading.h"
#include "storage/sqlite/filter_reading.h"
#include "storage/sqlite/filter_sql.h"
#include "storage/sqlite/graph_reading.h"
#include "storage/sqlite/index_reading.h"
#include "storage/sqlite/jobs.h"
#include "storage/sqlite/overview.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/store_file.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage {

using sqlite::Connection;
using sqlite::from_ms;
using sqlite::to_ms;

namespace {

/// A list of kinds as one parameter: ",fact,turn,"; empty for all.
std::string kind_list(std::span<MemoryKind const> kinds) {
    std::string list = kinds.empty() ? "" : ",";
    for (auto const kind : kinds) list += std::string(sqlite::name_of(kind)) + ",";
    return list;
}

}  // namespace

Store::Store(std::filesystem::path directory, core::Clock const& clock)
    : directory_(std::move(directory)), clock_(clock) {}

Store::~Store() = default;

bool Store::is_in(std::filesystem::path const& directory) {
    return std::filesystem::exists(sqlite::store_path(directory));
}

sqlite::Database const& Store::database() const {
    std::lock_guard const lock(opening_);
    if (!database_) database_ = std::make_unique<sqlite::Database>(directory_);
    return *database_;
}

Added Store::add(Addition const& addition) {
    return database().write([&](Connection& connection) { return sqlite::add(connection, addition, clock_.now()); });
}

core::Result<MemoryRecord> Store::revise(Revision const& revision) {
    return database().write([&](Connection& connection) { return sqlite::revise(connection, revision, clock_.now()); });
}

core::Result<MemoryRecord> Store::rate(MemoryId const& id, ScopeFilter const& visible, int feedback) {
    return database().write([&](Connection& connection) { return sqlite::rate(connection, id, visible, feedback); });
}

core::Result<int> Store::end(Removal const& removal) {
    return database().write([&](Connection& connection) { return sqlite::end(connection, removal, clock_.now()); });
}

core::Result<int> Store::erase(Removal const& removal) {
    auto erased =
        database().write([&](Connection& connection) { return sqlite::erase(connection, removal, clock_.now()); });
    database().rebuild_if_pending();
    return erased;
}

int Store::end_expired() {
    auto const now = clock_.now();
    // Looked for without holding up those who write; each batch looks again at what it ends.
    auto const expired =
        database().read([&](Connection& connection) { return sqlite::expired_memories(connection, now); });
    constexpr std::size_t batch = 500;
    int ended = 0;
    for (std::size_t start = 0; start < expired.size(); start += batch) {
        auto const rows = std::span(expired).subspan(start, std::min(batch, expired.size() - start));
        ended += database().write([&](Connection& connection) { return sqlite::end_expired(connection, rows, now); });
    }
    return ended;
}

std::optional<MemoryRecord> Store::find(MemoryId const& id, ScopeFilter const& visible) const {
    return database().read([&](Connection& connection) { return sqlite::find(connection, id, visible); });
}

std::vector<MemoryRecord> Store::load(std::span<RowId const> rows) const {
    return database().read([&](Connection& connection) {
        std::vector<MemoryRecord> found;
        for (auto const row : rows) {
            if (auto memory = sqlite::memory_of_row(connection, row)) found.push_back(std::move(*memory));
        }
        return found;
    });
}

std::vector<MemoryRecord> Store::load_versions(std::span<std::pair<RowId, int> const> rows) const {
    return database().read([&](Connection& connection) {
        std::vector<MemoryRecord> found;
        for (auto const& [row, version] : rows) {
            auto memory =
                connection.query(sqlite::select_versions + "WHERE v.memory = ? AND v.version = ?", row, version);
            if (memory.next()) found.push_back(sqlite::read_memory(memory));
        }
        return found;
    });
}

Store::Page Store::page(ScopeFilter const& visible, core::Filter const& filter, std::span<MemoryKind const> kinds,
                        Include include, int limit, std::optional<RowId> before) const {
    auto parameters = sqlite::parameters_of(visible);
    parameters.insert(parameters.end(), {kind_list(kinds), to_ms(clock_.now())});
    auto wanted = sqlite::filter_condition(filter, sqlite::FilteredRows::memories, parameters.size() + 1);
    std::ranges::move(wanted.parameters, std::back_inserter(parameters));
    auto const condition =
        sqlite::visible_in(visible) +
        "AND CASE ?7 WHEN '' THEN m.is_extracted = 0 ELSE instr(?7, ',' || m.kind || ',') END AND (m.expires_at IS NULL OR m.expires_at > ?8) " +
        (include == Include::current ? "AND m.valid_to IS NULL " : "") + "AND " + wanted.sql;
    auto const preparation = filter.lets_all_through() ? sqlite::Preparation::kept : sqlite::Preparation::once;
    return database().read([&](Connection& connection) {
        Page page;
        {
            auto count = connection.query_with(
                "SELECT count(*) FROM users u CROSS JOIN memories m ON m.user = u.id JOIN scopes s ON s.id = m.scope WHERE " +
                    condition,
                parameters, preparation);
            if (count.next()) page.total = count.integer(0);
        }
        auto const next = parameters.size() + 1;
        parameters.insert(parameters.end(), {before.value_or(INT64_MAX), std::int64_t{limit} + 1});
        auto rows =
            connection.query_with(sqlite::select_memories + "WHERE " + condition + " AND m.id < ?" +
                                      std::to_string(next) + " ORDER BY m.id DESC LIMIT ?" + std::to_string(next + 1),
                                  parameters, preparation);
        while (rows.next()) page.memories.push_back(sqlite::read_memory(rows));
        if (std::ssize(page.memories) > limit) {
            page.memories.pop_back();
            page.next_before = page.memories.back().row;
        }
        return page;
    });
}

std::vector<AllowedUser> Store::allowed(ScopeFilter const& visible, core::Filter const& filter,
                                        PastView const& view) const {
    return database().read(
        [&](Connection& connection) { return sqlite::read_allowed(connection, visible, filter, view, clock_.now()); });
}

std::vector<SourceRecord> Store::sources(RowId memory) const {
    return database().read([&](Connection& connection) {
        auto rows = connection.query(
            "SELECT t.text, t.role, t.speaker, t.said_at, s.session "
            "FROM sources JOIN turns t ON t.id = turn JOIN scopes s ON s.id = t.scope WHERE memory = ? ORDER BY t.id",
            memory);
        std::vector<SourceRecord> found;
        while (rows.next())
            found.push_back({rows.text(0), rows.text(1), rows.text(2), from_ms(rows.integer(3)), rows.text(4)});
        return found;
    });
}

std::vector<HistoryRecord> Store::history(RowId memory) const {
    return database().read([&](Connection& connection) {
        auto rows = connection.query(
            "SELECT change, text, recorded_at, actor, reason FROM versions WHERE memory = ? ORDER BY version", memory);
        std::vector<HistoryRecord> found;
        std::optional<std::string> previous;
        while (rows.next()) {
            auto const change = sqlite::change_named(rows.view(0));
            auto const text = rows.text(1);
            found.push_back({.event = change,
                             .old_text = previous,
                             .new_text = change == ChangeEvent::end ? std::nullopt : std::optional(text),
                             .time = from_ms(rows.integer(2)),
                             .actor = rows.text(3),
                             .reason = rows.text(4)});
            previous = text;
        }
        return found;
    });
}

std::optional<EventRecord> Store::find_event(EventId const& id, ScopeFilter const& visible) const {
    return database().read([&](Connection& connection) { return sqlite::find_event(connection, id, visible); });
}

std::optional<MemoryState> Store::state(MemoryId const& id, ScopeFilter const& visible) const {
    return database().read([&](Connection& connection) { return sqlite::read_state(connection, id, visible); });
}

Overview Store::overview(ScopeFilter const& visible) const {
    return database().read(
        [&](Connection& connection) { return sqlite::read_overview(connection, visible, clock_.now()); });
}

Extractions Store::extractions(ScopeFilter const& visible) const {
    return database().read([&](Connection& connection) { return sqlite::count_extractions(connection, visible); });
}

ChangeState Store::changes(ScopeFilter const& visible) const {
    return database().read(
        [&](Connection& connection) { return sqlite::read_change_state(connection, visible, clock_.now()); });
}

NamesFound Store::ids_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const {
    return database().read([&](Connection& connection) {
        return sqlite::ids_beginning_with(connection, begun, visible, limit, clock_.now());
    });
}

NamesFound Store::users_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const {
    return database().read(
        [&](Connection& connection) { return sqlite::users_beginning_with(connection, begun, visible, limit); });
}

std::vector<UserRecord> Store::users(ScopeFilter const& visible) const {
    return database().read([&](Connection& connection) { return sqlite::read_users(connection, visible); });
}

std::vector<RowId> Store::all_users() const {
    return database().read(
        [](Connection& connection) { return sqlite::row_ids(connection.query("SELECT id FROM users ORDER BY id")); });
}

std::vector<ScopeRecord> Store::scopes(RowId user) const {
    return database().read([&](Connection& connection) { return sqlite::read_scopes(connection, user); });
}

UserRecord Store::read_changes(RowId user, std::int64_t since, std::function<void(IndexedRow&&)> const& take) const {
    return database().read([&](Connection& connection) { return sqlite::read_changes(connection, user, since, take); });
}

UserRecord Store::read_changes(RowId user, std::int64_t since, ChangeTakers const& take) const {
    return database().read([&](Connection& connection) {
        auto const state = sqlite::read_changes(connection, user, since, take.memory);
        sqlite::read_graph_changes(connection, user, since, take.entity, take.relation);
        return state;
    });
}

void Store::read_past(RowId user, PastView const& view, std::function<void(IndexedRow&&)> const& take) const {
    database().read([&](Connection& connection) {
        sqlite::read_past(connection, user, view, clock_.now(), take);
        return true;
    });
}

std::optional<VectorModel> Store::vector_model() const {
    return database().read([](Connection& connection) { return sqlite::vector_model(connection); });
}

std::vector<TextToEmbed> Store::texts_to_embed(RowId after, int limit) const {
    return database().read([&](Connection& connection) { return sqlite::texts_to_embed(connection, after, limit); });
}

std::int64_t Store::count_texts_to_embed() const {
    return database().read([](Connection& connection) {
        return connection.number("SELECT count(*) FROM embeddings WHERE vector IS NULL");
    });
}

int Store::fill_embeddings(VectorModel const& model, std::span<EmbeddedText const> texts) {
    return database().write([&](Connection& connection) { return sqlite::fill_embeddings(connection, model, texts); });
}

void Store::reset_embeddings(VectorModel const& model) {
    database().write([&](Connection& connection) {
        sqlite::reset_embeddings(connection, model);
        return true;
    });
}

std::vector<std::string> Store::check() const {
    return database().read([](Connection& connection) { return sqlite::broken_rules(connection); });
}

Store::Statistics Store::statistics() const {
    return database().read([&](Connection& connection) {
        return Statistics{
            .users = connection.number("SELECT count(*) FROM users"),
            .memories = connection.number("SELECT count(*) FROM memories WHERE valid_to IS NULL"),
            .turns = connection.number("SELECT count(*) FROM turns"),
            .bytes = static_cast<std::int64_t>(std::filesystem::file_size(sqlite::store_path(database().directory())))};
    });
}

}  // namespace keepsake::storage
