#include "storage/entity_keeper.h"

#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using Texts = std::vector<std::string>;

/// Ana's graph, kept by hand. Whatever a test does to it, the store stays sound.
class EntityKeeperTest : public StoreTest {
protected:
    void TearDown() override { EXPECT_EQ(store_.check(), Texts{}); }

    Texts create(std::vector<KeptEntity> const& entities) {
        Texts names;
        for (auto const& entity : keeper_.create_entities(by_ana_, entities)) names.push_back(entity.name);
        return names;
    }
    std::size_t relate(std::vector<KeptRelation> const& relations) {
        return keeper_.create_relations(by_ana_, relations).size();
    }
    core::Result<std::vector<Observations>> observe(std::vector<Observations> const& observations) {
        return keeper_.add_observations(by_ana_, observations);
    }
    void remove(Texts const& names) { keeper_.delete_entities(by_ana_, names); }
    void forget(std::vector<Observations> const& deletions) { keeper_.delete_observations(by_ana_, deletions); }
    void unrelate(std::vector<KeptRelation> const& relations) { keeper_.delete_relations(by_ana_, relations); }

    KeptGraph graph() const { return keeper_.read(all_of("ana")); }
    Texts names() const {
        Texts found;
        for (auto const& entity : graph().entities) found.push_back(entity.name);
        return found;
    }
    Texts observations(std::size_t place = 0) const { return graph().entities.at(place).observations; }
    std::vector<KeptRelation> relations() const { return graph().relations; }
    std::int64_t changes() const { return state_of("ana").changes; }
    /// Of the memories that are there now, oldest first.
    Texts memories() const {
        Texts found;
        for (auto const& memory : store_.page(all_of("ana"), {}, {}, Store::Include::current, 100, {}).memories)
            found.insert(found.begin(), memory.content.text);
        return found;
    }
    /// What a conversation said: a fact, and a relation that it speaks of.
    MemoryId tell(std::string text, std::string source, std::string relation, std::string target) {
        auto addition = fact(ana_, std::move(text), clock_.now());
        RelationChange change;
        change.triple = {std::move(source), "person", std::move(relation), std::move(target), ""};
        change.said_at = clock_.now();
        change.fact = 0;
        addition.relations = {std::move(change)};
        return add(addition);
    }
    std::vector<EntityRow> entity_rows() const {
        std::vector<EntityRow> rows;
        ChangeTakers takers{[](IndexedRow&&) {}, [&](EntityRow&& row) { rows.push_back(std::move(row)); },
                            [](RelationRow&&) {}};
        store_.read_changes(state_of("ana").row, 0, takers);
        return rows;
    }

    EntityKeeper keeper_{store_, clock_};
    Keeper const by_ana_{ana_, "tests"};
    KeptRelation const rome_{"Ada", "Rome", "lives in"};
};

TEST_F(EntityKeeperTest, WhatIsCreatedIsReadInItsOrder) {
    EXPECT_EQ(create({{"Zoe", "person", {"sings", "cooks"}}, {"Ada", "person", {}}}), (Texts{"Zoe", "Ada"}));
    EXPECT_EQ(create({{"Rome", "place", {"is old"}}}), Texts{"Rome"});
    KeptGraph const expected{
        {{"Zoe", "person", {"sings", "cooks"}}, {"Ada", "person", {}}, {"Rome", "place", {"is old"}}}, {}};
    EXPECT_EQ(graph(), expected);
    EXPECT_EQ(memories(), (Texts{"sings", "cooks", "is old"}));
}

TEST_F(EntityKeeperTest, ANameThatIsThereIsLeftAlone) {
    create({{"Ada", "person", {"sings"}}});
    EXPECT_EQ(create({{"Ada", "robot", {"cooks"}}, {"ada", "robot", {}}}), Texts{"ada"}) << "names are exact";
    EXPECT_EQ(graph().entities[0], (KeptEntity{"Ada", "person", {"sings"}}));
}

TEST_F(EntityKeeperTest, ACallIsComparedWithWhatWasBeforeItOnly) {
    EXPECT_EQ(create({{"Ada", "", {"a", "a"}}, {"Ada", "", {"b"}}}).size(), 2u);
    EXPECT_EQ(relate({rome_, rome_}), 2u);
    EXPECT_EQ(relate({rome_}), 0u);
    auto const added = observe({{"Ada", {"c", "c", "a"}}, {"Ada", {"c", "d"}}});
    ASSERT_TRUE(added);
    EXPECT_EQ(added.value(), (std::vector<Observations>{{"Ada", {"c", "c"}}, {"Ada", {"d"}}}));
    EXPECT_EQ(observations(0), (Texts{"a", "a", "c", "c", "d"}));
    EXPECT_EQ(observations(1), Texts{"b"});
    auto const rows = entity_rows();
    EXPECT_EQ(rows.at(0).name, "Ada");
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [&](auto const& row) { return row.same_as == rows[0].row; }), 1)
        << "for all others the two are one";
}

