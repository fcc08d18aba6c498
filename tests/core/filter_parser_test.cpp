#include "core/filter/filter_parser.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/filter/filter_language.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

Result<Filter> parsed(char const* text) { return parse_filter(Json::parse(text)); }

std::string refusal(Json const& filters) {
    auto const read = parse_filter(filters);
    return read ? "not refused" : read.error().message;
}
std::string refusal(char const* text) { return refusal(Json::parse(text)); }

bool says(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string shown(FilterValue const& value) {
    struct {
        std::string operator()(std::string const& text) const { return text; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return Json(number).dump(); }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(TimeSpan const& span) const {
            return format_time(span.first) + (span.first == span.last ? "" : ".." + format_time(span.last));
        }
    } const show;
    return std::visit(show, value);
}

/// "all(user eq ana, none(metadata a/b in [1, x]))"
std::string shown(Filter const& filter) {
    std::string list;
    if (auto const* const group = std::get_if<FilterGroup>(&filter.node)) {
        for (auto const& part : group->parts) list += (list.empty() ? "" : ", ") + shown(part);
        constexpr char const* holds[] = {"all", "any", "none"};
        return holds[static_cast<int>(group->holds)] + ("(" + list + ")");
    }
    auto const& condition = std::get<FilterCondition>(filter.node);
    auto const& rule = *std::ranges::find(filter_fields(), condition.field, &FilterFieldRule::field);
    std::string text(rule.name);
    for (auto const& key : condition.keys) text += "/" + key;
    text += " " + std::string(name_of(condition.comparison));
    for (auto const& value : condition.values) text += " " + shown(value);
    return text;
}
std::string shown(char const* text) {
    auto const read = parsed(text);
    return read ? shown(read.value()) : read.error().message;
}

TEST(FilterParser, ReadsOneCondition) {
    EXPECT_EQ(shown(R"({"user_id": "ana"})"), "user_id eq ana");
    EXPECT_EQ(shown(R"({"user_id": " ana "})"), "user_id eq ana") << "as an argument is read";
    EXPECT_EQ(shown(R"({"user_id": ["ana", "ben"]})"), "user_id in ana ben");
    EXPECT_EQ(shown(R"({"user_id": []})"), "user_id in");
    EXPECT_EQ(shown(R"({"user_id": "*"})"), "user_id *");
    EXPECT_EQ(shown(R"({"user_id": {"ne": "ana"}})"), "user_id ne ana");
    EXPECT_EQ(shown(R"({"run_id": "s"})"), "session_id eq s");
    EXPECT_EQ(shown(R"({"keywords": "tea"})"), "keywords icontains tea");
    EXPECT_EQ(shown(R"({"categories": "tea"})"), "categories eq tea");
    EXPECT_EQ(shown(R"({"confidence": 1})"), "confidence eq 1");
}

TEST(FilterParser, ReadsTreesOfConditions) {
    EXPECT_EQ(shown(R"({"kind": "fact", "app_id": "x"})"), "all(app_id eq x, kind eq fact)");
    EXPECT_EQ(shown(R"({"OR": [{"kind": "fact"}, {"AND": [{"app_id": "x"}, {"app_id": "y"}]}]})"),
              "any(kind eq fact, all(app_id eq x, app_id eq y))");
    EXPECT_EQ(shown(R"({"NOT": {"kind": "fact"}})"), "none(kind eq fact)");
    EXPECT_EQ(shown(R"({"NOT": [{"kind": "fact"}, {"kind": "turn"}]})"), "none(kind eq fact, kind eq turn)");
    EXPECT_EQ(shown(R"({"confidence": {"gt": 0.5, "lte": 1}})"), "all(confidence gt 0.5, confidence lte 1)");
    EXPECT_EQ(shown(R"({})"), "all()");
    EXPECT_EQ(shown(R"({"AND": []})"), "all()");
    EXPECT_EQ(shown(R"({"OR": []})"), "any()");
    EXPECT_EQ(shown(R"({"NOT": []})"), "none()");
}

TEST(FilterParser, ReadsMetadataInAllItsForms) {
    EXPECT_EQ(shown(R"({"metadata.a": "x"})"), "metadata/a eq x");
    EXPECT_EQ(shown(R"({"metadata.a.b": {"gte": 2}})"), "metadata/a/b gte 2");
    EXPECT_EQ(shown(R"({"metadata": {"a": {"b": "*"}, "c.d": [1, "x", true, 1.5]}})"),
              "all(metadata/a/b *, metadata/c.d in 1 x true 1.5)");
    EXPECT_EQ(shown(R"({"metadata": {"a": {"contains": "x", "ne": "y"}}})"),
              "all(metadata/a contains x, metadata/a ne y)");
    EXPECT_EQ(shown(R"({"metadata": {"a": {"lt": 1, "unit": "km"}}})"),
              "all(metadata/a/lt eq 1, metadata/a/unit eq km)")
        << "not all of them are operators";
    EXPECT_EQ(shown(R"({"metadata": {}})"), "all()");
    EXPECT_EQ(shown(R"({"metadata.n": 18446744073709551615})"), "metadata/n eq 1.8446744073709552e+19");
    EXPECT_EQ(shown(R"({"metadata.n": -9007199254740993})"), "metadata/n eq -9007199254740993");
    EXPECT_EQ(shown(R"({"metadata.a": ""})"), "metadata/a eq ");
}

TEST(FilterParser, TakesADayAsAllOfIt) {
    EXPECT_EQ(shown(R"({"created_at": "2026-03-14"})"),
              "created_at eq 2026-03-14T00:00:00+00:00..2026-03-14T23:59:59.999+00:00");
    EXPECT_EQ(shown(R"({"created_at": "2026-03-14T10:00:00+02:00"})"), "created_at eq 2026-03-14T08:00:00+00:00");
    EXPECT_EQ(shown(R"({"created_at": {"gt": 0}})"), "created_at gt 1970-01-01T00:00:00+00:00");
    EXPECT_EQ(shown(R"({"created_at": 1.5})"), "created_at eq 1970-01-01T00:00:01.500+00:00");
}

/// What each field takes, besides "*".
struct FieldCase {
    char const* field;
    char const* operators;
    char const* value;
};

constexpr FieldCase field_cases[] = {
    {"user_id", "eq ne in", "\"ana\""},
    {"agent_id", "eq ne in", "\"ana\""},
    {"app_id", "eq ne in", "\"ana\""},
    {"session_id", "eq ne in", "\"ana\""},
    {"run_id", "eq ne in", "\"ana\""},
    {"kind", "eq ne in", "\"turn\""},
    {"memory_ids", "eq ne in", "\"0198\""},
    {"keywords", "contains icontains", "\"tea\""},
    {"categories", "eq ne in contains icontains", "\"tea\""},
    {"created_at", "eq ne in gt gte lt lte", "\"2026-03-14\""},
    {"updated_at", "eq ne in gt gte lt lte", "\"2026-03-14T10:00:00Z\""},
    {"timestamp", "eq ne in gt gte lt lte", "1773482400"},
    {"event_date", "eq ne in gt gte lt lte", "\"2026-03-14\""},
    {"expires_at", "eq ne in gt gte lt lte", "\"2026-03-14\""},
    {"confidence", "eq ne in gt gte lt lte", "0.5"},
    {"metadata.a", "eq ne in gt gte lt lte contains icontains", "\"x\""},
};

TEST(FilterParser, KnowsWhichOperatorsAFieldHas) {
    EXPECT_EQ(std::size(field_cases), filter_fields().size()) << "every field stands in the table";
    for (auto const& [field, allowed, value] : field_cases) {
        EXPECT_TRUE(parse_filter(Json{{field, "*"}})) << field;
        for (auto const* const name : {"eq", "ne", "in", "gt", "gte", "lt", "lte", "contains", "icontains"}) {
            auto const one = Json::parse(value);
            Json const filter = {{field, {{name, std::string_view(name) == "in" ? Json::array({one}) : one}}}};
            bool const is_allowed =
                (" " + std::string(allowed) + " ").find(" " + std::string(name) + " ") != std::string::npos;
            EXPECT_EQ(static_cast<bool>(parse_filter(filter)), is_allowed) << filter << refusal(filter);
            if (is_allowed) continue;
            auto const said = refusal(filter);
            EXPECT_TRUE(
                said.starts_with("filters." + std::string(field) + "." + name + ": expected one of the operators"))
                << said;
            EXPECT_TRUE(says(said, ", got \"" + std::string(name) + "\"")) << said;
        }
    }
}

struct Refusal {
    char const* filters;
    char const* place;
    char const* expected;
    char const* came;
};

constexpr Refusal refusals[] = {
    {R"("ana")", "filters:", "an object", "\"ana\""},
    {R"([])", "filters:", "an object", "[]"},
    {R"(null)", "filters:", "an object", "null"},
    {R"({"colour": "red"})", "filters.colour:", "user_id, agent_id, app_id, session_id, run_id, kind", "\"colour\""},
    {R"({"AND": [{"kind": "fact"}, {"colour": "red"}]})", "filters.AND[1].colour:", "one of the fields", "\"colour\""},
    {R"({"userid": "ana"})", "filters.userid:", "did you mean user_id?", "\"userid\""},
    {R"({"and": []})", "filters.and:", "did you mean AND?", "\"and\""},
    {R"({"created": {"gte": "2026-01-01"}})", "filters.created:", "did you mean created_at?", "\"created\""},
    {R"({"AND": {"kind": "fact"}})", "filters.AND:", "a list of filters", "{\"kind\":\"fact\"}"},
    {R"({"AND": null})", "filters.AND:", "a list", "null"},
    {R"({"OR": "x"})", "filters.OR:", "a list of filters", "\"x\""},
    {R"({"NOT": "x"})", "filters.NOT:", "a filter or a list of filters", "\"x\""},
    {R"({"OR": ["x"]})", "filters.OR[0]:", "an object", "\"x\""},
    {R"({"user_id": null})", "filters.user_id:", "what has no value is found with NOT", "null"},
    {R"({"metadata.a": null})", "filters.metadata.a:", "what has no value is found with NOT", "null"},
    {R"({"user_id": {"eq": null}})", "filters.user_id.eq:", "what has no value is found with NOT", "null"},
    {R"({"user_id": 5})", "filters.user_id:", "a name", "5"},
    {R"({"user_id": ""})", "filters.user_id:", "1 to 256 bytes", "\"\""},
    {R"({"user_id": "a\u0007"})", "filters.user_id:", "without control characters", "\"a\\u0007\""},
    {R"({"user_id": {}})", "filters.user_id:", "a condition with eq, ne, in", "{}"},
    {R"({"user_id": {"in": "ana"}})", "filters.user_id.in:", "a list", "\"ana\""},
    {R"({"user_id": ["ana", 5]})", "filters.user_id[1]:", "a name", "5"},
    {R"({"user_id": {"*": true}})", "filters.user_id.*:", "one of the operators", "\"*\""},
    {R"({"user_id": {"equal": "x"}})", "filters.user_id.equal:", "eq, ne, in, or \"*\" as the value", "\"equal\""},
    {R"({"created_at": {"gtee": "2026-01-01"}})", "filters.created_at.gtee:", "did you mean gte?", "\"gtee\""},
    {R"({"kind": "dream"})", "filters.kind:", "\"fact\", \"turn\" or \"procedure\"", "\"dream\""},
    {R"({"memory_ids": [7]})", "filters.memory_ids[0]:", "the id of a memory", "7"},
    {R"({"keywords": ["tea"]})", "filters.keywords:", "text that is not empty", "[\"tea\"]"},
    {R"({"keywords": ""})", "filters.keywords:", "not empty", "\"\""},
    {R"({"keywords": "a\u0000b"})", "filters.keywords:", "without zero bytes", "\"a\\u0000b\""},
    {R"({"categories": {"contains": ["a"]}})", "filters.categories.contains:", "text", "[\"a\"]"},
    {R"({"created_at": "someday"})", "filters.created_at:", "ISO 8601", "\"someday\""},
    {R"({"created_at": -1})", "filters.created_at:", "seconds since 1970", "-1"},
    {R"({"created_at": 1e300})", "filters.created_at:", "seconds since 1970", "1e+300"},
    {R"({"created_at": 18446744073709551615})", "filters.created_at:", "seconds since 1970", "18446744073709551615"},
    {R"({"created_at": true})", "filters.created_at:", "ISO 8601", "true"},
    {R"({"created_at": {"gte": ["2026-01-01"]}})", "filters.created_at.gte:", "ISO 8601", "[\"2026-01-01\"]"},
    {R"({"confidence": "high"})", "filters.confidence:", "a number", "\"high\""},
    {R"({"metadata": "x"})", "filters.metadata:", "an object with keys", "\"x\""},
    {R"({"metadata": {"eq": "x"}})", "filters.metadata:", "the key that is meant", "{\"eq\":\"x\"}"},
    {R"({"metadata": {"a": {}}})", "filters.metadata.a:", "a condition with eq", "{}"},
    {R"({"metadata": {"a": {"b": {"in": 5}}}})", "filters.metadata.a.b.in:", "a list", "5"},
    {R"({"metadata.": "x"})", "filters.metadata.:", "keys of 1 to", "\"\""},
    {R"({"metadata.a..b": "x"})", "filters.metadata.a..b:", "keys of 1 to", "\"\""},
    {R"({"metadata.a\"b": "x"})", "filters.metadata.a\"b:", "without quotes", "\"a\\\"b\""},
    {R"({"metadata": {"a\\b": "x"}})", "filters.metadata.a\\b:", "backslashes", "\"a\\\\b\""},
    {R"({"metadata": {"a\n": "x"}})", "filters.metadata.a\n:", "control characters", "\"a\\n\""},
    {R"({"metadata.a": {"gt": true}})", "filters.metadata.a.gt:", "a text or a number", "true"},
    {R"({"metadata.a": {"icontains": 5}})", "filters.metadata.a.icontains:", "text", "5"},
    {R"({"metadata.a": {"contains": ""}})", "filters.metadata.a.contains:", "not empty", "\"\""},
    {R"({"metadata.a": {"eq": {"b": 1}}})", "filters.metadata.a.eq:", "a text, a number, true or false", "{\"b\":1}"},
    {R"({"metadata.a": {"b": 1}})", "filters.metadata.a.b:", "one of the operators", "\"b\""},
    {R"({"metadata.a": [[1]]})", "filters.metadata.a[0]:", "a text, a number, true or false", "[1]"},
};

