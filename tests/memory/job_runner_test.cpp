#include "memory/jobs/job_runner.h"

#include "memory/extraction_test.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;
using storage::EventStatus;
using Lines = std::vector<std::string>;

class JobRunnerTest : public ExtractionTest {};

TEST_F(JobRunnerTest, FactsOfAConversationAreStoredWithAllThatBelongsToThem) {
    auto const job = submit(said({"I moved to Porto last week.", "It is lovely."}));
    EXPECT_EQ(job.status, EventStatus::pending);
    auto reply = facts({"Ana moved to Porto"});
    reply["facts"][0]["event_date"] = "2026-03-07";
    chat_.say(reply);
    ASSERT_TRUE(run_next());
    EXPECT_EQ(event(job.event).status, EventStatus::succeeded);
    EXPECT_EQ(results(job.event), Lines{"ADD Ana moved to Porto"});
    auto const memory = current_facts().at(0);
    EXPECT_EQ(memory.content.confidence, .9);
    EXPECT_EQ(memory.content.event_date, "2026-03-07");
    EXPECT_EQ(memory.content.categories, Lines{"personal"});
    EXPECT_EQ(memory.valid_from, at("2026-03-07"));
    EXPECT_EQ(memory.scope.session, "s1");
    auto const sources = store_.sources(memory.row);
    ASSERT_EQ(sources.size(), 1u);
    EXPECT_EQ(sources[0].text, "I moved to Porto last week.");
    EXPECT_EQ(store_.history(memory.row).at(0).actor, "scripted");
    EXPECT_FALSE(store_.history(memory.row).at(0).reason.empty());
}

TEST_F(JobRunnerTest, TheCallsOfAJobAreSummed) {
    submit(said({"I live in Porto."}));
    auto job = queue_.lease("me", [](std::string const&) { return true; });
    ASSERT_TRUE(job);
    auto const row = job->lease.job;
    chat_.fail(models::ChatFailureKind::empty);
    chat_.say(facts({"Ana lives in Porto"}));
    runner_.run(std::move(*job), {});
    auto const use = queue_.usage_of(row);
    EXPECT_EQ(use.calls, 2);
    EXPECT_EQ(use.failed, 1);
    EXPECT_EQ(use.prompt_tokens + use.completion_tokens, 110);
    EXPECT_EQ(queue_.usage_of(row + 1).calls, 0);
}

TEST_F(JobRunnerTest, TheQuestionIsWhatWasAgreed) {
    auto request = said({"I moved to Porto."});
    request.wishes = {"Only homes.", "cities", "weather", {{"home", "where somebody lives"}}};
    submit(request);
    chat_.say(facts({}));
    run_all();
    auto const document = chat_.asked();
    EXPECT_EQ(document["turns"], (Json{{{"n", 0},
                                        {"speaker", "Ana"},
                                        {"role", "user"},
                                        {"time", "2026-03-14T09:00:00+00:00"},
                                        {"text", "I moved to Porto."}}}));
    EXPECT_EQ(document["recent"], Json::array());
    EXPECT_EQ(document["time"], "2026-03-14T09:00:00+00:00");
    EXPECT_EQ(document["instructions"], "Only homes.\nKeep only: cities\nDo not keep: weather");
    EXPECT_EQ(document["categories"], (Json{{"home", "where somebody lives"}}));
    EXPECT_FALSE(document.contains("summary"));
    EXPECT_EQ(chat_.questions()[0].name, "memory_extraction");
}

TEST_F(JobRunnerTest, TheNextConversationOfASessionKnowsTheOneBefore) {
    submit(said({"I moved to Porto."}));
    chat_.say(facts({}));
    run_all();
    submit(said({"It is lovely there."}));
    chat_.say(facts({}));
    run_all();
    auto const document = chat_.asked();
    EXPECT_EQ(document["recent"][0]["text"], "I moved to Porto.");
    EXPECT_EQ(document["summary"], "They talked.");
    EXPECT_EQ(document["turns"].size(), 1u);
    submit(said({"Hello."}, "another session"));
    chat_.say(facts({}));
    run_all();
    EXPECT_EQ(chat_.asked()["recent"], Json::array());
}

