#include "storage/sqlite/filter_sql.h"

#include "e2e/environment_number.h"
#include "storage/filter_store.h"
#include "storage/sqlite/filter_reading.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class FilterSqlTest : public FilterStoreTest {
protected:
    static constexpr MemoryKind every_kind[] = {MemoryKind::fact, MemoryKind::turn, MemoryKind::procedure};

    /// The steps of SQLite's plan for what allowed() asks.
    std::string plan(ScopeFilter const& visible, Json const& filters, PastView const& view = {}) {
        store_.open();
        auto const query = sqlite::allowed_query(visible, parsed(filters), view, clock_.now());
        auto connection = raw();
        auto rows =
            connection.query_with("EXPLAIN QUERY PLAN " + query.sql, query.parameters, sqlite::Preparation::once);
        std::string steps;
        while (rows.next()) steps += rows.text(3) + "\n";
        return steps;
    }
    std::vector<std::string> texts(Json const& filters) const {
        std::vector<std::string> found;
        auto const filter = parsed(filters);
        for (auto const& [user, rows] : store_.allowed({}, filter, {})) {
            for (auto const& memory : store_.load_versions(rows)) found.push_back(memory.content.text);
        }
        return found;
    }
    static core::Filter parsed(Json const& filters) {
        auto filter = core::parse_filter(filters);
        if (!filter) throw std::logic_error(filter.error().message);
        return std::move(filter).value();
    }
    void keep(std::string text, std::string metadata) {
        auto addition = fact(ana_, std::move(text), clock_.now());
        addition.memories[0].content.metadata = std::move(metadata);
        add(addition);
    }
};

using Texts = std::vector<std::string>;

TEST_F(FilterSqlTest, AgreesWithAnEvaluatorThatKnowsNoSql) {
    fill(150);
    PastView as_of;
    as_of.as_of = at("2026-03-14T09:00:00Z");
    PastView all_versions;
    all_versions.superseded_too = true;
    PastView const views[] = {{}, {}, as_of, all_versions};
    std::vector<std::vector<MemoryRecord>> seen_in;
    for (auto const& view : views) seen_in.push_back(seen(view));

    int const cases = environment_number("KEEPSAKE_FILTER_CASES", 3000);
    int some = 0;
    for (int i = 0; i < cases; ++i) {
        auto const filters = random_.filter(3);
        auto const view = static_cast<std::size_t>(i) % std::size(views);
        auto const expected = passing(seen_in[view], filters);
        ASSERT_EQ(allowed(filters, views[view]), expected) << "case " << i << ", view " << view << ": " << filters;
        some += !expected.empty() && expected.size() < seen_in[view].size() ? 1 : 0;
    }
    EXPECT_GT(some, cases / 3) << "filters that let nothing or everything through show little";
}

TEST_F(FilterSqlTest, PagesShowWhatPasses) {
    fill(60);
    for (int i = 0; i < 300; ++i) {
        auto const filters = random_.filter(2);
        auto const filter = parsed(filters);
        std::set<RowId> expected;
        for (auto const& memory : seen({})) {
            bool const expired = memory.content.expires_at && *memory.content.expires_at <= clock_.now();
            if (!expired && FilterEvaluator(memory).holds(filters)) expected.insert(memory.row);
        }
        std::set<RowId> shown;
        for (std::optional<RowId> before;;) {
            auto const page = store_.page({}, filter, every_kind, Store::Include::current, 7, before);
            ASSERT_EQ(page.total, std::ssize(expected)) << filters;
            for (auto const& memory : page.memories) EXPECT_TRUE(shown.insert(memory.row).second) << "shown twice";
            if (!(before = page.next_before)) break;
        }
        ASSERT_EQ(shown, expected) << filters;
    }
}