TEST_F(EntityKeeperTest, AnyTextIsAName) {
    Texts const odd = {"", " ", "a\nb", std::string("nul\0nul", 7), "東京", "%_'\"", std::string(10'000, 'x')};
    for (auto const& name : odd) create({{name, name, {name}}});
    EXPECT_EQ(names(), odd);
    for (auto const& name : odd) EXPECT_EQ(relate({{name, name, name}}), 1u);
    remove(odd);
    EXPECT_EQ(graph(), KeptGraph{});
}

TEST_F(EntityKeeperTest, ARelationMayNameWhatIsNoEntity) {
    EXPECT_EQ(relate({rome_}), 1u);
    EXPECT_EQ(graph(), (KeptGraph{{}, {rome_}}));
    EXPECT_FALSE(observe({{"Ada", {"sings"}}}));
    create({{"Bo", "person", {}}, {"Ada", "person", {"sings"}}});
    EXPECT_EQ(names(), (Texts{"Bo", "Ada"})) << "it is listed where it was created";
    EXPECT_EQ(relate({rome_}), 0u);
    EXPECT_EQ(entity_rows().size(), 3u) << "Ada is the one of the relation";
}

TEST_F(EntityKeeperTest, RelationsAreComparedInTheirOwnWords) {
    EXPECT_EQ(relate({{"Ada", "Rome", "lives in"}, {"Ada", "Rome", "lives_in"}, {"ada", "Rome", "lives in"}}), 3u);
    unrelate({{"Ada", "Rome", "Lives in"}, {"Rome", "Ada", "lives in"}});
    EXPECT_EQ(relations().size(), 3u);
    unrelate({{"Ada", "Rome", "lives in"}});
    EXPECT_EQ(relations(), (std::vector<KeptRelation>{{"Ada", "Rome", "lives_in"}, {"ada", "Rome", "lives in"}}));
}

TEST_F(EntityKeeperTest, AnUnknownEntityFailsTheWholeCall) {
    create({{"Ada", "person", {}}});
    auto const before = changes();
    auto const added = observe({{"Ada", {"sings"}}, {"ada", {"cooks"}}});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, core::ErrorKind::not_found);
    EXPECT_TRUE(added.error().message.starts_with("Entity with name ada not found"));
    EXPECT_EQ(observations(), Texts{});
    EXPECT_EQ(changes(), before);
}

TEST_F(EntityKeeperTest, AnEntityGoesWithAllThatNamesIt) {
    create({{"Ada", "person", {"sings"}}, {"Ada", "robot", {"cooks"}}, {"Bo", "person", {"rows"}}});
    relate({rome_, {"Bo", "Ada", "knows"}, {"Bo", "Rome", "likes"}});
    remove({"Ada", "Ada", "nobody"});
    EXPECT_EQ(graph(), (KeptGraph{{{"Bo", "person", {"rows"}}}, {{"Bo", "Rome", "likes"}}}));
    EXPECT_EQ(memories(), Texts{"rows"});
    auto const history = store_.page(all_of("ana"), {}, {}, Store::Include::ended_too, 10, {}).memories;
    EXPECT_EQ(history.size(), 3u) << "what was observed has ended, and is not lost";

    clock_.set(at("2026-03-15"));
    create({{"Ada", "cat", {"purrs"}}});
    EXPECT_EQ(names(), (Texts{"Bo", "Ada"}));
    EXPECT_EQ(observations(1), Texts{"purrs"});
    relate({rome_});
    EXPECT_EQ(relations().size(), 2u);
}

TEST_F(EntityKeeperTest, ANameOfRelationsOnlyGoesToo) {
    relate({rome_, {"Bo", "Paris", "likes"}});
    remove({"Rome"});
    EXPECT_EQ(relations(), (std::vector<KeptRelation>{{"Bo", "Paris", "likes"}}));
}

TEST_F(EntityKeeperTest, ObservationsAreTakenFromTheFirstOfAName) {
    create({{"Ada", "", {"a", "b", "a"}}, {"Ada", "", {"a"}}});
    forget({{"Ada", {"a", "never said"}}, {"nobody", {"a"}}});
    EXPECT_EQ(observations(0), Texts{"b"});
    EXPECT_EQ(observations(1), Texts{"a"});
    EXPECT_EQ(entity_rows().at(0).memories.size(), 1u);
}

TEST_F(EntityKeeperTest, ACallCountsAsOneChangeOrAsNone) {
    create({{"Ada", "", {"a", "b"}}, {"Bo", "", {}}});
    EXPECT_EQ(changes(), 1);
    relate({rome_, {"Bo", "Ada", "knows"}});
    EXPECT_EQ(changes(), 2);
    ASSERT_TRUE(observe({{"Ada", {"c"}}, {"Bo", {"d"}}}));
    EXPECT_EQ(changes(), 3);
    create({{"Ada", "", {"new"}}});
    relate({rome_});
    ASSERT_TRUE(observe({{"Ada", {"a"}}}));
    unrelate({{"Ada", "Bo", "knows"}});
    forget({{"Ada", {"new"}}});
    remove({"nobody"});
    EXPECT_EQ(changes(), 3) << "nothing has changed";
    forget({{"Ada", {"a", "b"}}, {"Bo", {"d"}}});
    EXPECT_EQ(changes(), 4);
    unrelate({rome_});
    EXPECT_EQ(changes(), 5);
    remove({"Ada", "Bo"});
    EXPECT_EQ(changes(), 6);
}

TEST_F(EntityKeeperTest, AnObservationWaitsForItsVector) {
    create({{"Ada", "person", {"sings"}}});
    ASSERT_TRUE(observe({{"Ada", {"cooks"}}}));
    auto const waiting = store_.texts_to_embed(0, 10);
    ASSERT_EQ(waiting.size(), 2u);
    EXPECT_EQ(waiting[1].text, "cooks");
}

TEST_F(EntityKeeperTest, WhatWasExtractedIsReadAndDeletedLikeTheRest) {
    tell("Ada lives in Rome.", "Ada", "lives_in", "Rome");
    tell("Ada lives in Rome.", "Ada", "works_in", "Rome");
    tell("Ada knows Bo.", "Ada", "knows", "Bo");
    EXPECT_EQ(names(), (Texts{"Ada", "Rome", "Bo"}));
    EXPECT_EQ(observations(), (Texts{"Ada lives in Rome.", "Ada knows Bo."})) << "each text once";
    EXPECT_EQ(relations().size(), 3u);

    ASSERT_TRUE(observe({{"Ada", {"sings", "Ada knows Bo."}}}));
    EXPECT_EQ(observations(), (Texts{"sings", "Ada lives in Rome.", "Ada knows Bo."}));
    forget({{"Ada", {"Ada lives in Rome."}}});
    EXPECT_EQ(observations(), (Texts{"sings", "Ada knows Bo."}));
    EXPECT_EQ(relations().size(), 1u) << "relations that rest on nothing else end with it";
    remove({"Ada"});
    EXPECT_EQ(graph(), (KeptGraph{{{"Rome", "", {}}, {"Bo", "", {}}}, {}}));
    EXPECT_EQ(memories(), Texts{});
}

TEST_F(EntityKeeperTest, ADeletedMemoryIsNoObservationAnyMore) {
    create({{"Ada", "person", {"sings", "cooks"}}});
    auto const newest = store_.page(all_of("ana"), {}, {}, Store::Include::current, 1, {}).memories.at(0);
    ASSERT_TRUE(change_text(newest.id, "bakes"));
    EXPECT_EQ(observations(), (Texts{"sings", "bakes"}));
    ASSERT_TRUE(store_.end(removal({newest.id})));
    EXPECT_EQ(observations(), Texts{"sings"});
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ana"))));
    EXPECT_EQ(graph(), KeptGraph{});
}

TEST_F(EntityKeeperTest, MeAndTheUserAreOneForAllOthers) {
    create({{"user", "person", {}}, {"me", "person", {}}, {"I", "person", {}}});
    EXPECT_EQ(names(), (Texts{"user", "me", "I"}));
    auto rows = entity_rows();
    EXPECT_EQ(rows.at(1).same_as, rows.at(0).row);
    EXPECT_EQ(rows.at(2).same_as, rows.at(0).row);
    remove({"user"});
    rows = entity_rows();
    EXPECT_EQ(names(), (Texts{"me", "I"}));
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [](auto const& row) { return row.same_as == 0; }), 2)
        << "the one that is gone, and the one that the others are now";
}