TEST_F(JobRunnerTest, WhatIsKnownIsChangedAsTheModelDecides) {
    submit(said({"I live in Porto."}));
    chat_.say(facts({"Ana lives in Porto"}));
    run_all();
    auto const before = current_facts().at(0);
    clock_.pass(24h);
    auto const job = submit(said({"I live in Lisbon now."}));
    chat_.say(facts({"Ana lives in Lisbon"}));
    chat_.say(decisions({decision(0, "UPDATE", 0, "Ana lives in Lisbon")}));
    run_all();
    auto const document = chat_.asked();
    EXPECT_EQ(document["facts"][0]["text"], "Ana lives in Lisbon");
    EXPECT_EQ(document["memories"], (Json{{{"n", 0}, {"text", "Ana lives in Porto"}, {"since", "2026-03-14"}}}));
    EXPECT_EQ(document["neighbours"], (Json{{"0", {0}}}));
    auto const now = current_facts();
    ASSERT_EQ(now.size(), 1u);
    EXPECT_EQ(now[0].id, before.id);
    EXPECT_EQ(now[0].content.text, "Ana lives in Lisbon");
    EXPECT_EQ(results(job.event), Lines{"UPDATE Ana lives in Lisbon"});
    EXPECT_EQ(event(job.event).results.at(0).previous_text, "Ana lives in Porto");
    EXPECT_EQ(store_.history(now[0].row).at(1).old_text, "Ana lives in Porto");
}

TEST_F(JobRunnerTest, ADeletedMemoryEndsAndTheFactIsAdded) {
    submit(said({"I am single."}));
    chat_.say(facts({"Ana is single"}));
    run_all();
    auto const job = submit(said({"I married."}));
    chat_.say(facts({"Ana is married"}));
    chat_.say(decisions({decision(0, "DELETE", 0)}));
    run_all();
    EXPECT_EQ(fact_texts(), Texts{"Ana is married"});
    EXPECT_EQ(results(job.event), (Lines{"DELETE Ana is single", "ADD Ana is married"}));
}

TEST_F(JobRunnerTest, WhatIsConfirmedAndEndedAtOnceIsKept) {
    submit(said({"I smoke."}));
    chat_.say(facts({"Ana smokes"}));
    run_all();
    submit(said({"I quit smoking. No, I smoke."}));
    chat_.say(facts({"Ana quit smoking", "Ana smokes"}));
    chat_.say(decisions({decision(0, "DELETE", 0)}));
    run_all();
    EXPECT_EQ(fact_texts(), (Texts{"Ana quit smoking", "Ana smokes"})) << "no fact is lost";
}

TEST_F(JobRunnerTest, WhatHasEndedIsNotExtractedFromTheBacklog) {
    storage::Addition text = fact_of_turns(ana_, "I live in Porto.", {{"Ana", "I live in Porto."}}, clock_.now());
    text.wants_extraction = true;
    store_.add(text);
    submit(said({"I live in Lisbon."}));
    chat_.say(facts({"Ana lives in Lisbon"}));
    chat_.say(decisions({decision(0, "DELETE", 0)}));
    run_all();
    EXPECT_EQ(fact_texts(), Texts{"Ana lives in Lisbon"});
    for (auto const& entry : queue_.backlog(0, 10)) EXPECT_TRUE(entry.turns.empty());
}

TEST_F(JobRunnerTest, TurnsAreFoundUntilTheirFactsStandForThem) {
    submit(said({"The ferry to Porto was late."}));
    EXPECT_EQ(found("ferry"), Texts{"The ferry to Porto was late."});
    chat_.say(facts({"Ana was delayed"}));
    run_all();
    EXPECT_EQ(found("ferry"), Texts{"Ana was delayed"}) << "by the words that its turn lends it";
    auto turns = asks("ferry");
    turns.kinds = {MemoryKind::turn};
    EXPECT_EQ(found(turns), Texts{"The ferry to Porto was late."});
}

TEST_F(JobRunnerTest, AFactThatItsSourcesDoNotSupportIsBelievedHalf) {
    submit(said({"I have a cat."}));
    chat_.say(facts({"Ana has 7 cats in Berlin", "Ana has a cat"}));
    run_all();
    EXPECT_DOUBLE_EQ(current_facts().at(0).content.confidence, .45);
    EXPECT_DOUBLE_EQ(current_facts().at(1).content.confidence, .9);
}

TEST_F(JobRunnerTest, AFactWithoutASourceGetsTheTurnThatIsMostLikeIt) {
    submit(said({"Hello there!", "My cat is called Miso.", "Bye."}));
    chat_.say(Json{{"facts", {"Ana's cat is called Miso"}}});
    run_all();
    EXPECT_EQ(store_.sources(current_facts().at(0).row).at(0).text, "My cat is called Miso.");
}

