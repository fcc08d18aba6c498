#include "storage/sqlite/rows.h"

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace keepsake::storage::sqlite {
namespace {

constexpr std::array<std::string_view, 3> kind_names = {"fact", "turn", "procedure"};
constexpr std::array<std::string_view, 4> change_names = {"ADD", "UPDATE", "DELETE", "NOOP"};
constexpr std::array<std::string_view, 4> status_names = {"PENDING", "RUNNING", "SUCCEEDED", "FAILED"};

template <typename Enum, std::size_t N>
Enum named(std::array<std::string_view, N> const& names, std::string_view name) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name) return static_cast<Enum>(i);
    }
    throw std::logic_error("unknown name in the store: " + std::string(name));
}

}  // namespace

std::optional<std::int64_t> to_ms(std::optional<Timestamp> const& time) {
    return time ? std::optional(to_ms(*time)) : std::nullopt;
}
std::optional<Timestamp> from_ms(std::optional<std::int64_t> const& ms) {
    return ms ? std::optional(from_ms(*ms)) : std::nullopt;
}

std::string_view name_of(MemoryKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
MemoryKind kind_named(std::string_view name) { return named<MemoryKind>(kind_names, name); }
std::string_view name_of(ChangeEvent event) { return change_names[static_cast<std::size_t>(event)]; }
ChangeEvent change_named(std::string_view name) { return named<ChangeEvent>(change_names, name); }
std::string_view name_of(EventStatus status) { return status_names[static_cast<std::size_t>(status)]; }
EventStatus status_named(std::string_view name) { return named<EventStatus>(status_names, name); }

std::string to_json_array(std::vector<std::string> const& texts) { return nlohmann::json(texts).dump(); }
std::vector<std::string> from_json_array(std::string_view text) {
    return nlohmann::json::parse(text).get<std::vector<std::string>>();
}

std::string const select_memories =
    "SELECT m.id, m.uuid, m.kind, u.org, u.project, u.name, s.agent, s.app, s.session, m.text, m.categories, m.metadata, m.confidence, "
    "m.event_date, m.expires_at, m.valid_from, m.valid_to, m.created_at, m.updated_at, m.version "
    "FROM users u CROSS JOIN memories m ON m.user = u.id JOIN scopes s ON s.id = m.scope ";

std::string const select_versions =
    "SELECT m.id, m.uuid, m.kind, u.org, u.project, u.name, s.agent, s.app, s.session, v.text, v.categories, v.metadata, v.confidence, "
    "v.event_date, v.expires_at, v.valid_from, "
    "coalesce((SELECT min(n.valid_from) FROM versions n WHERE n.memory = v.memory AND n.version = v.version + 1), m.valid_to), "
    "m.created_at, v.recorded_at, v.version "
    "FROM versions v JOIN memories m ON m.id = v.memory JOIN users u ON u.id = m.user JOIN scopes s ON s.id = m.scope ";

MemoryRecord read_memory(Rows const& rows) {
    return {
        .row = rows.integer(0),
        .id = {rows.text(1)},
        .kind = kind_named(rows.view(2)),
        .scope = {{rows.text(3), rows.text(4)}, rows.text(5), rows.text(6), rows.text(7), rows.text(8)},
        .content = {.text = rows.text(9),
                    .categories = from_json_array(rows.view(10)),
                    .metadata = rows.text(11),
                    .confidence = rows.real(12),
                    .event_date = rows.text_or_null(13),
                    .expires_at = from_ms(rows.integer_or_null(14))},
        .valid_from = from_ms(rows.integer(15)),
        .valid_to = from_ms(rows.integer_or_null(16)),
        .created_at = from_ms(rows.integer(17)),
        .updated_at = from_ms(rows.integer(18)),
        .version = static_cast<int>(rows.integer(19)),
    };
}

std::vector<RowId> row_ids(Rows rows) {
    std::vector<RowId> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}

std::string visible_in(ScopeFilter const& filter) {
    // A part that does not narrow still names its parameter, so that the places of all others stay the same.
    auto const narrow = [](std::string const& value, char const* equal, char const* unused) {
        return value.empty() ? unused : equal;
    };
    return std::string("u.org = ?1 AND u.project = ?2 AND ") + narrow(filter.user, "u.name = ?3", "?3 = ''") + " AND " +
           narrow(filter.agent, "s.agent = ?4", "?4 = ''") + " AND " + narrow(filter.app, "s.app = ?5", "?5 = ''") +
           " AND " + narrow(filter.session, "s.session = ?6", "?6 = ''") + " ";
}

std::vector<Parameter> parameters_of(ScopeFilter const& filter) {
    return {filter.tenant.org, filter.tenant.project, filter.user, filter.agent, filter.app, filter.session};
}

}  // namespace keepsake::storage::sqlite
