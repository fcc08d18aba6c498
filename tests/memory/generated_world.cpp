#include "memory/generated_world.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "core/text/graph_names.h"

namespace keepsake::testing {
namespace {

using core::Timestamp;
using std::chrono::days;
using storage::RowId;

constexpr std::size_t most_sessions = 60;
constexpr std::size_t years = 12;
constexpr char const* first_names[] = {"Ada",  "Ben", "Chiara", "Deniz", "Elif", "Farid", "Greta", "Hana",
                                       "Igor", "Jun", "Katya",  "Luis",  "Mira", "Nils",  "Olga",  "Pavel"};
constexpr char const* family_names[] = {"Miller", "Okafor", "Tanaka", "Novak", "Silva", "Berg", "Rossi", "Kaya"};

class Builder {
public:
    explicit Builder(WorldSize const& size) : size_(size), random_(size.seed) {
        using namespace std::chrono;
        world_.begin = sys_days(year(2012) / 1 / 1);
        world_.now = world_.begin + days(365 * static_cast<int>(years));
        for (std::size_t i = 0; i < most_sessions; ++i) {
            world_.scopes.push_back({static_cast<RowId>(i + 1), "agent-" + std::to_string(i % 5),
                                     "app-" + std::to_string(i % 3), "session-" + std::to_string(i)});
        }
    }

    GeneratedWorld build() {
        make_entities();
        make_places();
        make_lives();
        while (world_.relations.size() < size_.relations) make_acquaintance();
        world_.relations.resize(size_.relations);
        auto const by_learning = [](auto const& a, auto const& b) { return a.learned_at < b.learned_at; };
        std::stable_sort(world_.relations.begin(), world_.relations.end(), by_learning);
        for (std::size_t i = 0; i < world_.relations.size(); ++i) world_.relations[i].row = static_cast<RowId>(i + 1);
        return std::move(world_);
    }

private:
    struct Group {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
    bool in_hundred(std::size_t share) { return below(100) < share; }
    RowId one_of(Group const& group) { return static_cast<RowId>(group.begin + below(group.end - group.begin) + 1); }
    /// Some are far more common than others.
    RowId common_one_of(Group const& group) {
        auto const count = group.end - group.begin;
        return static_cast<RowId>(group.begin + std::min(below(count), below(below(count) + 1)) + 1);
    }
    Timestamp some_day() { return world_.begin + days(below(365 * years)); }
    RowId some_scope() { return static_cast<RowId>(below(most_sessions) + 1); }

    void add_entity(std::string name, std::string type) {
        auto& row = world_.entities.emplace_back();
        row.row = static_cast<RowId>(world_.entities.size());
        char id[37];
        std::snprintf(id, sizeof id, "0198c0de-0000-7000-8000-%012zx", world_.entities.size());
        row.id = id;
        row.key = core::entity_key(name);
        row.name = std::move(name);
        row.type = std::move(type);
        row.first_seen = row.last_seen = world_.begin + days(below(365));
        if (in_hundred(5)) row.scope = some_scope();
        if (in_hundred(3)) row.removed_at = some_day();
    }

    Group group_of(std::size_t percent, char const* word, char const* type) {
        Group group{world_.entities.size(),
                    world_.entities.size() + std::max<std::size_t>(size_.entities * percent / 100, 2)};
        for (std::size_t i = group.begin; i < group.end; ++i) add_entity(word + (" " + std::to_string(i)), type);
        return group;
    }

    void make_entities() {
        countries_ = group_of(1, "Country", "place");
        cities_ = group_of(4, "City", "place");
        companies_ = group_of(10, "Company", "organization");
        things_ = group_of(12, "Thing", "thing");
        technologies_ = group_of(3, "Technology", "technology");
        people_.begin = world_.entities.size();
        auto const aliases = size_.entities * 3 / 100;
        for (std::size_t i = people_.begin; i + aliases < size_.entities; ++i) {
            add_entity(std::string(first_names[below(std::size(first_names))]) + " " +
                           family_names[below(std::size(family_names))] + " " + std::to_string(i),
                       "person");
        }
        people_.end = world_.entities.size();
        for (std::size_t i = 0; i < aliases; ++i) {
            auto const self = one_of(people_);
            add_entity("Nickname " + std::to_string(i), "person");
            world_.entities.back().same_as = self;
        }
        names_of_people_ = {people_.begin, world_.entities.size()};
    }

    /// `until`: when it stops being so.
    void relate(RowId source, char const* relation, RowId target, Timestamp from, std::optional<Timestamp> until) {
        if (until && *until > world_.now) until.reset();
        auto& row = world_.relations.emplace_back();
        row.source = source;
        row.relation = relation;
        row.target = target;
        row.valid_from = from;
        row.learned_at = std::min<Timestamp>(from + days(below(200)), world_.now);
        if (until) {
            row.valid_to = until;
            row.closed_at = std::max(row.learned_at, std::min<Timestamp>(*until + days(below(200)), world_.now));
        }
        row.confidence = 1;
        row.scopes = {some_scope()};
        if (in_hundred(20)) row.scopes.push_back(some_scope());
    }

    void make_places() {
        for (auto city = cities_.begin; city < cities_.end; ++city)
            relate(static_cast<RowId>(city + 1), "located_in", one_of(countries_), world_.begin, std::nullopt);
        for (auto company = companies_.begin; company < companies_.end; ++company)
            relate(static_cast<RowId>(company + 1), "located_in", common_one_of(cities_), some_day(), std::nullopt);
    }

    /// One after the other, up to now.
    void make_chain(RowId person, char const* relation, Group const& group) {
        auto from = world_.begin + days(below(1'500));
        auto target = common_one_of(group);
        while (from < world_.now) {
            auto const until = from + days(100 + below(3'000));
            relate(person, relation, target, from, until);
            // Some come back to where they were.
            if (!in_hundred(10)) target = common_one_of(group);
            from = until + days(below(30));
        }
    }

    void make_lives() {
        for (auto person = names_of_people_.begin; person < names_of_people_.end; ++person) {
            auto const row = static_cast<RowId>(person + 1);
            if (world_.relations.size() + 20 > size_.relations) return;
            make_chain(row, "lives_in", cities_);
            make_chain(row, "works_at", companies_);
            if (in_hundred(50)) relate(row, "owns", one_of(things_), some_day(), std::nullopt);
            if (in_hundred(20)) relate(row, "owns", one_of(things_), some_day(), some_day());
            if (in_hundred(70)) relate(row, "uses", common_one_of(technologies_), some_day(), std::nullopt);
            if (in_hundred(1)) relate(row, "knows", row, some_day(), std::nullopt);
        }
    }

    void make_acquaintance() {
        auto const [a, b] = std::pair(one_of(names_of_people_), one_of(names_of_people_));
        auto const since = some_day();
        relate(a, in_hundred(85) ? "knows" : "works_with", b, since,
               in_hundred(15) ? std::optional<Timestamp>(since + days(below(2'000))) : std::nullopt);
    }

    WorldSize size_;
    std::mt19937_64 random_;
    GeneratedWorld world_;
    Group countries_, cities_, companies_, things_, technologies_, people_, names_of_people_;
};

}  // namespace

GeneratedWorld generated_world(WorldSize const& size) { return Builder(size).build(); }

storage::UserGraph GeneratedWorld::graph() const {
    storage::UserGraph graph;
    for (auto const& entity : entities) graph.put(entity);
    for (auto const& relation : relations) graph.put(relation);
    graph.set_scopes(scopes);
    return graph;
}

}  // namespace keepsake::testing