TEST(FilterParser, SaysWhereWhatWasExpectedAndWhatCame) {
    for (auto const& [filters, place, expected, came] : refusals) {
        auto const said = refusal(filters);
        EXPECT_TRUE(said.starts_with(std::string(place) + " expected ")) << filters << " -> " << said;
        EXPECT_TRUE(says(said, expected)) << filters << " -> " << said;
        EXPECT_TRUE(says(said, std::string(", got ") + came)) << filters << " -> " << said;
    }
}

/// What follows the word "Example: ".
Json example_in(std::string const& said) {
    auto const start = said.find("Example: ");
    return start == std::string::npos ? Json() : Json::parse(said.substr(start + 9), nullptr, false);
}

TEST(FilterParser, GivesExamplesThatItTakes) {
    std::vector<std::string> said;
    for (auto const& wrong : refusals) said.push_back(refusal(wrong.filters));
    for (auto const& rule : filter_fields()) {
        EXPECT_TRUE(parsed(rule.example.data())) << rule.example;
        if (rule.field != FilterField::metadata) said.push_back(refusal(Json{{rule.name, {{"almost", 1}}}}));
    }
    for (auto const& sentence : said) {
        auto const example = example_in(sentence);
        ASSERT_TRUE(example.is_object() && example.contains("filters")) << sentence;
        EXPECT_TRUE(parse_filter(example["filters"])) << sentence;
    }
}