TEST_F(FilterSqlTest, GroupsByUserAndKeepsToTheScope) {
    add_fact("hers");
    add(fact(ben_, "his", clock_.now()));
    add_fact("hers too");
    auto const both = store_.allowed({}, parsed(Json{{"kind", "fact"}}), {});
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0].rows, (std::vector<Place>{{1, 1}, {3, 1}}));
    EXPECT_EQ(both[0].user.changes, 2);
    EXPECT_EQ(both[1].rows, (std::vector<Place>{{2, 1}}));
    EXPECT_EQ(store_.allowed(all_of("ana"), parsed(Json{{"user_id", {"ana", "ben"}}}), {}).size(), 1u);
    EXPECT_TRUE(store_.allowed(all_of("ana"), parsed(Json{{"user_id", "ben"}}), {}).empty());
    ScopeFilter elsewhere;
    elsewhere.tenant.project = "other";
    EXPECT_TRUE(store_.allowed(elsewhere, parsed(Json{{"kind", "fact"}}), {}).empty());
}

TEST_F(FilterSqlTest, VisitsOnlyTheUsersItNames) {
    PastView past;
    past.as_of = clock_.now();
    for (
        auto const* const filters :
        {R"({"user_id": "ana"})", R"({"user_id": {"in": ["ana", "ben"]}})",
         R"({"AND": [{"user_id": "ana"}, {"metadata.a": "x"}], "kind": "fact"})",
         R"({"AND": [{"OR": [{"kind": "fact"}, {"kind": "turn"}]}, {"AND": [{"user_id": ["ana"]}, {"keywords": "x"}]}]})"}) {
        for (auto const& view : {PastView{}, past}) {
            auto const steps = plan({}, Json::parse(filters), view);
            EXPECT_NE(steps.find("SEARCH u USING INDEX"), std::string::npos) << filters << "\n" << steps;
            EXPECT_NE(steps.find("(org=? AND project=? AND name=?)"), std::string::npos) << filters << "\n" << steps;
            EXPECT_NE(steps.find("SEARCH m USING INDEX"), std::string::npos) << filters << "\n" << steps;
            EXPECT_EQ(steps.find("SCAN m"), std::string::npos) << filters << "\n" << steps;
            EXPECT_EQ(steps.find("SCAN u"), std::string::npos) << filters << "\n" << steps;
        }
    }
}

TEST_F(FilterSqlTest, HoldsNoTextOfTheFilter) {
    auto const filter = parsed(Json::parse(
        R"({"OR": [{"user_id": "zzz"}, {"metadata.zzz": ["zzz", 777]}, {"metadata.zzz": {"gt": 777}}, {"keywords": "zzz"},
            {"categories": ["zzz"]}, {"created_at": {"in": [777]}}, {"confidence": 777}, {"metadata.zzz": {"icontains": "zzz"}}]})"));
    auto const condition = sqlite::filter_condition(filter, sqlite::FilteredRows::memories, 1);
    EXPECT_EQ(condition.sql.find("zzz"), std::string::npos) << condition.sql;
    EXPECT_EQ(condition.sql.find("777"), std::string::npos) << condition.sql;
}

TEST_F(FilterSqlTest, CallsWithFiltersLeaveNoPreparedStatements) {
    store_.open();
    auto connection = raw();
    auto const used = [&] { return connection.number("SELECT count(*) FROM sqlite_stmt"); };
    auto const before = used();
    for (int i = 0; i < 20; ++i) {
        auto const query = sqlite::allowed_query({}, parsed(random_.filter(3)), {}, clock_.now());
        auto rows = connection.query_with(query.sql, query.parameters, sqlite::Preparation::once);
        while (rows.next()) {}
    }
    EXPECT_EQ(used(), before);
}

