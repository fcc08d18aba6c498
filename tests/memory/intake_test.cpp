#include "memory/jobs/intake.h"

#include "memory/extraction_test.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;
using storage::EventStatus;
using Lines = std::vector<std::string>;

class IntakeTest : public ExtractionTest {
protected:
    static Lines texts_of(Json const& turns) {
        Lines texts;
        for (auto const& turn : turns) texts.push_back(turn["text"]);
        return texts;
    }
    /// What was asked about by the last extraction.
    Lines asked_about() const { return texts_of(chat_.asked()["turns"]); }
};

TEST_F(IntakeTest, WhatWasGivenBeforeIsAnsweredWithItsEvent) {
    auto const first = submit(said({"hello", "I moved"}));
    EXPECT_EQ(submit(said({"hello", "I moved"})).event, first.event) << "while it waits";
    chat_.say(facts({"Ana moved"}));
    run_all();
    auto const again = submit(said({"hello", "I moved"}));
    EXPECT_EQ(again.event, first.event);
    EXPECT_EQ(again.status, EventStatus::succeeded);
    run_all();
    EXPECT_EQ(chat_.questions().size(), 1u) << "an exact repeat costs no call";
}

TEST_F(IntakeTest, OfAHistorySentAgainOnlyTheNewTurnsAreGiven) {
    submit(said({"hello", "I moved"}));
    chat_.say(facts({}));
    run_all();
    submit(said({"hello", "I moved", "to Porto"}));
    chat_.say(facts({}));
    run_all();
    EXPECT_EQ(asked_about(), Lines{"to Porto"});
    EXPECT_EQ(store_.statistics().turns, 3);
}

TEST_F(IntakeTest, AnotherSessionMaySayTheSame) {
    submit(said({"hello", "I moved"}));
    submit(said({"hello", "I moved"}, "s2"));
    chat_.say(facts({}));
    chat_.say(facts({}));
    run_all();
    EXPECT_EQ(asked_about(), (Lines{"hello", "I moved"}));
}

TEST_F(IntakeTest, TurnsOfAFailedJobAreTriedAgain) {
    auto const first = submit(said({"hello", "I moved"}));
    for (int i = 0; i < 3; ++i) chat_.say(std::string("no JSON"));
    run_all();
    EXPECT_EQ(event(first.event).status, EventStatus::failed);
    auto const again = submit(said({"hello", "I moved"}));
    EXPECT_EQ(again.event, first.event);
    EXPECT_EQ(again.status, EventStatus::pending);
    chat_.say(facts({"Ana moved"}));
    run_all();
    EXPECT_EQ(fact_texts(), Texts{"Ana moved"});
}

TEST_F(IntakeTest, ToolsAndTheSystemAreContext) {
    auto request = said({"What do you know?", "I like tea."});
    request.messages.insert(request.messages.begin(), {"system", "", "You are Ben, a pirate.", std::nullopt});
    request.messages.insert(request.messages.begin() + 2, {"tool", "", "Ana is 80 years old.", std::nullopt});
    submit(request);
    chat_.say(facts({}));
    run_all();
    EXPECT_EQ(asked_about(), (Lines{"What do you know?", "I like tea."}));
    EXPECT_EQ(texts_of(chat_.asked()["recent"]), (Lines{"You are Ben, a pirate.", "Ana is 80 years old."}));
}

TEST_F(IntakeTest, WhereNothingMayBecomeAFactNothingIsAsked) {
    auto request = said({});
    request.messages = {{"system", "", "You are Ben, a pirate.", std::nullopt}};
    EXPECT_EQ(submit(request).status, EventStatus::succeeded);
    EXPECT_FALSE(run_next());
}

TEST_F(IntakeTest, MemoriesPastedBackTenTimesMakeNoFact) {
    submit(said({"I like green tea.", "My cat is called Miso."}));
    chat_.say(facts({"Ana likes green tea", "Ana's cat is called Miso"}));
    run_all();
    for (auto const& memory : current_facts()) handed_out_.note(memory);
    for (int i = 0; i < 10; ++i) {
        clock_.pass(1min);
        auto request = said({"> Ana likes green tea\n> Ana's cat is called Miso"}, "paste " + std::to_string(i));
        request.messages.push_back({"tool", "", R"({"results": [{"memory": "Ana likes green tea"}]})", std::nullopt});
        request.messages.push_back({"assistant", "", "I remember: \"Ana's cat is called Miso\"", std::nullopt});
        submit(request);
        run_all();
    }
    EXPECT_EQ(fact_texts(), (Texts{"Ana likes green tea", "Ana's cat is called Miso"}));
    EXPECT_EQ(chat_.questions().size(), 1u);
}