Json nested(int levels) {
    Json filters = {{"kind", "fact"}};
    for (int level = 1; level < levels; ++level)
        filters = Json{{level % 2 == 0 ? "AND" : "NOT", Json::array({filters})}};
    return filters;
}

TEST(FilterParser, HasLimitsAndSaysThem) {
    EXPECT_TRUE(parse_filter(nested(32)));
    EXPECT_TRUE(says(refusal(nested(33)), "at most 32 levels of nesting"));

    Json deep = "x";
    for (int level = 0; level < 32; ++level) deep = Json{{"k", deep}};
    EXPECT_TRUE(says(refusal(Json{{"metadata", deep}}), "at most 32")) << refusal(Json{{"metadata", deep}});

    Json many = Json::array();
    for (int i = 0; i < 256; ++i) many.push_back({{"app_id", "x"}});
    EXPECT_TRUE(parse_filter(Json{{"OR", many}}));
    many.push_back(Json::object());
    EXPECT_TRUE(says(refusal(Json{{"OR", many}}), "at most 256 conditions"));

    Json list = Json::array();
    for (int i = 0; i < 1000; ++i) list.push_back("x");
    EXPECT_TRUE(parse_filter(Json{{"user_id", list}}));
    list.push_back("x");
    EXPECT_TRUE(says(refusal(Json{{"user_id", list}}), "at most 1000 values in a list, got 1001"));

    EXPECT_TRUE(parse_filter(Json{{"keywords", std::string(1024, 'x')}}));
    EXPECT_TRUE(says(refusal(Json{{"keywords", std::string(1025, 'x')}}), "at most 1024 bytes"));
    EXPECT_TRUE(says(refusal(Json{{"metadata.a", std::string(1025, 'x')}}), "at most 1024 bytes"));
    EXPECT_TRUE(says(refusal(Json{{"metadata." + std::string(1025, 'x'), "y"}}), "1 to 1024"));
}

