#include "memory/graph/graph.h"

#include "storage/graph_store_test.h"

namespace keepsake::testing {
namespace {

using memory::GraphAnswer;
using memory::GraphExploreRequest;
using memory::GraphQueryRequest;
using Names = std::vector<std::string>;

/// Asks what several users have told a store, each in two sessions.
class GraphFacadeTest : public GraphStoreTest {
protected:
    void tell_as(std::string const& user, std::string const& session, RelationChange relation,
                 std::string const& fact = {}) {
        Addition addition;
        addition.scope.user = user;
        addition.scope.session = session;
        addition.actor = "tests";
        if (!fact.empty()) {
            addition.memories.emplace_back().content.text = fact;
            addition.memories.back().valid_from = clock_.now();
            relation.fact = 0;
        }
        relation.said_at = clock_.now();
        addition.relations = {std::move(relation)};
        store_.add(addition);
    }
    static RelationChange since(RelationChange change, std::string const& day) {
        change.valid_from = at(day);
        return change;
    }
    static RelationChange instead(RelationChange change) {
        change.replaces = {change.triple.relation};
        return change;
    }
    static memory::GraphScope scope(std::string const& user, std::string const& session = {}) {
        memory::GraphScope found;
        found.visible.user = user;
        found.visible.session = session;
        found.visible_for_ids.session = session;
        return found;
    }
    core::Result<GraphAnswer> ask(std::string const& entity, memory::GraphScope const& in,
                                  std::optional<std::string> to = {}, std::optional<int> depth = {}) const {
        GraphExploreRequest request;
        request.scope = in;
        request.entity = entity;
        request.to = std::move(to);
        request.depth = depth;
        return graph_.explore(request);
    }
    GraphAnswer around(std::string const& entity, memory::GraphScope const& in, int depth = 1) const {
        return ask(entity, in, {}, depth).value();
    }
    std::string refusal(std::string const& entity, memory::GraphScope const& in, std::optional<std::string> to = {},
                        std::optional<int> depth = {}) const {
        auto const answer = ask(entity, in, std::move(to), depth);
        return answer ? "" : answer.error().message;
    }
    core::Result<GraphAnswer> query(std::vector<memory::GraphPattern> patterns, memory::GraphScope const& in) const {
        return graph_.query({in, std::move(patterns), 50});
    }
    static Names names(GraphAnswer const& answer) {
        Names found;
        for (auto const& entity : answer.entities) found.push_back(entity.name);
        return found;
    }
    static Names sentences(GraphAnswer const& answer) {
        Names found;
        for (auto const& [record, source, target] : answer.relations)
            found.push_back(source + " " + record.relation + " " + target);
        return found;
    }