TEST_F(JobRunnerTest, TheReplyOfTheFirstCallIsNotPaidForTwice) {
    submit(said({"I live in Porto."}));
    chat_.say(facts({"Ana lives in Porto"}));
    run_all();
    auto const job = submit(said({"I live in Lisbon."}));
    chat_.say(facts({"Ana lives in Lisbon"}));
    for (int i = 0; i < 3; ++i) chat_.fail(models::ChatFailureKind::empty);
    run_all();
    EXPECT_EQ(event(job.event).status, EventStatus::failed);
    EXPECT_TRUE(event(job.event).error);
    EXPECT_EQ(fact_texts(), Texts{"Ana lives in Porto"});
    ASSERT_TRUE(queue_.retry(job.event));
    chat_.say(decisions({decision(0, "UPDATE", 0)}));
    run_all();
    EXPECT_EQ(chat_.questions().back().name, "memory_consolidation");
    EXPECT_EQ(fact_texts(), Texts{"Ana lives in Lisbon"});
    EXPECT_FALSE(event(job.event).error);
}

TEST_F(JobRunnerTest, WhenOthersWriteMeanwhileTheNeighboursAreLookedForAgain) {
    auto const job = submit(said({"I live in Lisbon."}));
    chat_.say(facts({"Ana lives in Lisbon"}));
    add_fact("Ana lives in Porto");
    auto lost = [this](models::ChatQuestion const&) {
        add_fact("Ana lives in Faro");
        return models::ChatReply{decisions({decision(0, "UPDATE", 0)}).dump()};
    };
    chat_.then(lost);
    chat_.then([](models::ChatQuestion const& question) {
        auto const document = Json::parse(question.document);
        int const wanted = document["memories"][0]["text"] == "Ana lives in Faro" ? 0 : 1;
        return models::ChatReply{decisions({decision(0, "UPDATE", wanted)}).dump()};
    });
    run_all();
    EXPECT_EQ(chat_.unsaid(), 0u);
    EXPECT_EQ(fact_texts(), (Texts{"Ana lives in Porto", "Ana lives in Lisbon"}));
    EXPECT_EQ(event(job.event).status, EventStatus::succeeded);
}

TEST_F(JobRunnerTest, WhatOthersWriteFarFromItChangesNoDecision) {
    submit(said({"I live in Lisbon."}));
    add_fact("Ana lives in Porto");
    chat_.say(facts({"Ana lives in Lisbon"}));
    chat_.then([this](models::ChatQuestion const&) {
        add(conversation(ana_, {{"Ana", "It rains."}}, clock_.now()));
        return models::ChatReply{decisions({decision(0, "UPDATE", 0)}).dump()};
    });
    run_all();
    EXPECT_EQ(fact_texts(), Texts{"Ana lives in Lisbon"});
}

TEST_F(JobRunnerTest, WhoWasOvertakenWritesNothing) {
    submit(said({"I live in Porto."}));
    auto job = queue_.lease("dead", [](std::string const&) { return true; });
    ASSERT_TRUE(job);
    auto const again = queue_.lease("me", [](std::string const& name) { return name != "dead"; });
    ASSERT_TRUE(again);
    EXPECT_GT(again->lease.fence, job->lease.fence);
    chat_.say(facts({"Ana lives in Porto"}));
    runner_.run(std::move(*job), {});
    EXPECT_TRUE(current_facts().empty());
}

TEST_F(JobRunnerTest, ALongConversationIsCutBetweenTurns) {
    settings_.prompt_tokens = 500;
    std::vector<std::string> texts;
    for (int i = 0; i < 6; ++i) texts.push_back("Turn " + std::to_string(i) + " " + std::string(800, 'x'));
    auto const job = submit(said(texts));
    // Two turns each; what the stretches before said is near.
    chat_.say(facts({"Ana said one"}));
    for (auto const* const more : {"Ana said two", "Ana said three"}) {
        chat_.say(facts({more}));
        chat_.say(decisions({decision(0, "ADD")}));
    }
    ASSERT_TRUE(run_next());
    std::size_t turns = 0;
    for (auto const& question : chat_.questions()) {
        if (question.name != "memory_extraction") continue;
        turns += Json::parse(question.document)["turns"].size();
    }
    EXPECT_EQ(turns, 6u);
    EXPECT_EQ(event(job.event).status, EventStatus::succeeded);
}

TEST_F(JobRunnerTest, AReplyThatIsTooLongIsAskedForInHalves) {
    auto const job = submit(said({"My cat is Miso.", "My dog is Rex."}));
    chat_.say_cut("{\"facts\": [");
    chat_.say_cut("{\"facts\": [");
    chat_.say(facts({"Ana's cat is Miso"}));
    chat_.say(facts({"Ana's dog is Rex"}));
    chat_.say(decisions({decision(0, "ADD")}));
    run_all();
    EXPECT_EQ(event(job.event).status, EventStatus::succeeded);
    EXPECT_EQ(fact_texts(), (Texts{"Ana's cat is Miso", "Ana's dog is Rex"}));
    EXPECT_EQ(store_.sources(current_facts().at(1).row).at(0).text, "My dog is Rex.");
}