TEST(FilterParser, SaysShortlyWhatWasLong) {
    auto const said = refusal(Json{{std::string(10'000, 'k'), 1}});
    EXPECT_LT(said.size(), 1000u) << said;
    EXPECT_LT(refusal(Json{{"user_id", std::string(100'000, 'u')}}).size(), 1000u);
}

TEST(FilterParser, RefusesTextThatIsNotUtf8) {
    for (auto const* const field : {"user_id", "keywords", "categories", "metadata.a", "memory_ids"})
        EXPECT_NE(refusal(Json{{field, "a\xff"}}), "not refused") << field;
    EXPECT_NE(refusal(Json{{"metadata.\xff", "a"}}), "not refused");
    EXPECT_NE(refusal(Json{{"\xff", "a"}}), "not refused");
    EXPECT_NE(refusal(Json{{"confidence", std::numeric_limits<double>::quiet_NaN()}}), "not refused");
    EXPECT_NE(refusal(Json{{"metadata.a", std::numeric_limits<double>::infinity()}}), "not refused");
    EXPECT_NE(refusal(Json{{"created_at", std::numeric_limits<double>::quiet_NaN()}}), "not refused");
}

std::string required(char const* text) {
    auto const read = parsed(text);
    std::string list;
    for_each_required_condition(read.value(),
                                [&](FilterCondition const& condition) { list += shown(Filter{condition}) + ";"; });
    return list;
}

TEST(Filter, TellsWhatItCannotDoWithout) {
    EXPECT_EQ(required(R"({"user_id": "ana", "AND": [{"AND": [{"kind": "fact"}, {"app_id": "x"}]}]})"),
              "kind eq fact;app_id eq x;user_id eq ana;");
    EXPECT_EQ(required(R"({"OR": [{"user_id": "ana"}, {"user_id": "ben"}], "NOT": {"kind": "turn"}})"), "");
}

TEST(Filter, KnowsWhenItLetsAllThrough) {
    EXPECT_TRUE(Filter{}.lets_all_through());
    EXPECT_TRUE(parsed("{}").value().lets_all_through());
    EXPECT_TRUE(parsed(R"({"NOT": []})").value().lets_all_through());
    EXPECT_FALSE(parsed(R"({"OR": []})").value().lets_all_through());
    EXPECT_FALSE(parsed(R"({"kind": "fact"})").value().lets_all_through());
}

}  // namespace
}  // namespace keepsake::core
