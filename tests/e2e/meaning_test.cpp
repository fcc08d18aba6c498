// Search by meaning with the program's own model: what is said in other words is found.

#include <gtest/gtest.h>

#include <cmath>

#include "e2e/file_bytes.h"
#include "e2e/stored_rows.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class MeaningTest : public ToolTest {
protected:
    Environment settings() const override { return {{"KEEPSAKE_EMBEDDER_PROVIDER", "local"}}; }

    void add_others(Json scope = Json::object()) {
        scope["facts"] = {"The tax return is due in May.", "Omar's bicycle has a flat tyre.",
                          "The kitchen was painted yellow.", "Our train to Vienna leaves at noon.",
                          "Yuki practises the violin every evening."};
        checked("add_memory", std::move(scope));
    }

    /// What is found, all signals taking part.
    Json meant(std::string_view query, Json arguments = Json::object()) {
        auto answer = found(query, std::move(arguments));
        EXPECT_EQ(answer.at("not_searched"), Json::array());
        return answer;
    }

    Words best(std::string_view query, Json arguments = Json::object()) {
        arguments["limit"] = 1;
        return texts(meant(query, std::move(arguments)));
    }

    /// What is found that says nearly what the question says.
    Words close(std::string_view query, Json arguments = Json::object()) {
        arguments["threshold"] = .4;
        return sorted(texts(meant(query, std::move(arguments))));
    }
};

TEST_F(MeaningTest, texts_messages_and_facts_are_found_in_other_words_at_once) {
    add_others();
    checked("add_memory", {{"text", "Lena purchased a puppy."}, {"infer", false}});
    EXPECT_EQ(best("Who got a young dog?"), Words{"Lena purchased a puppy."});
    checked("add_memory",
            {{"infer", false},
             {"messages",
              {{{"role", "user"}, {"name", "Tim"}, {"content", "The physician prescribed me antibiotics."}},
               {{"role", "assistant"}, {"content", "I hope that they help."}}}}});
    EXPECT_EQ(best("medicine from a doctor"), Words{"The physician prescribed me antibiotics."});
    checked("add_memory", {{"facts", {"Pavel is frightened of spiders."}}, {"infer", false}});
    EXPECT_EQ(best("phobia"), Words{"Pavel is frightened of spiders."});
}

TEST_F(MeaningTest, of_a_changed_memory_the_new_text_is_found_and_the_old_one_is_not) {
    add_others();
    auto const id = add("Lena purchased a puppy.", {{"timestamp", "2023-01-01T00:00:00Z"}});
    EXPECT_EQ(close("Who got a young dog?"), Words{"Lena purchased a puppy."});
    EXPECT_EQ(close("clinic employee"), Words{});
    checked("update_memory", {{"memory_id", id}, {"text", "Lena works in a hospital."}});
    EXPECT_EQ(close("Who got a young dog?"), Words{});
    EXPECT_EQ(close("clinic employee"), Words{"Lena works in a hospital."});

    EXPECT_EQ(close("Who got a young dog?", {{"as_of", "2023-06-01T00:00:00Z"}}), Words{"Lena purchased a puppy."});
    EXPECT_EQ(close("clinic employee", {{"as_of", "2023-06-01T00:00:00Z"}}), Words{});
    EXPECT_EQ(close("Who got a young dog?", {{"include_superseded", true}}), Words{"Lena purchased a puppy."});
}

TEST_F(MeaningTest, what_is_deleted_or_erased_is_not_found_and_the_vector_goes_with_the_text) {
    add_others();
    auto const id = add("Lena purchased a puppy.");
    auto const of_memory = "FROM embeddings e JOIN memories m ON m.id = e.memory WHERE m.uuid = '" + id + "'";
    auto const vectors = stored(data_directory(), "SELECT e.vector " + of_memory);
    ASSERT_EQ(vectors.size(), 1U);
    EXPECT_EQ(vectors[0].size(), 2U * 384);

    checked("delete_memory", {{"memory_id", id}});
    EXPECT_EQ(close("Who got a young dog?"), Words{});
    EXPECT_EQ(close("Who got a young dog?", {{"include_superseded", true}}), Words{"Lena purchased a puppy."});
    checked("delete_memory", {{"memory_id", id}, {"erase", true}});
    EXPECT_EQ(close("Who got a young dog?", {{"include_superseded", true}}), Words{});
    EXPECT_EQ(stored(data_directory(), "SELECT count(*) FROM embeddings"), Words{"5"});
    auto const bytes_of_vector = vectors[0].substr(0, 64);
    for (auto const& file : std::filesystem::directory_iterator(data_directory())) {
        if (!file.is_regular_file()) continue;
        EXPECT_EQ(read_bytes(file.path()).find(bytes_of_vector), std::string::npos) << file.path();
    }
}