TEST_F(IntakeTest, AnEchoThatIsGivenToTheModelAllTheSameConfirms) {
    submit(said({"I like green tea."}));
    chat_.say(facts({"Ana likes green tea"}));
    run_all();
    auto const before = current_facts();
    for (auto const& memory : before) handed_out_.note(memory);
    submit(said({"You know that Ana likes green tea, and so does my mother."}));
    chat_.say(facts({"Ana likes green tea"}));
    run_all();
    auto const after = current_facts();
    ASSERT_EQ(after.size(), 1u);
    EXPECT_EQ(after[0].version, before[0].version);
}

TEST_F(IntakeTest, WhatWasNotHandedOutYetIsNews) {
    submit(said({"I like tea."}));
    chat_.say(facts({"Ana likes tea"}));
    run_all();
    submit(said({"Ana likes tea"}, "s2"));
    EXPECT_TRUE(queue_.has_work());
}

TEST_F(IntakeTest, TurnsOfASessionThatArriveWhileItsJobWaitsJoinIt) {
    auto request = said({"I moved"});
    request.wait = false;
    auto const first = intake_.take(request);
    request.messages[0].text = "to Porto";
    EXPECT_EQ(intake_.take(request).event, first.event);
    EXPECT_FALSE(run_next()) << "the window of quiet is not over";
    clock_.pass(settings_.quiet_window);
    chat_.say(facts({}));
    EXPECT_TRUE(run_next());
    EXPECT_EQ(asked_about(), (Lines{"I moved", "to Porto"}));
}

TEST_F(IntakeTest, OtherWishesAreAnotherJob) {
    auto request = said({"I moved"});
    request.wait = false;
    auto const first = intake_.take(request);
    request.messages[0].text = "to Porto";
    request.wishes.excludes = "cities";
    EXPECT_NE(intake_.take(request).event, first.event);
}

TEST_F(IntakeTest, AnOrderComesBackAsItWas) {
    JobOrder order{{}, {"i", "in", "out", {{"home", "where"}}}, {}, {}, at("2026-01-02")};
    order.shared.metadata = "{\"a\":1}";
    order.shared.categories = {"x"};
    order.shared.expires_at = at("2027-01-01");
    order.facts = {
        {.content = {.text = "Ana paints", .confidence = .3, .event_date = "2025"}, .valid_from = at("2025-01-01")}};
    order.relations = {
        {.triple = {"Ana", "person", "paints", "cats", "animal"}, .valid_from = at("2024-01-01"), .confidence = .4}};
    auto const text = written(order);
    EXPECT_EQ(written(read_job_order(text)), text);
    auto const read = read_job_order(text);
    EXPECT_EQ(read.facts.at(0).content.event_date, "2025");
    EXPECT_EQ(read.relations.at(0).triple.target_type, "animal");
    EXPECT_EQ(read.shared.expires_at, order.shared.expires_at);
    EXPECT_EQ(read.wishes.categories, order.wishes.categories);
}

TEST_F(IntakeTest, WhatWasStoredWithoutAModelIsExtractedLater) {
    auto addition = conversation(ana_, {{"Ana", "I moved to Porto."}, {"Ana", "hello"}}, clock_.now());
    addition.wants_extraction = true;
    addition.scope.session = "old";
    auto const event_id = store_.add(addition).event;
    store_.add(conversation(ana_, {{"Ana", "never to be extracted"}}, clock_.now()));
    EXPECT_EQ(queue_.counts().backlog, 1);
    EXPECT_EQ(intake_.take_backlog(), 1);
    EXPECT_EQ(intake_.take_backlog(), 0);
    chat_.say(facts({"Ana moved to Porto"}));
    run_all();
    EXPECT_EQ(event(event_id).status, EventStatus::succeeded);
    EXPECT_EQ(asked_about(), (Lines{"I moved to Porto.", "hello"}));
    EXPECT_EQ(found("Porto"), Texts{"Ana moved to Porto"});
}

}  // namespace
}  // namespace keepsake::memory