TEST_F(FilterSqlTest, TakesTheLargestFiltersThereAre) {
    keep("a", R"({"a": "x"})");
    Json many = Json::array();
    for (int i = 0; i < 256; ++i) many.push_back({{"metadata.a", {{"ne", "y" + std::to_string(i)}}}});
    EXPECT_EQ(texts({{"AND", many}}), Texts{"a"});
    many.erase(many.size() - 1);
    EXPECT_EQ(texts({{"NOT", many}}), Texts{});
    EXPECT_EQ(texts({{"OR", {{{"NOT", many}}, {{"kind", "fact"}}}}}), Texts{"a"});

    // Every kind of nesting as deep as allowed, with a condition before and behind on each level.
    for (auto const& inner : {R"({"metadata.a": {"in": ["x", 1, true]}})", R"({"metadata.a": {"icontains": "X"}})",
                              R"({"created_at": {"in": ["2026-03-14"]}})", R"({"categories": {"ne": "x"}})"}) {
        auto filters = Json::parse(inner);
        bool holds = true;
        for (int level = 1; level < core::most_filter_levels; ++level) {
            if (level % 3 == 0) {
                filters = {{"NOT", {{{"kind", "turn"}}, filters, {{"kind", "turn"}}}}};
                holds = !holds;
            } else if (level % 3 == 1) {
                filters = {{"AND", {{{"kind", "fact"}}, filters, {{"kind", "fact"}}}}};
            } else {
                filters = {{"OR", {{{"kind", "turn"}}, filters, {{"kind", "turn"}}}}};
            }
        }
        EXPECT_EQ(texts(filters), holds ? Texts{"a"} : Texts{}) << inner;
    }
}

TEST_F(FilterSqlTest, ComparesMetadataTypeByType) {
    keep("text", R"({"a": "1"})");
    keep("number", R"({"a": 1})");
    keep("flag", R"({"a": true})");
    keep("list", R"({"a": [1, "2", null, [3]]})");
    keep("object", R"({"a": {"b": 1}})");
    keep("null", R"({"a": null})");
    keep("none", R"({"b": 1})");
    auto const passing = [&](char const* filters) { return texts(Json::parse(filters)); };
    EXPECT_EQ(passing(R"({"metadata.a": "1"})"), (Texts{"text"}));
    EXPECT_EQ(passing(R"({"metadata.a": 1})"), (Texts{"number", "list"}));
    EXPECT_EQ(passing(R"({"metadata.a": 1.0})"), (Texts{"number", "list"}));
    EXPECT_EQ(passing(R"({"metadata.a": true})"), (Texts{"flag"}));
    EXPECT_EQ(passing(R"({"metadata.a": "2"})"), (Texts{"list"}));
    EXPECT_EQ(passing(R"({"metadata.a": 3})"), Texts{}) << "a list inside a list is no value";
    EXPECT_EQ(passing(R"({"metadata.a": {"ne": 1}})"), (Texts{"text", "flag", "object", "null", "none"}));
    EXPECT_EQ(passing(R"({"metadata.a": "*"})"), (Texts{"text", "number", "flag", "list", "object"}));
    EXPECT_EQ(passing(R"({"NOT": {"metadata.a": "*"}})"), (Texts{"null", "none"}));
    EXPECT_EQ(passing(R"({"metadata.a": {"gte": 0}})"), (Texts{"number"}));
    EXPECT_EQ(passing(R"({"metadata.a": {"gte": "0"}})"), (Texts{"text"}));
    EXPECT_EQ(passing(R"({"NOT": {"metadata.a": {"gte": 0}}})"),
              (Texts{"text", "flag", "list", "object", "null", "none"}));
    EXPECT_EQ(passing(R"({"metadata.a.b": 1})"), (Texts{"object"}));
    EXPECT_EQ(passing(R"({"metadata": {"a": {"b": 1}}})"), (Texts{"object"}));
}

TEST_F(FilterSqlTest, ComparesBigNumbersExactly) {
    keep("odd", R"({"id": 9007199254740993})");
    EXPECT_EQ(texts({{"metadata.id", 9007199254740993}}), Texts{"odd"});
    EXPECT_EQ(texts({{"metadata.id", 9007199254740992}}), Texts{});
    EXPECT_EQ(texts({{"metadata.id", {{"gt", 9007199254740992}}}}), Texts{"odd"});
}

TEST_F(FilterSqlTest, FindsWordsWhateverTheirCase) {
    add_fact("Jeder ÄRGER vergeht");
    EXPECT_EQ(texts({{"keywords", "ärger"}}).size(), 1u);
    EXPECT_EQ(texts({{"keywords", {{"contains", "ärger"}}}}).size(), 0u);
    EXPECT_EQ(texts({{"keywords", {{"contains", "ÄRGER"}}}}).size(), 1u);
    EXPECT_EQ(texts({{"keywords", "%"}}).size(), 0u) << "nothing stands for other letters";
}

}  // namespace
}  // namespace keepsake::storage