    memory::Graph graph_{store_, graph_store_, indexes_, clock_};
};

TEST_F(GraphFacadeTest, WhatIsToldIsAnswered) {
    tell_as("ana", "monday", triple("Ada", "works_at", "Acme"), "Ada works at Acme.");
    auto const answer = around("ada", scope("ana"));
    EXPECT_EQ(names(answer), (Names{"Ada", "Acme"}));
    EXPECT_EQ(sentences(answer), (Names{"Ada works_at Acme"}));
    EXPECT_EQ(answer.entities[0].relation_count, 1);
    EXPECT_EQ(answer.relations[0].record.memories.size(), 1U);
    EXPECT_FALSE(answer.truncated);
    EXPECT_FALSE(answer.stopped);
    EXPECT_FALSE(answer.paths);
    // By its id, also without the user's name.
    memory::GraphScope anybody;
    EXPECT_EQ(names(around(answer.entities[1].id, anybody)), (Names{"Acme", "Ada"}));
    anybody.visible.user = anybody.visible_for_ids.user = "ben";
    EXPECT_NE(refusal(answer.entities[1].id, anybody), "");
}

TEST_F(GraphFacadeTest, OneUserSeesNothingOfAnother) {
    tell_as("ana", "monday", triple("Ada", "works_at", "Acme"));
    tell_as("ben", "monday", triple("Ada", "lives_in", "Berlin"));
    EXPECT_EQ(sentences(around("Ada", scope("ana"), 4)), (Names{"Ada works_at Acme"}));
    EXPECT_EQ(refusal("Berlin", scope("ana")).find("Berlin", 30), std::string::npos) << "not even as a close name";
    EXPECT_EQ(sentences(graph_.search({scope("ana"), "Ada lives in Berlin", 10})), (Names{"Ada works_at Acme"}));
    EXPECT_TRUE(query({{"Ada", "?how", "?what"}}, scope("ana")).value().rows.size() == 1);
    EXPECT_EQ(graph_.names_beginning_with("b", scope("ana"), 10), Names{});
    EXPECT_EQ(graph_.names_beginning_with("b", scope("ben"), 10), Names{"Berlin"});
    // Who may see both is answered from one after the other; nothing joins the two.
    auto const both = around("Ada", scope(""));
    EXPECT_EQ(sentences(both), (Names{"Ada works_at Acme", "Ada lives_in Berlin"}));
    EXPECT_TRUE(ask("Acme", scope(""), "Berlin").value().paths->empty());
    EXPECT_TRUE(query({{"?x", "works_at", "Acme"}, {"?x", "lives_in", "Berlin"}}, scope("")).value().rows.empty());
}

TEST_F(GraphFacadeTest, ASessionSeesWhatWasSaidInIt) {
    tell_as("ana", "monday", triple("Ada", "works_at", "Acme"), "Ada works at Acme.");
    tell_as("ana", "tuesday", triple("Ada", "lives_in", "Berlin"), "Ada lives in Berlin.");
    EXPECT_EQ(sentences(around("Ada", scope("ana", "monday"), 4)), (Names{"Ada works_at Acme"}));
    EXPECT_EQ(around("Ada", scope("ana", "monday")).entities[0].relation_count, 1);
    auto const unknown = refusal("Berlin", scope("ana", "monday"));
    EXPECT_TRUE(unknown.ends_with("the closest names are \"Acme\" and \"Ada\". search_graph finds entities, such as "
                                  "{\"query\": \"Acme\"}.") ||
                unknown.ends_with("the closest names are \"Ada\" and \"Acme\". search_graph finds entities, such as "
                                  "{\"query\": \"Ada\"}."))
        << unknown;
    EXPECT_TRUE(graph_.search({scope("ana", "monday"), "Berlin", 10}).entities.empty());
    EXPECT_EQ(graph_.names_beginning_with("", scope("ana", "tuesday"), 10), (Names{"Ada", "Berlin"}));
}

TEST_F(GraphFacadeTest, TheUnknownIsNamedWithTheThreeClosest) {
    EXPECT_NE(refusal("Ada", scope("ana")), "");
    for (auto const* name : {"Ada", "Adam", "Adele"}) tell_as("ana", "", triple(name, "likes", "Tea"));
    auto const message = refusal("Adah", scope("ana"));
    EXPECT_TRUE(message.starts_with("entity: ")) << message;
    EXPECT_NE(message.find("the closest names are \"Ada\", \"Adam\" and \"Adele\""), std::string::npos) << message;
    EXPECT_TRUE(refusal("Ada", scope("ana"), "Tee").starts_with("to: "));
    auto const in_query = query({{"?x", "likes", "Tea"}, {"?x", "knows", "Adah"}}, scope("ana"));
    ASSERT_FALSE(in_query);
    EXPECT_EQ(in_query.error().kind, core::ErrorKind::not_found);
    EXPECT_TRUE(in_query.error().message.starts_with("patterns[1].target: ")) << in_query.error().message;
}

TEST_F(GraphFacadeTest, WhatCannotBeAskedIsRefused) {
    tell_as("ana", "", triple("Ada", "likes", "Tea"));
    EXPECT_TRUE(refusal("Ada", scope("ana"), {}, 5).starts_with("depth: expected 1 to 4, got 5"));
    EXPECT_TRUE(refusal("Ada", scope("ana"), {}, 0).starts_with("depth: expected 1 to 4, got 0"));
    EXPECT_TRUE(refusal("Ada", scope("ana"), "ada").starts_with("to: \"ada\" and \"Ada\" are the same entity"));
    EXPECT_NE(refusal(std::string(10'000, 'x'), scope("ana")), "");
    EXPECT_LT(refusal(std::string(10'000, 'x'), scope("ana")).size(), 500U);
    EXPECT_EQ(refusal("a\nb\x01", scope("ana")).find('\n'), std::string::npos);
    EXPECT_FALSE(query({}, scope("ana")));
}

TEST_F(GraphFacadeTest, PathsAreIdsOfTheRelationsOnThem) {
    tell_as("ana", "", triple("Ada", "works_at", "Acme"));
    tell_as("ana", "", triple("Ben", "works_at", "Acme"));
    tell_as("ana", "", triple("Ben", "likes", "Tea"));
    auto const answer = ask("Ada", scope("ana"), "Ben").value();
    EXPECT_EQ(names(answer), (Names{"Ada", "Acme", "Ben"}));
    ASSERT_EQ(answer.paths->size(), 1U);
    EXPECT_EQ(answer.paths->at(0), (Names{answer.relations[0].record.id, answer.relations[1].record.id}));
    auto const none = ask("Ada", scope("ana"), "Tea", 2).value();
    EXPECT_TRUE(none.paths->empty());
    EXPECT_TRUE(none.relations.empty());
}

TEST_F(GraphFacadeTest, TimeIsAskedFor) {
    tell_as("ana", "", since(instead(triple("Ada", "lives_in", "Rome")), "2020-01-01"));
    auto const before_the_move_was_known = clock_.now();
    clock_.pass(std::chrono::days(30));
    tell_as("ana", "", since(instead(triple("Ada", "lives_in", "Oslo")), "2024-01-01"));
    EXPECT_EQ(sentences(around("Ada", scope("ana"))), (Names{"Ada lives_in Oslo"}));
    auto then = scope("ana");
    then.time.as_of = at("2022-06-01");
    auto const at_that_time = around("Ada", then);
    EXPECT_EQ(sentences(at_that_time), (Names{"Ada lives_in Rome"}));
    EXPECT_TRUE(at_that_time.relations[0].record.valid_to);
    then.time = {std::nullopt, before_the_move_was_known};
    auto const as_known = around("Ada", then);
    EXPECT_EQ(sentences(as_known), (Names{"Ada lives_in Rome"}));
    EXPECT_FALSE(as_known.relations[0].record.valid_to) << "nobody knew yet";
    EXPECT_EQ(query({{"Ada", "lives_in", "?where"}}, then).value().rows,
              (std::vector<std::map<std::string, std::string>>{{{"?where", "Rome"}}}));
}

TEST_F(GraphFacadeTest, RowsCarryNamesAndTheRelationsThatShowThem) {
    tell_as("ana", "", triple("I", "work at", "Acme"));
    tell_as("ana", "", triple("Acme", "located_in", "Berlin"));
    auto const answer = query({{"me", "?how", "?firm"}, {"?firm", "located in", "?city"}}, scope("ana")).value();
    ASSERT_EQ(answer.rows.size(), 1U);
    EXPECT_EQ(answer.rows[0].at("?firm"), "Acme");
    EXPECT_EQ(answer.rows[0].at("?city"), "Berlin");
    EXPECT_EQ(answer.relations.size(), 2U);
    EXPECT_FALSE(answer.truncated);
}

TEST_F(GraphFacadeTest, AnUnknownRelationIsNamedWithTheClosest) {
    tell_as("ana", "", triple("Ada", "works_at", "Acme"));
    auto const answer = query({{"?x", "works_for", "Acme"}}, scope("ana")).value();
    EXPECT_TRUE(answer.rows.empty());
    EXPECT_EQ(answer.stopped, "No relation is called \"works_for\"; the closest are \"works_at\".");
    GraphExploreRequest request;
    request.scope = scope("ana");
    request.entity = "Ada";
    request.relation = "employed by";
    auto const around_ada = graph_.explore(request).value();
    EXPECT_EQ(names(around_ada), (Names{"Ada"}));
    EXPECT_TRUE(around_ada.stopped);
    // What nobody may see is not close either.
    EXPECT_EQ(query({{"?x", "works_for", "?y"}}, scope("ana", "monday")).value().stopped,
              "No relation is called \"works_for\".");
}

TEST_F(GraphFacadeTest, LimitsHoldOverSeveralUsers) {
    for (auto const* user : {"ana", "ben", "cem"}) {
        for (auto const* drink : {"Tea", "Milk"}) tell_as(user, "", triple("Ada", "likes", drink));
    }
    GraphExploreRequest request;
    request.entity = "Ada";
    request.limit = 3;
    auto const answer = graph_.explore(request).value();
    EXPECT_EQ(answer.relations.size(), 3U);
    EXPECT_TRUE(answer.truncated);
    request.limit = 6;
    EXPECT_FALSE(graph_.explore(request).value().truncated);
    EXPECT_EQ(graph_.search({{}, "Ada", 2}).entities.size(), 2U);
    auto const rows = graph_.query({{}, {{"Ada", "likes", "?what"}}, 5}).value();
    EXPECT_EQ(rows.rows.size(), 5U);
    EXPECT_TRUE(rows.truncated);
}

}  // namespace
}  // namespace keepsake::testing
