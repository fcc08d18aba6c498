// Who relates to whom, told and asked over the tools.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class GraphTest : public ToolTest {
protected:
    [[nodiscard]] Environment settings() const override {
        auto all = ToolTest::settings();
        all["KEEPSAKE_TOOLS"] = "graph";
        return all;
    }

    static Json relation(std::string source, std::string name, std::string target, std::string since = "") {
        Json made{{"source", std::move(source)}, {"relation", std::move(name)}, {"target", std::move(target)}};
        if (!since.empty()) made["valid_from"] = std::move(since);
        return made;
    }
    Json relate(std::vector<Json> const& relations, Json scope = Json::object()) {
        scope["relations"] = relations;
        return checked("add_memory", std::move(scope));
    }
    /// Ana and Ben work at Acme in Porto, Cleo at Zeta in Lisbon; Ana likes tea.
    void relate_some() {
        relate({relation("Ana", "works at", "Acme"), relation("Ben", "works_at", "Acme"),
                relation("Cleo", "worksAt", "Zeta"), relation("Acme", "based_in", "Porto"),
                relation("Zeta", "based_in", "Lisbon"), relation("Ana", "likes", "tea"),
                relation("Dora", "knows", "Ana")});
    }

    /// "Ana works_at Acme", in alphabetical order.
    static Words said(Json const& answer) {
        Words found;
        for (auto const& shown : answer.at("relations")) {
            auto const part = [&](char const* name) { return shown.at(name).get<std::string>(); };
            found.push_back(part("source") + " " + part("relation") + " " + part("target"));
        }
        return sorted(found);
    }
    Json explored(std::string const& entity, Json more = Json::object()) {
        more["entity"] = entity;
        return checked("explore_graph", std::move(more));
    }
    Json queried(std::vector<Json> const& patterns, Json more = Json::object()) {
        more["patterns"] = patterns;
        return checked("query_graph", std::move(more));
    }
    /// The values of one variable, in alphabetical order.
    static Words values(Json const& answer, char const* variable) { return sorted(each(answer.at("rows"), variable)); }
    std::string query_refused(std::vector<Json> const& patterns) {
        return refused("query_graph", {{"patterns", patterns}});
    }
};

TEST_F(GraphTest, the_default_list_has_the_first_two_of_three_tools) {
    auto const names = [&](std::string const& profile) {
        return each(start({{"KEEPSAKE_TOOLS", profile}})->request("tools/list").at("result").at("tools"), "name");
    };
    auto listed = names("");
    ASSERT_EQ(listed.size(), 8U);
    EXPECT_EQ(Words(listed.begin() + 6, listed.end()), (Words{"search_graph", "explore_graph"}));
    listed.emplace_back("query_graph");
    EXPECT_EQ(names("graph"), listed);
    EXPECT_EQ(names("core").size(), 6U);
}

TEST_F(GraphTest, what_is_told_is_found_by_name_and_by_words) {
    relate_some();
    auto const ana = checked("search_graph", {{"query", "What does Ana do?"}});
    EXPECT_EQ(each(ana.at("entities"), "name").at(0), "Ana");
    EXPECT_EQ(ana.at("entities").at(0).at("relation_count"), 3);
    auto const based = said(checked("search_graph", {{"query", "based in"}}));
    EXPECT_EQ(based, (Words{"Acme based_in Porto", "Zeta based_in Lisbon"}));
    EXPECT_EQ(checked("search_graph", {{"query", "unicorns"}}).at("entities"), Json::array());
    EXPECT_LE(checked("search_graph", {{"query", "works at"}, {"limit", 1}}).at("relations").size(), 1U);
}

TEST_F(GraphTest, exploring_goes_as_far_and_in_the_direction_that_is_wanted) {
    relate_some();
    EXPECT_EQ(said(explored("ana")), (Words{"Ana likes tea", "Ana works_at Acme", "Dora knows Ana"}));
    EXPECT_EQ(said(explored("Ana", {{"direction", "in"}})), Words{"Dora knows Ana"});
    EXPECT_EQ(said(explored("Ana", {{"direction", "out"}})), (Words{"Ana likes tea", "Ana works_at Acme"}));
    EXPECT_EQ(said(explored("Ana", {{"relation", "works at"}})), Words{"Ana works_at Acme"});
    EXPECT_EQ(said(explored("Ana", {{"depth", 2}, {"direction", "out"}})),
              (Words{"Acme based_in Porto", "Ana likes tea", "Ana works_at Acme"}));
    EXPECT_EQ(explored("Ana", {{"depth", 4}}).at("truncated"), false);
    auto const cut = explored("Ana", {{"limit", 2}});
    EXPECT_EQ(cut.at("relations").size(), 2U);
    EXPECT_EQ(cut.at("truncated"), true);
}

