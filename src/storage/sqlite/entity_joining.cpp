#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/text/close_names.h"
#include "core/text/unicode.h"
#include "storage/sqlite/entities.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

/// Names that begin alike; of more nobody can say which is meant.
constexpr int most_looked_at = 50;
constexpr std::size_t letters_alike = 3;

/// Things are never joined by likeness: two versions of a program differ by one letter too.
bool may_join(std::string_view type) { return type == "person" || type == "organization" || type == "place"; }

struct NamedEntity {
    RowId row;
    std::string key;
    std::string type;
    core::NameLikeness likeness = core::NameLikeness::none;
};

/// What is said of an entity now: (direction and relation) -> the entities at the other end.
using Sayings = std::map<std::string, std::set<RowId>>;

Sayings sayings_of(Connection& connection, RowId self) {
    Sayings sayings;
    auto rows = connection.query(
        "WITH rows_of(id) AS (SELECT id FROM entities WHERE id = ?1 OR same_as = ?1) "
        "SELECT '>' || r.relation, coalesce(e.same_as, e.id) FROM relations r JOIN entities e ON e.id = r.target "
        "WHERE r.source IN rows_of AND r.valid_to IS NULL UNION ALL "
        "SELECT '<' || r.relation, coalesce(e.same_as, e.id) FROM relations r JOIN entities e ON e.id = r.source "
        "WHERE r.target IN rows_of AND r.valid_to IS NULL LIMIT 1000",
        self);
    while (rows.next()) sayings[rows.text(0)].insert(rows.integer(1));
    return sayings;
}

/// How many sayings the two share; nothing where they cannot be one: the same is said of both with other ends, or each is
/// at the end of a saying about the other.
std::optional<std::size_t> shared_sayings(Sayings const& a, RowId of_a, Sayings const& b, RowId of_b) {
    std::size_t shared = 0;
    for (auto const& [saying, ends] : a) {
        if (ends.contains(of_b)) return std::nullopt;
        auto const other = b.find(saying);
        if (other == b.end()) continue;
        std::size_t common = 0;
        for (auto const end : ends) common += other->second.contains(end) ? 1 : 0;
        if (common == 0) return std::nullopt;
        shared += common;
    }
    for (auto const& [saying, ends] : b) {
        if (ends.contains(of_a)) return std::nullopt;
    }
    return shared;
}

std::vector<NamedEntity> close_entities(Connection& connection, RowId user, NamedEntity const& to) {
    std::vector<NamedEntity> found;
    auto const begin = std::string(core::cut_utf8(to.key, letters_alike));
    auto rows = connection.query(
        "SELECT id, key, type FROM entities WHERE user = ?1 AND key >= ?2 AND key < ?2 || char(0x10FFFF) AND removed_at IS NULL "
        "AND same_as IS NULL AND id <> ?3 AND type = ?4 AND NOT is_apart LIMIT ?5",
        user, begin, to.row, to.type, most_looked_at + 1);
    int looked_at = 0;
    while (rows.next()) {
        if (++looked_at > most_looked_at) return {};
        NamedEntity entity{rows.integer(0), rows.text(1), rows.text(2), core::NameLikeness::none};
        entity.likeness = core::likeness_of_names(to.key, entity.key);
        if (entity.likeness != core::NameLikeness::none) found.push_back(std::move(entity));
    }
    return found;
}

}  // namespace

bool join_if_same(Connection& connection, RowId entity, std::int64_t change) {
    NamedEntity said;
    RowId user = 0;
    {
        auto rows = connection.query(
            "SELECT id, key, type, user FROM entities WHERE id = ? AND same_as IS NULL AND NOT is_apart", entity);
        if (!rows.next() || !may_join(rows.view(2))) return false;
        said = {rows.integer(0), rows.text(1), rows.text(2), core::NameLikeness::none};
        user = rows.integer(3);
    }
    auto const close = close_entities(connection, user, said);
    // Of two it could be, it is neither.
    if (close.size() != 1) return false;
    auto const& other = close.front();
    auto const shared =
        shared_sayings(sayings_of(connection, said.row), said.row, sayings_of(connection, other.row), other.row);
    std::size_t const needed = other.likeness == core::NameLikeness::spelling ? 1 : 2;
    if (!shared || *shared < needed) return false;
    auto const [older, newer] = std::minmax(said.row, other.row);
    connection.run("UPDATE entities SET same_as = ?2, change = ?3 WHERE same_as = ?1 OR id = ?1", newer, older, change);
    connection.run("UPDATE entities SET change = ?2 WHERE id = ?1", older, change);
    return true;
}

}  // namespace keepsake::storage::sqlite