TEST_F(EntityKeeperTest, NobodyElseSeesOrTouchesIt) {
    create({{"Ada", "person", {"sings"}}});
    relate({rome_});
    Keeper const by_ben{ben_, "tests"};
    EXPECT_EQ(keeper_.read(all_of("ben")), KeptGraph{});
    std::vector<Observations> const more = {{"Ada", {"cooks"}}};
    EXPECT_FALSE(keeper_.add_observations(by_ben, more));
    keeper_.delete_entities(by_ben, Texts{"Ada"});
    keeper_.delete_relations(by_ben, std::vector{rome_});
    EXPECT_EQ(graph().entities.size(), 1u);
    EXPECT_EQ(relations().size(), 1u);
}

TEST_F(EntityKeeperTest, AnAgentMayAskForWhatItSaid) {
    create({{"Ada", "person", {"sings"}}});
    Keeper planner = by_ana_;
    planner.scope.agent = "planner";
    std::vector<KeptEntity> const bo = {{"Bo", "person", {"rows"}}};
    keeper_.create_entities(planner, bo);
    keeper_.create_relations(planner, std::vector<KeptRelation>{{"Ada", "Bo", "knows"}});
    auto visible = all_of("ana");
    visible.agent = "planner";
    KeptGraph const expected{{{"Ada", "person", {}}, {"Bo", "person", {"rows"}}}, {{"Ada", "Bo", "knows"}}};
    EXPECT_EQ(keeper_.read(visible), expected);
    visible.agent = "gardener";
    EXPECT_EQ(keeper_.read(visible), KeptGraph{});
}