TEST_F(GraphTest, an_entity_is_also_found_by_its_id_and_i_am_the_user) {
    relate({relation("I", "work at", "Acme"), relation("user", "likes", "tea")});
    auto const me = explored("me");
    EXPECT_EQ(me.at("relations").size(), 2U);
    auto const id = me.at("entities").at(0).at("id");
    EXPECT_EQ(said(explored(id)), said(me));
}

TEST_F(GraphTest, paths_lead_from_one_to_another) {
    relate_some();
    auto const path_of = [&](Json const& answer) {
        std::map<std::string, std::string> said_by;
        for (auto const& shown : answer.at("relations"))
            said_by[shown.at("id")] =
                shown.at("source").get<std::string>() + " " + shown.at("target").get<std::string>();
        Words found;
        for (auto const& path : answer.at("paths")) {
            for (auto const& id : path) found.push_back(said_by.at(id));
        }
        return found;
    };
    EXPECT_EQ(path_of(explored("Dora", {{"to", "Ben"}})), (Words{"Dora Ana", "Ana Acme", "Ben Acme"}));
    EXPECT_EQ(path_of(explored("Ana", {{"to", "porto"}, {"direction", "out"}})), (Words{"Ana Acme", "Acme Porto"}));
    EXPECT_EQ(explored("Dora", {{"to", "Ben"}, {"depth", 2}}).at("paths"), Json::array());
    EXPECT_EQ(explored("Ana", {{"to", "Cleo"}}).at("paths"), Json::array());
    EXPECT_TRUE(says_not_found(refused("explore_graph", {{"entity", "Ana"}, {"to", "Zoe"}})));
    EXPECT_TRUE(says(refused("explore_graph", {{"entity", "Ana"}, {"to", "ana"}}), "same entity"));
}

TEST_F(GraphTest, patterns_are_joined_over_several_relations) {
    relate_some();
    auto const in_porto = queried({{"?who", "works_at", "?firm"}, {"?firm", "based_in", "Porto"}});
    EXPECT_EQ(values(in_porto, "?who"), (Words{"Ana", "Ben"}));
    EXPECT_EQ(in_porto.at("rows").at(0).at("?firm"), "Acme");
    EXPECT_EQ(in_porto.at("truncated"), false);
    EXPECT_EQ(said(in_porto), (Words{"Acme based_in Porto", "Ana works_at Acme", "Ben works_at Acme"}));
    auto const colleagues = queried({relation("Ana", "works_at", "?firm"), relation("?who", "works_at", "?firm")});
    EXPECT_EQ(values(colleagues, "?who"), (Words{"Ana", "Ben"}));
    EXPECT_EQ(values(queried({{"Ana", "?how", "?what"}}), "?how"), (Words{"likes", "works_at"}));
    EXPECT_EQ(queried({{"?who", "works_at", "?firm"}}, {{"limit", 2}}).at("truncated"), true);
    EXPECT_EQ(queried({{"tea", "likes", "?who"}}).at("rows"), Json::array());
}

