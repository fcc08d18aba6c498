#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class JobQueueRelationsTest : public JobQueueTest {
protected:
    /// One turn, and what is said of relations in it.
    EventId tell(std::string const& text, std::vector<RelationChange> relations,
                 std::optional<std::string> const& fact = {}) {
        submit(talk_, {text});
        auto const job = *lease();
        auto all = finishing(job);
        if (fact) all.facts.push_back(change(FactChange::Kind::add, *fact, clock_.now(), {job.turns[0].row}));
        all.relations = std::move(relations);
        for (auto& each : all.relations) {
            each.sources = {job.turns[0].row};
            if (fact) each.fact = 0;
        }
        EXPECT_EQ(queue_.apply(all), Applied::done);
        return job.event;
    }
    std::vector<KnownRelation> known(std::string source, std::string name, std::string target) const {
        std::vector<RelationTriple> const triples = {{std::move(source), "", std::move(name), std::move(target), ""}};
        return queue_.known_relations(talk_, triples).at(0);
    }
    std::vector<std::string> known_texts(std::string source, std::string name, std::string target) const {
        std::vector<std::string> found;
        for (auto const& [row, triple, since] : known(std::move(source), std::move(name), std::move(target)))
            found.push_back(triple.source + " " + triple.relation + " " + triple.target);
        return found;
    }
    RelationChange now(std::string source, std::string name, std::string target) const {
        return relation(std::move(source), std::move(name), std::move(target), clock_.now());
    }
};

TEST_F(JobQueueRelationsTest, ARelationIsStoredWithItsEntitiesFactAndSource) {
    auto change = now("Ana", "attends", "Choir");
    change.triple.target_type = "organization";
    change.valid_from = at("2025-05-01");
    auto const event = tell("I sing in a choir", {change}, "Ana sings in a choir");
    EXPECT_EQ(results(event), "ADD Ana sings in a choir; ADD Ana attends Choir; ");
    auto const found = known("ana", "ATTENDS", "nobody");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].triple.source_type, "person");
    EXPECT_EQ(found[0].triple.target_type, "organization");
    EXPECT_EQ(found[0].valid_from, at("2025-05-01"));
    EXPECT_EQ(raw().number("SELECT count(*) FROM relation_memories"), 1);
    EXPECT_EQ(raw().number("SELECT count(*) FROM relation_sources"), 1);
    expect_well();
}

TEST_F(JobQueueRelationsTest, NamesThatDifferOnlyInCaseAreOneEntity) {
    tell("one", {now("Ana", "likes", "Tea")});
    auto const event = tell("two", {now("ana", "Likes", "tea")});
    EXPECT_EQ(results(event), "NOOP Ana likes Tea; ");
    EXPECT_EQ(raw().number("SELECT count(*) FROM entities"), 2);
    EXPECT_EQ(raw().number("SELECT count(*) FROM relations"), 1);
    EXPECT_EQ(raw().number("SELECT count(*) FROM relation_sources"), 2);
}

TEST_F(JobQueueRelationsTest, AnEntityLearnsItsTypeLater) {
    tell("one", {now("Ana", "likes", "Tea")});
    auto typed = now("Ana", "drinks", "Tea");
    typed.triple.target_type = "drink";
    tell("two", {typed});
    EXPECT_EQ(known("Ana", "likes", "Tea").at(0).triple.target_type, "drink");
}

TEST_F(JobQueueRelationsTest, AConfirmedRelationGainsItsSource) {
    tell("one", {now("Ana", "likes", "Tea")});
    auto again = now("Anna", "is fond of", "Tea");
    again.kind = RelationChange::Kind::confirm;
    again.known = known("Ana", "likes", "Tea").at(0).row;
    EXPECT_EQ(results(tell("two", {again})), "NOOP Ana likes Tea; ");
    EXPECT_EQ(raw().number("SELECT count(*) FROM relation_sources"), 2);
    expect_well();  // no entity "Anna" without a relation
}

TEST_F(JobQueueRelationsTest, WhatIsConfirmedAndNotThereAnyMoreIsAdded) {
    auto again = now("Ana", "likes", "Tea");
    again.kind = RelationChange::Kind::confirm;
    again.known = 4711;
    EXPECT_EQ(results(tell("two", {again})), "ADD Ana likes Tea; ");
}

TEST_F(JobQueueRelationsTest, ANewRelationEndsTheOld) {
    tell("one", {now("Ana", "lives in", "Bonn")});
    clock_.pass(1h);
    auto moved = now("Ana", "lives in", "Rome");
    moved.ends = {known("Ana", "lives in", "Rome").at(0).row, 4711};
    moved.valid_from = clock_.now() - 30min;
    EXPECT_EQ(results(tell("two", {moved})), "DELETE Ana lives_in Bonn; ADD Ana lives_in Rome; ");
    EXPECT_EQ(known_texts("Ana", "", ""), std::vector<std::string>{"Ana lives_in Rome"});
    auto connection = raw();
    auto rows = connection.query("SELECT valid_to, closed_at FROM relations WHERE valid_to IS NOT NULL");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), (clock_.now() - 30min).time_since_epoch().count());
    EXPECT_EQ(rows.integer(1), clock_.now().time_since_epoch().count());
    expect_well();
}

TEST_F(JobQueueRelationsTest, AnEndNeverComesBeforeTheBeginning) {
    tell("one", {now("Ana", "lives in", "Bonn")});
    auto moved = now("Ana", "lives in", "Rome");
    moved.ends = {known("Ana", "", "").at(0).row};
    moved.valid_from = at("2001-01-01");
    tell("two", {moved});
    EXPECT_EQ(raw().number("SELECT count(*) FROM relations WHERE valid_to = valid_from"), 1);
}