TEST_F(EntityKeeperTest, WhatAnAgentKeptIsErasedWithoutTheRest) {
    create({{"Ada", "person", {"sings"}}});
    relate({rome_});
    Keeper planner = by_ana_;
    planner.scope.agent = "planner";
    std::vector<KeptEntity> const bo = {{"Bo", "person", {"rows"}}, {"Cy", "person", {}}};
    keeper_.create_entities(planner, bo);
    std::vector<Observations> const more = {{"Ada", {"cooks"}}};
    ASSERT_TRUE(keeper_.add_observations(planner, more));
    keeper_.create_relations(planner, std::vector<KeptRelation>{{"Ada", "Bo", "knows"}, {"Ada", "Oslo", "likes"}});
    auto visible = all_of("ana");
    visible.agent = "planner";
    ASSERT_TRUE(store_.erase(removal_of_all(visible)));
    EXPECT_EQ(graph(), (KeptGraph{{{"Ada", "person", {"sings"}}}, {rome_}}));
    EXPECT_EQ(entity_rows().size(), 2u) << "Ada and Rome";
}

TEST_F(EntityKeeperTest, AnErasedObservationLeavesItsEntity) {
    create({{"Ada", "person", {"sings", "cooks"}}, {"Bo", "person", {"rows"}}});
    relate({{"Ada", "Bo", "knows"}});
    for (auto const& memory : store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).memories)
        ASSERT_TRUE(store_.erase(removal({memory.id})));
    EXPECT_EQ(graph(), (KeptGraph{{{"Ada", "person", {}}, {"Bo", "person", {}}}, {{"Ada", "Bo", "knows"}}}));
}

TEST_F(EntityKeeperTest, AnImportAddsWhatIsNotThere) {
    KeptGraph const imported{{{"Ada", "person", {"sings", "sings"}}, {"Ada", "robot", {"cooks"}}, {"Bo", "", {}}},
                             {rome_, rome_, {"Bo", "Ada", "knows"}}};
    EXPECT_EQ(keeper_.import(by_ana_, imported), (Imported{3, 3, 3}));
    EXPECT_EQ(graph(), imported);
    EXPECT_EQ(changes(), 1);
    EXPECT_EQ(keeper_.import(by_ana_, imported), Imported{});
    EXPECT_EQ(graph(), imported);
    EXPECT_EQ(changes(), 1);

    KeptGraph const more{{{"Bo", "person", {"rows"}}, {"Cy", "person", {}}}, {rome_, {"Cy", "Bo", "knows"}}};
    EXPECT_EQ(keeper_.import(by_ana_, more), (Imported{1, 1, 1}));
    EXPECT_EQ(names(), (Texts{"Ada", "Ada", "Bo", "Cy"}));
    EXPECT_EQ(graph().entities[2], (KeptEntity{"Bo", "", {"rows"}})) << "what was there keeps its type";
}

}  // namespace
}  // namespace keepsake::storage