TEST_F(GraphTest, questions_that_cannot_be_asked_are_explained) {
    relate_some();
    EXPECT_TRUE(says(query_refused({{"?a", "?b", "?c"}}), "whole graph"));
    EXPECT_TRUE(says(query_refused({{"?a", "works_at", "?b"}, {"?c", "likes", "?d"}}), "patterns[1]"));
    EXPECT_TRUE(says(query_refused({{"?a", "works_at", "?b"}, {"?c", "?a", "?b"}}), "patterns[1].relation"));
    EXPECT_TRUE(says(query_refused(std::vector<Json>(9, relation("Ana", "knows", "?x"))), "8 patterns"));
    EXPECT_TRUE(says(refused("explore_graph", {{"entity", "Ana"}, {"depth", 5}}), "from 1 to 4"));
    EXPECT_TRUE(says(refused("explore_graph", {{"entity", std::string(10'000, 'a')}}), "256 bytes"));
    EXPECT_TRUE(says(queried({{"?a", "workz_at", "?b"}}).at("note"), "works_at"));
}

TEST_F(GraphTest, an_unknown_entity_is_answered_with_the_closest_names) {
    relate_some();
    auto const text = refused("explore_graph", {{"entity", "Anna"}});
    EXPECT_TRUE(says_not_found(text));
    EXPECT_TRUE(says(text, "\"Ana\""));
    EXPECT_EQ(std::ranges::count(text.substr(0, text.find("search_graph")), '"'), 8)
        << "the name and three others: " << text;
    EXPECT_TRUE(says(query_refused({{"Anna", "works_at", "?firm"}}), "\"Ana\""));
}

TEST_F(GraphTest, what_was_true_and_what_was_known_can_be_asked) {
    relate({relation("Ana", "works_at", "Acme", "2020-01-01")});
    auto const first = explored("Ana").at("relations").at(0);
    // A change within the same tick of the server's clock could not be told from the first.
    do relate({relation("Ana", "works_at", "Zeta", "2023-01-01")});
    while (explored("Ana").at("relations").at(0).at("learned_at") == first.at("learned_at"));
    EXPECT_EQ(said(explored("Ana")), Words{"Ana works_at Zeta"});
    for (auto const& [when, firm] :
         std::map<std::string, Words>{{"2019-06-01", {}}, {"2021-06-01", {"Acme"}}, {"2023-06-01", {"Zeta"}}}) {
        EXPECT_EQ(values(queried({{"?who", "works_at", "?firm"}}, {{"as_of", when}}), "?firm"), firm) << when;
    }
    auto const then = explored("Ana", {{"as_of", "2021-06-01"}}).at("relations").at(0);
    EXPECT_EQ(then.at("id"), first.at("id"));
    EXPECT_EQ(then.at("valid_to"), "2023-01-01T00:00:00+00:00");
    EXPECT_TRUE(then.contains("closed_at"));
    auto const known = explored("Ana", {{"known_at", first.at("learned_at")}});
    EXPECT_EQ(said(known), Words{"Ana works_at Acme"});
    EXPECT_EQ(said(explored("Ana", {{"as_of", "2024-01-01"}, {"known_at", first.at("learned_at")}})),
              Words{"Ana works_at Acme"});
    EXPECT_TRUE(says_not_found(refused("explore_graph", {{"entity", "Ana"}, {"known_at", "2000-01-01"}})));
}

TEST_F(GraphTest, nobody_sees_anothers_graph) {
    relate({relation("Ana", "keeps", "bees")}, {{"user_id", "ana"}});
    relate({relation("Ben", "keeps", "goats"), relation("Ana", "knows", "Ben")}, {{"user_id", "ben"}});
    EXPECT_EQ(said(explored("Ana", {{"user_id", "ana"}})), Words{"Ana keeps bees"});
    EXPECT_EQ(said(explored("Ana", {{"user_id", "ben"}})), Words{"Ana knows Ben"});
    auto const unknown = refused("explore_graph", {{"entity", "Ben"}, {"user_id", "ana"}});
    EXPECT_TRUE(says_not_found(unknown));
    EXPECT_FALSE(mentions(unknown, "goats"));
    EXPECT_TRUE(says_not_found(refused("explore_graph", {{"entity", "Ana"}}))) << "the connection's user has nothing";
    EXPECT_EQ(values(queried({{"?who", "keeps", "?what"}}, {{"user_id", "ana"}}), "?what"), Words{"bees"});

    auto const id = explored("Ben", {{"user_id", "ben"}}).at("entities").at(0).at("id");
    EXPECT_EQ(said(explored(id)), (Words{"Ana knows Ben", "Ben keeps goats"}));
    EXPECT_TRUE(says_not_found(refused("explore_graph", {{"entity", id}, {"user_id", "ana"}})));
    auto const bound = start({{"KEEPSAKE_USER_ID", "ana"}, {"KEEPSAKE_BIND_USER", "true"}});
    EXPECT_TRUE(says_not_found(refusal(*bound, "explore_graph", {{"entity", id}})));
    EXPECT_TRUE(says_not_found(refusal(*bound, "search_graph", {{"query", "goats"}, {"user_id", "ben"}})));
    EXPECT_EQ(bound->call_ok("search_graph", {{"query", "goats bees"}}).at("entities").size(), 1U);
}

TEST_F(GraphTest, a_session_narrows_to_what_was_said_in_it) {
    relate({relation("Ana", "keeps", "bees")}, {{"session_id", "monday"}, {"agent_id", "vet"}});
    relate({relation("Ana", "keeps", "goats")}, {{"session_id", "tuesday"}, {"app_id", "desk"}});
    auto const kept = [&](char const* part, char const* name) {
        return said(explored("Ana", {{"user_id", "default"}, {part, name}}));
    };
    EXPECT_EQ(said(explored("Ana")).size(), 2U);
    EXPECT_EQ(kept("session_id", "monday"), Words{"Ana keeps bees"});
    EXPECT_EQ(kept("run_id", "tuesday"), Words{"Ana keeps goats"});
    EXPECT_EQ(kept("agent_id", "vet"), Words{"Ana keeps bees"});
    EXPECT_EQ(kept("app_id", "desk"), Words{"Ana keeps goats"});
    auto const unknown =
        refused("explore_graph", {{"entity", "goats"}, {"user_id", "default"}, {"session_id", "monday"}});
    EXPECT_TRUE(says_not_found(unknown));
    EXPECT_FALSE(mentions(unknown, "\"goats\" and")) << unknown;
}

TEST_F(GraphTest, another_process_sees_what_is_told_here) {
    auto const other = start();
    relate({relation("Ana", "keeps", "bees")});
    EXPECT_EQ(said(other->call_ok("explore_graph", {{"entity", "Ana"}})), Words{"Ana keeps bees"});
    other->call_ok("add_memory", {{"relations", Json::array({relation("Ana", "keeps", "goats")})}});
    EXPECT_EQ(said(explored("Ana")).size(), 2U);
}

TEST_F(GraphTest, an_entity_is_a_resource) {
    relate({relation("Ana", "works_at", "Café Luz")});
    auto const read = [&](std::string const& uri) { return server().request("resources/read", {{"uri", uri}}); };
    auto const answer = read("keepsake://graph/entities/caf%C3%A9%20luz");
    auto const cafe = Json::parse(answer.at("result").at("contents").at(0).at("text").get<std::string>());
    EXPECT_EQ(cafe.at("name"), "Café Luz");
    EXPECT_EQ(said(cafe), Words{"Ana works_at Café Luz"});
    EXPECT_TRUE(cafe.contains("first_seen"));
    EXPECT_TRUE(read("keepsake://graph/entities/nobody").contains("error"));
    auto const templates = server().request("resources/templates/list").at("result").at("resourceTemplates");
    EXPECT_EQ(each(templates, "uriTemplate").back(), "keepsake://graph/entities/{name}");
    auto const completed = server().request(
        "completion/complete", {{"ref", {{"type", "ref/resource"}, {"uri", "keepsake://graph/entities/{name}"}}},
                                {"argument", {{"name", "name"}, {"value", "caf"}}}});
    EXPECT_EQ(completed.at("result").at("completion").at("values"), Json::array({"Café Luz"}));
}

TEST_F(GraphTest, it_can_be_switched_off) {
    relate({relation("Ana", "keeps", "bees")});
    auto const without = start({{"KEEPSAKE_GRAPH", "false"}});
    EXPECT_EQ(without->request("tools/list").at("result").at("tools").size(), 6U);
    for (auto const* tool : {"search_graph", "explore_graph", "query_graph"})
        EXPECT_TRUE(says(refusal(*without, tool, {{"query", "Ana"}, {"entity", "Ana"}}), "KEEPSAKE_GRAPH=true"))
            << tool;
    Json const more = Json::array({relation("Ana", "keeps", "goats")});
    EXPECT_TRUE(says(refusal(*without, "add_memory", {{"relations", more}}), "KEEPSAKE_GRAPH=true"));
    auto const added = without->call_ok("add_memory", {{"text", "Ana keeps goats."}, {"relations", more}});
    EXPECT_EQ(texts(added), Words{"Ana keeps goats."});
    EXPECT_TRUE(says(added.at("ignored").dump(), "relations"));
    EXPECT_EQ(said(explored("Ana")), Words{"Ana keeps bees"}) << "what was kept before is still there";
}

}  // namespace
}  // namespace keepsake::testing