TEST_F(MeaningTest, an_explanation_shows_what_meaning_added_to_the_rank) {
    checked("add_memory",
            {{"session_id", "trip"},
             {"messages",
              {{{"role", "user"}, {"name", "Tim"}, {"content", "The physician prescribed me antibiotics."}},
               {{"role", "user"}, {"name", "Ana"}, {"content", "Are you feeling better by now?"}},
               {{"role", "user"}, {"name", "Tim"}, {"content", "We could go swimming tomorrow."}}}}});
    auto const hits = meant("When did Tim get medicine from a doctor, in May 2023?", {{"explain", true}}).at("results");
    ASSERT_EQ(hits.size(), 3U);
    for (auto const& hit : hits) {
        SCOPED_TRACE(hit.dump());
        std::map<std::string, Json> signals;
        double fused = 0;
        double weights = 0;
        for (auto const& part : hit.at("explanation").at("signals")) {
            signals[part.at("signal")] = part;
            fused += part.at("weight").get<double>() * part.at("normalised").get<double>();
            weights += part.at("weight").get<double>();
        }
        for (auto const* meaning : {"meaning", "window_meaning"}) {
            ASSERT_TRUE(signals.contains(meaning));
            EXPECT_GT(signals[meaning].at("raw"), -1.0);
            EXPECT_LE(signals[meaning].at("raw"), 1.0);
            EXPECT_GE(signals[meaning].at("normalised"), 0.0);
            EXPECT_LE(signals[meaning].at("normalised"), 1.0);
        }
        EXPECT_FLOAT_EQ(signals["meaning"].at("weight"), 2.0F);
        EXPECT_FLOAT_EQ(signals["window_meaning"].at("weight"), 0.5F);
        EXPECT_NEAR(weights, 4.0, 1e-5);
        std::map<std::string, double> factors;
        for (auto const& part : hit["explanation"].at("factors")) {
            factors[part.at("factor")] = part.at("multiplier");
            fused *= part.at("multiplier").get<double>();
        }
        for (auto const* factor :
             {"speaker", "question", "time_expression", "date", "recency", "confidence", "feedback"})
            EXPECT_TRUE(factors.contains(factor)) << factor;
        EXPECT_EQ(factors["question"] < 1, hit.at("memory") == "Are you feeling better by now?");
        EXPECT_NEAR(hit["explanation"].at("fused"), fused, 1e-4);
    }
    EXPECT_EQ(hits[0].at("memory"), "The physician prescribed me antibiotics.");
}

TEST_F(MeaningTest, a_score_is_the_same_in_any_store_to_the_last_digit) {
    Json const said = {
        {"session_id", "garden"},
        {"messages", {{{"role", "user"}, {"name", "Caroline"}, {"content", "I grow tomatoes behind my house."}}}}};
    auto const scores = [&](std::string const& user) {
        std::map<std::string, std::string> all;
        for (auto const* query : {"What vegetables does Caroline plant?", "vegetables", "Has Caroline a house?",
                                  "Caroline", "Where do Melanie and Caroline meet?"}) {
            auto const answer = meant(query, {{"user_id", user}, {"limit", 100}});
            for (auto const& hit : answer.at("results"))
                if (hit.at("memory") == "I grow tomatoes behind my house.") all[query] = hit.at("score").dump();
        }
        return all;
    };
    auto small = said;
    small["user_id"] = "small";
    checked("add_memory", small);
    auto const alone = scores("small");
    EXPECT_EQ(alone.size(), 5U);

    Json facts = Json::array();
    for (int number = 0; number < 60; ++number)
        facts.push_back("Caroline's vegetable number " + std::to_string(number) + " is planted behind the house.");
    checked("add_memory", {{"user_id", "large"}, {"facts", facts}});
    checked(
        "add_memory",
        {{"user_id", "large"},
         {"messages", {{{"role", "user"}, {"name", "Melanie"}, {"content", "Caroline and I meet at her house."}}}}});
    auto large = said;
    large["user_id"] = "large";
    checked("add_memory", large);
    EXPECT_EQ(scores("large"), alone);
    stop();
    EXPECT_EQ(scores("large"), alone) << "by another process";
}