TEST_F(JobQueueRelationsTest, WhatIsTrueAgainIsANewRelation) {
    tell("one", {now("Ana", "lives in", "Bonn")});
    auto away = now("Ana", "lives in", "Rome");
    away.ends = {known("Ana", "", "").at(0).row};
    tell("two", {away});
    EXPECT_EQ(results(tell("three", {now("Ana", "lives in", "Bonn")})), "ADD Ana lives_in Bonn; ");
    EXPECT_EQ(raw().number("SELECT count(*) FROM relations"), 3);
}

TEST_F(JobQueueRelationsTest, ARelationEndsWithTheLastFactThatSaysIt) {
    auto const told = tell("one", {now("Ana", "likes", "Tea")}, "Ana likes tea");
    auto const first = store_.find_event(told, {})->results.at(0).memory;
    auto const second =
        store_.find_event(tell("two", {now("Ana", "likes", "Tea")}, "Tea is Ana's drink"), {})->results.at(0).memory;
    ASSERT_TRUE(store_.end(removal({first})));
    EXPECT_EQ(known("Ana", "", "").size(), 1u);
    ASSERT_TRUE(store_.end(removal({second})));
    EXPECT_TRUE(known("Ana", "", "").empty());
    expect_well();
}

TEST_F(JobQueueRelationsTest, AModelThatEndsTheFactEndsItsRelation) {
    auto const told = tell("one", {now("Ana", "likes", "Tea")}, "Ana likes tea");
    auto const memory = *store_.find(store_.find_event(told, {})->results.at(0).memory, {});
    submit(talk_, {"no more tea"});
    auto const job = *lease();
    auto all = finishing(job);
    all.facts.push_back(change(FactChange::Kind::end, "", clock_.now(), {}, memory.row));
    ASSERT_EQ(queue_.apply(all), Applied::done);
    EXPECT_EQ(results(job.event), "DELETE Ana likes tea; DELETE Ana likes Tea; ");
}

TEST_F(JobQueueRelationsTest, ARelationThatIsSaidInTheSameBreathOutlivesItsOldFact) {
    auto const told = tell("one", {now("Ana", "likes", "Tea")}, "Ana likes tea");
    auto const memory = *store_.find(store_.find_event(told, {})->results.at(0).memory, {});
    submit(talk_, {"tea, and only tea"});
    auto const job = *lease();
    auto all = finishing(job);
    all.facts.push_back(change(FactChange::Kind::end, "", clock_.now(), {}, memory.row));
    all.relations.push_back(now("Ana", "likes", "Tea"));
    ASSERT_EQ(queue_.apply(all), Applied::done);
    EXPECT_EQ(known("Ana", "", "").size(), 1u);
}

TEST_F(JobQueueRelationsTest, TheClosestRelationsComeFirst) {
    tell("one", {now("Ben", "knows", "Ana"), now("Ben", "visits", "Rome"), now("Ana", "likes", "Rome"),
                 now("Ana", "lives in", "Bonn"), now("Cleo", "lives in", "Kiel")});
    EXPECT_EQ(known_texts("Ana", "lives in", "Rome"),
              (std::vector<std::string>{"Ana lives_in Bonn", "Ana likes Rome", "Ben visits Rome", "Ben knows Ana"}));
    EXPECT_TRUE(known("nobody", "lives in", "nowhere").empty());
}

TEST_F(JobQueueRelationsTest, AtMostTwentyAreKnown) {
    std::vector<RelationChange> many;
    for (int i = 0; i < 30; ++i) many.push_back(now("Ana", "visited", "place " + std::to_string(i)));
    tell("one", many);
    auto const found = known("Ana", "visited", "x");
    ASSERT_EQ(found.size(), 20u);
    EXPECT_EQ(found[0].triple.target, "place 29");
}

TEST_F(JobQueueRelationsTest, RelationsOfOtherUsersAreUnknown) {
    tell("one", {now("Ana", "likes", "Tea")});
    std::vector<RelationTriple> const triples = {{"Ana", "", "likes", "Tea", ""}};
    submit(ben_, {"x"});
    EXPECT_TRUE(queue_.known_relations(ben_, triples).at(0).empty());
}

TEST_F(JobQueueRelationsTest, WhoWritesARelationIsSeenByOthers) {
    submit(talk_, {"one"});
    auto const job = *lease();
    auto all = finishing(job);
    auto addition = fact(ana_, "x", clock_.now());
    addition.memories.clear();
    addition.relations = {now("Ana", "likes", "Tea")};
    store_.add(addition);
    EXPECT_EQ(queue_.apply(all), Applied::others_wrote);
}

TEST_F(JobQueueRelationsTest, ACallerMayHandOverRelationsWithoutAModel) {
    auto addition = fact_of_turns(ana_, "Ana likes tea", {{"Ana", "I like tea"}}, clock_.now());
    addition.relations = {now("Ana", "likes", "Tea"), now("Ana", "likes", "tea")};
    addition.relations[0].fact = 0;
    addition.relations[0].sources = {0};
    auto const added = store_.add(addition);
    EXPECT_EQ(results(added.event), "ADD Ana likes tea; ADD Ana likes Tea; NOOP Ana likes Tea; ");
    EXPECT_EQ(raw().number("SELECT count(*) FROM relation_memories JOIN relation_sources USING(relation)"), 1);
    expect_well();
}

}  // namespace
}  // namespace keepsake::storage
