#include "memory/engine.h"

#include "memory/engine_fixture.h"
#include "memory/index_check.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;

class EngineTest : public EngineFixture {
protected:
    AddRequest request() const {
        AddRequest request;
        request.scope = ana_;
        request.actor = "tests";
        return request;
    }
    MemoryRecord stored(AddAnswer const& answer, std::size_t place = 0) const {
        return store_.find(answer.results.at(place).id, {}).value();
    }
};

TEST_F(EngineTest, KeepsEachMessageAsATurnInOrder) {
    auto call = request();
    call.messages = {{"user", "Ana", "I moved.", at("2026-01-01")}, {"assistant", "", "Where to?", std::nullopt}};
    call.said_at = at("2026-01-02");
    auto const answer = engine_.add(call, {});
    ASSERT_EQ(answer.results.size(), 2u);
    EXPECT_EQ(answer.results[1].memory, "Where to?");
    EXPECT_EQ(stored(answer, 0).kind, MemoryKind::turn);
    EXPECT_EQ(stored(answer, 0).valid_from, at("2026-01-01"));
    EXPECT_EQ(stored(answer, 1).valid_from, at("2026-01-02"));
    EXPECT_EQ(store_.sources(stored(answer, 0).row).at(0).speaker, "Ana");
    EXPECT_TRUE(engine_.event(answer.event, all_of("ana")));
}

TEST_F(EngineTest, KeepsATextAsAFactWithItselfAsItsSource) {
    auto call = request();
    call.text = "Ana lives in Porto";
    auto const answer = engine_.add(call, {});
    EXPECT_EQ(stored(answer).kind, MemoryKind::fact);
    EXPECT_EQ(store_.sources(stored(answer).row).at(0).text, "Ana lives in Porto");
    EXPECT_FALSE(stored(answer).content.event_date) << "nobody said when";
}

TEST_F(EngineTest, AFactHoldsFromItsOwnDayButNotFromOneThatIsStillToCome) {
    auto call = request();
    for (auto const* const date : {"2020-05-01", "2030-05-01"}) {
        auto& fact = call.facts.emplace_back();
        fact.content.text = std::string("something of ") + date;
        fact.content.event_date = date;
    }
    call.facts.emplace_back().content.text = "told with its own beginning";
    call.facts.back().valid_from = at("2031-01-01");
    auto const answer = engine_.add(call, {});
    EXPECT_EQ(stored(answer, 0).valid_from, at("2020-05-01"));
    EXPECT_EQ(stored(answer, 1).valid_from, clock_.now()) << "a plan is true from the moment it is told";
    EXPECT_EQ(stored(answer, 2).valid_from, at("2031-01-01"));
}

TEST_F(EngineTest, WhatAFactCarriesItselfGoesBeforeWhatTheCallShares) {
    auto call = request();
    call.shared.categories = {"shared"};
    call.shared.metadata = R"({"shared":true})";
    call.facts.resize(2);
    call.facts[0].content.text = "one";
    call.facts[1].content.text = "two";
    call.facts[1].content.categories = {"own"};
    auto const answer = engine_.add(call, {});
    EXPECT_EQ(stored(answer, 0).content.categories, std::vector<std::string>{"shared"});
    EXPECT_EQ(stored(answer, 1).content.categories, std::vector<std::string>{"own"});
    EXPECT_EQ(stored(answer, 1).content.metadata, R"({"shared":true})");
}

TEST_F(EngineTest, NamesSimilarMemoriesButNotTheNewOnesThemselves) {
    auto call = request();
    call.facts.emplace_back().content.text = "Ana lives in Porto";
    EXPECT_TRUE(engine_.add(call, {}).similar.empty());
    auto const again = engine_.add(call, {});
    ASSERT_EQ(again.similar.size(), 1u);
    EXPECT_EQ(again.similar[0].memory, "Ana lives in Porto");
    EXPECT_EQ(again.results.size(), 1u) << "a duplicate is kept all the same";
}

TEST_F(EngineTest, GivesAMemoryWithItsSourcesAndOnRequestItsHistory) {
    auto const id = add(fact_of_turns(ana_, "Ana moved", {{"Ana", "I moved"}}, clock_.now()));
    auto const plain = engine_.get(id, {}, Engine::History::without);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain.value().sources.size(), 1u);
    EXPECT_FALSE(plain.value().history);
    EXPECT_EQ(engine_.get(id, {}, Engine::History::with).value().history->size(), 1u);
    auto const hidden = engine_.get(id, all_of("ben"), Engine::History::with);
    ASSERT_FALSE(hidden);
    EXPECT_EQ(hidden.error().kind, core::ErrorKind::not_found);
    EXPECT_NE(hidden.error().message.find(id.text), std::string::npos);
    EXPECT_FALSE(engine_.event({"no-such-event"}, {}));
}

TEST_F(EngineTest, ListsEveryKindUnlessSomeAreNamed) {
    add_fact("fact");
    say("s1", {{"Ana", "turn"}}, "2026-01-01");
    ListRequest list;
    list.visible = all_of("ana");
    EXPECT_EQ(engine_.list(list).total, 2);
    list.kinds = {MemoryKind::turn};
    EXPECT_EQ(engine_.list(list).total, 1);
}

TEST_F(EngineTest, TheIndexAgreesWithTheStoreAfterChanges) {
    say("s1", {{"Ana", "one?"}, {"Ben", "two"}, {"Ana", "three"}}, "2026-01-01");
    auto const id = add_fact("four");
    ASSERT_TRUE(change_text(id, "five"));
    ASSERT_TRUE(store_.end(removal({add_fact("six")})));
    ASSERT_TRUE(store_.erase(removal({add_fact("seven")})));
    EXPECT_EQ(index_differences(store_), std::vector<std::string>{});
}

}  // namespace
}  // namespace keepsake::memory