TEST_F(MeaningTest, threshold_hides_by_the_score_and_filtered_counts_what_is_hidden) {
    add_others();
    add("Lena purchased a puppy.");
    std::string const query = "Who got a young dog?";
    auto const all = meant(query, {{"limit", 100}}).at("results");
    ASSERT_GE(all.size(), 2U);
    auto const found_score = all[0].at("score").get<double>();
    EXPECT_GT(found_score, 0.4);
    EXPECT_LT(found_score, 1.0);
    auto const at_its_score = meant(query, {{"threshold", found_score}});
    EXPECT_EQ(texts(at_its_score), Words{"Lena purchased a puppy."});
    EXPECT_EQ(at_its_score.at("filtered"), all.size() - 1);
    auto const above = meant(query, {{"threshold", std::nextafter(found_score, 1)}});
    EXPECT_EQ(texts(above), Words{});
    EXPECT_EQ(above.at("filtered"), all.size());
}

TEST_F(MeaningTest, scope_and_filters_narrow_a_search_by_meaning) {
    add_others();
    add_others({{"agent_id", "helper"}, {"session_id", "tuesday"}});
    add("Lena purchased a puppy.", {{"agent_id", "helper"}});
    add("Boris bought a small dog.", {{"session_id", "tuesday"}, {"categories", {"pets"}}});
    add("Chen got a baby rabbit.", {{"user_id", "chen"}, {"metadata", {{"colour", "brown"}}}});
    std::string const query = "Who got a young animal?";
    EXPECT_EQ(close(query), (Words{"Boris bought a small dog.", "Lena purchased a puppy."}));
    EXPECT_EQ(close(query, {{"agent_id", "helper"}}), Words{"Lena purchased a puppy."});
    EXPECT_EQ(close(query, {{"session_id", "tuesday"}}), Words{"Boris bought a small dog."});
    EXPECT_EQ(close(query, {{"user_id", "chen"}}), Words{"Chen got a baby rabbit."});
    EXPECT_EQ(close(query, {{"filters", {{"categories", {{"in", {"pets"}}}}}}}), Words{"Boris bought a small dog."});
    EXPECT_EQ(close(query, {{"filters", {{"NOT", {{{"categories", {{"in", {"pets"}}}}}}}}}}),
              Words{"Lena purchased a puppy."});
    EXPECT_EQ(close(query, {{"user_id", "chen"}, {"filters", {{"metadata.colour", "white"}}}}), Words{});
}

TEST_F(MeaningTest, a_restart_keeps_the_vectors) {
    add_others();
    add("Lena purchased a puppy.");
    auto const before = stored_embeddings(data_directory());
    EXPECT_EQ(before.size(), 6U);
    stop();
    EXPECT_EQ(best("Who got a young dog?"), Words{"Lena purchased a puppy."});
    EXPECT_FALSE(mentions(server().stderr_text(), "vectors")) << server().stderr_text();
    stop();
    EXPECT_EQ(stored_embeddings(data_directory()), before);
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(MeaningTest, what_one_server_adds_another_finds_in_other_words) {
    auto const other = start();
    other->call_ok("search_memory", {{"query", "nothing yet"}});
    add_others();
    auto const id = add("Lena purchased a puppy.");
    auto const search = [&](std::string const& query) {
        return other->call_ok("search_memory", {{"query", query}, {"threshold", .4}});
    };
    EXPECT_EQ(ids(search("Who got a young dog?")), Words{id});
    checked("update_memory", {{"memory_id", id}, {"text", "Lena works in a hospital."}});
    EXPECT_EQ(ids(search("Who got a young dog?")), Words{});
    EXPECT_EQ(ids(search("clinic employee")), Words{id});
    checked("delete_memory", {{"memory_id", id}});
    EXPECT_EQ(ids(search("clinic employee")), Words{});
}

TEST_F(MeaningTest, similar_names_a_memory_that_says_the_same_in_other_words) {
    add_others();
    auto const id = add("Lena purchased a puppy.");
    auto const answer = checked("add_memory", {{"text", "Lena has bought a young dog."}});
    EXPECT_EQ(ids({{"results", answer.at("similar")}}), Words{id});
    EXPECT_EQ(checked("add_memory", {{"text", "Volcanoes erupt."}}).value("similar", Json::array()), Json::array());
}

TEST_F(MeaningTest, a_question_in_a_script_that_the_model_does_not_know_goes_by_words) {
    add("我住在上海，每天早上喝绿茶。");
    auto const answer = found("谁喜欢绿茶？");
    EXPECT_EQ(texts(answer), Words{"我住在上海，每天早上喝绿茶。"});
    ASSERT_EQ(each(answer.at("not_searched"), "signal"), Words{"meaning"});
    EXPECT_TRUE(says(answer["not_searched"][0].at("reason"), "KEEPSAKE_EMBEDDER_PROVIDER"));
}

}  // namespace
}  // namespace keepsake::testing