TEST_F(JobRunnerTest, StatedFactsNeedNoExtraction) {
    add_fact("Ana lives in Porto");
    auto request = said({});
    request.facts = {
        {.content = {.text = "Ana lives in Lisbon", .metadata = "{\"a\":1}", .confidence = .8}, .valid_from = {}}};
    request.facts[0].content.event_date = "2026-03-01";
    auto const job = submit(request);
    chat_.say(decisions({decision(0, "UPDATE", 0)}));
    run_all();
    EXPECT_EQ(results(job.event), Lines{"UPDATE Ana lives in Lisbon"});
    EXPECT_EQ(current_facts().at(0).content.event_date, "2026-03-01");
    EXPECT_EQ(current_facts().at(0).content.confidence, .8);
}

TEST_F(JobRunnerTest, WithoutAGraphNoRelationIsStored) {
    settings_.keeps_relations = false;
    auto const job = submit(said({"I live in Porto."}));
    auto reply = facts({"Ana lives in Porto"});
    reply["relations"] = {{{"source", "Ana"}, {"relation", "lives in"}, {"target", "Porto"}, {"sources", {0}}}};
    chat_.say(reply);
    run_all();
    EXPECT_EQ(results(job.event), Lines{"ADD Ana lives in Porto"});
    EXPECT_TRUE(event(job.event).relations.empty());
}

TEST_F(JobRunnerTest, RelationsAreStoredWithTheirFacts) {
    auto const job = submit(said({"I live in Porto."}));
    auto reply = facts({"Ana lives in Porto"});
    reply["relations"] = {{{"source", "Ana"},
                           {"source_type", "person"},
                           {"relation", "lives in"},
                           {"target", "Porto"},
                           {"target_type", "city"},
                           {"sources", {0}},
                           {"fact", 0},
                           {"valid_from", nullptr}}};
    chat_.say(reply);
    run_all();
    auto const relations = event(job.event).relations;
    ASSERT_EQ(relations.size(), 1u);
    EXPECT_EQ(relations[0].source + relations[0].relation + relations[0].target, "Analives_inPorto");
    EXPECT_EQ(relations[0].event, storage::ChangeEvent::add);
    clock_.pass(24h);
    auto const moved = submit(said({"I live in Lisbon."}));
    reply["facts"][0]["text"] = "Ana lives in Lisbon";
    reply["relations"][0]["target"] = "Lisbon";
    chat_.say(reply);
    chat_.say(decisions({decision(0, "UPDATE", 0)},
                        {{{"relation", 0}, {"event", "ADD"}, {"ends", {0}}, {"reason", "moved"}}}));
    run_all();
    EXPECT_EQ(chat_.asked()["known_relations"][0]["target"], "Porto");
    storage::RelationTriple const wanted{"Ana", "", "lives in", "Lisbon", ""};
    auto const known = queue_.known_relations(ana_, std::vector{wanted}).at(0);
    ASSERT_EQ(known.size(), 1u) << "the other has ended";
    EXPECT_EQ(known[0].triple.target, "Lisbon");
}

TEST_F(JobRunnerTest, AProviderThatAsksForALongPauseHoldsTheJobBack) {
    auto const job = submit(said({"I live in Porto."}));
    chat_.fail(models::ChatFailureKind::busy, 10min);
    run_all();
    EXPECT_EQ(event(job.event).status, EventStatus::pending);
    EXPECT_TRUE(event(job.event).error) << "it says what it waits for";
    clock_.pass(11min);
    chat_.say(facts({"Ana lives in Porto"}));
    run_all();
    EXPECT_EQ(event(job.event).status, EventStatus::succeeded);
}

TEST_F(JobRunnerTest, DeadLettersOfAnOutageComeBackWhenTheProviderAnswers) {
    auto const first = submit(said({"I live in Porto."}));
    for (int i = 0; i < 3; ++i) chat_.fail(models::ChatFailureKind::unreachable);
    run_all();
    EXPECT_EQ(event(first.event).status, EventStatus::failed);
    auto ben = said({"I live in Faro."});
    ben.scope.user = "ben";
    submit(ben);
    chat_.say(facts({"Ben lives in Faro"}));
    chat_.say(facts({"Ana lives in Porto"}));
    run_all();
    EXPECT_EQ(event(first.event).status, EventStatus::succeeded);
    EXPECT_EQ(fact_texts(), Texts{"Ana lives in Porto"});
}

}  // namespace
}  // namespace keepsake::memory
