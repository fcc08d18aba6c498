// search_memory: what is found, in which order, and what the answer tells about it.

#include <gtest/gtest.h>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class SearchMemoryTest : public ToolTest {};

TEST_F(SearchMemoryTest, the_memory_with_the_words_comes_first) {
    add("Bob plays the cello in an orchestra.");
    auto const wanted = add("Ada keeps bees on the roof of her house.");
    add("The house next door is empty.");
    auto const answer = found("Where does Ada keep her bees?");
    ASSERT_FALSE(answer.at("results").empty());
    auto const& best = answer["results"][0];
    EXPECT_EQ(best.at("id"), wanted);
    EXPECT_EQ(best.at("memory"), "Ada keeps bees on the roof of her house.");
    EXPECT_FALSE(best.contains("kind")) << "a fact's kind is left out";
    EXPECT_FALSE(best.contains("user_id")) << "only full has it";
}

TEST_F(SearchMemoryTest, an_empty_store_has_no_results) { EXPECT_EQ(found("anything").at("results"), Json::array()); }

TEST_F(SearchMemoryTest, a_query_without_any_known_word_still_answers) {
    add("Ada keeps bees.");
    for (auto const* query : {"zzzzqqq", "the of and", "?!", "...", "🦊", "42"})
        EXPECT_TRUE(found(query).at("results").is_array()) << query;
}

TEST_F(SearchMemoryTest, a_query_is_required) {
    EXPECT_TRUE(says(refused("search_memory", Json::object()), "query"));
    EXPECT_TRUE(says(refused("search_memory", {{"query", ""}}), "query"));
}

TEST_F(SearchMemoryTest, a_very_long_query_is_answered) {
    auto const id = add("Ada keeps bees.");
    std::string query;
    for (int word = 0; word < 20'000; ++word) query += "word" + std::to_string(word) + " ";
    auto const answer = found(query + "bees");
    EXPECT_EQ(ids(answer), Words{id});
}

TEST_F(SearchMemoryTest, scores_are_between_zero_and_one_and_a_full_match_has_one) {
    add("The cat sleeps on the red sofa.");
    EXPECT_DOUBLE_EQ(found("red sofa").at("results").at(0).at("score").get<double>(), 1.0);
    auto const partial = found("red sofa astronomy quantum").at("results").at(0).at("score").get<double>();
    EXPECT_GE(partial, 0.5);
    EXPECT_LT(partial, 1.0);
}

TEST_F(SearchMemoryTest, a_score_is_the_same_in_any_store) {
    add("The cat sleeps on the red sofa.");
    auto const alone = found("red sofa astronomy quantum").at("results").at(0).at("score");
    for (int number = 0; number < 30; ++number) add("The red house of number " + std::to_string(number));
    EXPECT_EQ(found("red sofa astronomy quantum").at("results").at(0).at("score"), alone);
}

TEST_F(SearchMemoryTest, threshold_hides_and_filtered_counts) {
    add("The cat sleeps on the red sofa.");
    add("A sofa was delivered.");
    auto const query = "red sofa cat sleeps";
    auto const strict = found(query, {{"threshold", 0.9}});
    EXPECT_EQ(texts(strict), Words{"The cat sleeps on the red sofa."});
    EXPECT_EQ(strict.at("filtered"), 1);
    EXPECT_EQ(found(query, {{"threshold", 0.0}}).at("results").size(), 2U);
}

TEST_F(SearchMemoryTest, limit_cuts_the_list_and_is_at_most_a_hundred) {
    Json facts = Json::array();
    for (int number = 0; number < 120; ++number) facts.push_back("A lighthouse with number " + std::to_string(number));
    checked("add_memory", {{"facts", facts}});
    EXPECT_EQ(found("lighthouse").at("results").size(), 10U);
    EXPECT_EQ(found("lighthouse", {{"limit", 3}}).at("results").size(), 3U);
    EXPECT_EQ(found("lighthouse", {{"limit", 100}}).at("results").size(), 100U);
    for (int wrong : {0, -1, 101, 1'000'000}) {
        auto const text = refused("search_memory", {{"query", "lighthouse"}, {"limit", wrong}});
        EXPECT_TRUE(says(text, "limit"));
        EXPECT_TRUE(says(text, "100"));
    }
}

TEST_F(SearchMemoryTest, kinds_choose_facts_turns_and_procedures) {
    add("The lighthouse is white.");
    add("Climb the lighthouse by the left stairs.", {{"kind", "procedure"}});
    checked("add_memory", {{"messages", {{{"role", "user"}, {"content", "I saw the lighthouse."}}}}});
    EXPECT_EQ(found("lighthouse").at("results").size(), 3U);
    EXPECT_EQ(texts(found("lighthouse", {{"kinds", {"fact"}}})), Words{"The lighthouse is white."});
    EXPECT_EQ(texts(found("lighthouse", {{"kinds", {"turn"}}})), Words{"I saw the lighthouse."});
    EXPECT_EQ(found("lighthouse", {{"kinds", {"turn"}}}).at("results").at(0).at("kind"), "turn");
    EXPECT_EQ(found("lighthouse", {{"kinds", {"turn", "procedure"}}}).at("results").size(), 2U);
    EXPECT_TRUE(says(refused("search_memory", {{"query", "x"}, {"kinds", {"dream"}}}), "kinds"));
}

TEST_F(SearchMemoryTest, full_hits_are_whole_memories) {
    auto const id = add("Ada keeps bees.", {{"metadata", {{"topic", "animals"}}}, {"categories", {"hobby"}}});
    auto const hit = found("bees", {{"full", true}}).at("results").at(0);
    auto const whole = memory(id);
    for (auto const* field : {"id", "memory", "kind", "user_id", "categories", "metadata", "confidence", "valid_from",
                              "created_at", "updated_at", "version", "hash"})
        EXPECT_EQ(hit.value(field, Json()), whole.value(field, Json("missing"))) << field;
}

TEST_F(SearchMemoryTest, explain_adds_an_explanation_to_every_hit) {
    add("Ada keeps bees.");
    add("Ada keeps goats.");
    auto const plain = found("Ada keeps");
    auto const explained = found("Ada keeps", {{"explain", true}});
    ASSERT_EQ(explained.at("results").size(), 2U);
    for (std::size_t place = 0; place < 2; ++place) {
        EXPECT_EQ(explained["results"][place].at("id"), plain["results"][place].at("id"));
        EXPECT_GT(explained["results"][place].size(), plain["results"][place].size());
    }
}

TEST_F(SearchMemoryTest, signals_that_did_not_take_part_are_named_with_a_reason) {
    add("Ada keeps bees.");
    auto const plain = found("bees").at("not_searched");
    EXPECT_EQ(each(plain, "signal"), Words{"meaning"});
    EXPECT_TRUE(says(plain[0].at("reason"), "KEEPSAKE_EMBEDDER_PROVIDER is \"none\""));
    auto const answer = found("bees", {{"rerank", true}});
    EXPECT_EQ(sorted(each(answer.at("not_searched"), "signal")), (Words{"meaning", "rerank"}));
    EXPECT_TRUE(says(answer.at("not_searched").dump(), "no reranker"));
    EXPECT_EQ(texts(answer), Words{"Ada keeps bees."});
}

TEST_F(SearchMemoryTest, word_forms_and_case_do_not_matter) {
    auto const id = add("Ada was painting old boats.");
    for (auto const* query : {"PAINTED", "paint", "boat", "Boats", "ada's boat"})
        EXPECT_EQ(ids(found(query)), Words{id}) << query;
}

TEST_F(SearchMemoryTest, a_question_in_a_session_finds_its_short_answer) {
    checked("add_memory", {{"session_id", "trip"},
                           {"messages",
                            {{{"role", "user"}, {"name", "Tim"}, {"content", "Did you book the ferry to Gotland?"}},
                             {{"role", "user"}, {"name", "Ana"}, {"content", "Yes, last Tuesday!"}}}}});
    checked("add_memory",
            {{"session_id", "other"}, {"messages", {{{"role", "user"}, {"content", "Nothing of the kind."}}}}});
    auto const answer = texts(found("ferry to Gotland", {{"limit", 2}}));
    EXPECT_EQ(sorted(answer), (Words{"Did you book the ferry to Gotland?", "Yes, last Tuesday!"}));
}

struct Language {
    char const* name;
    char const* memory;
    char const* query;
};

void PrintTo(Language const& language, std::ostream* out) { *out << language.query << " in " << language.memory; }

class SearchLanguage : public ToolTest, public ::testing::WithParamInterface<Language> {};

TEST_P(SearchLanguage, is_found_among_others) {
    for (auto const* other :
         {"Ada keeps bees.", "我弟弟在北京学习物理。", "私は大阪で働いています。", "แม่ของฉันทำงานที่โรงเรียน",
          "Мой брат играет на скрипке.", "Das Fahrrad steht im Keller.", "Party tonight 🎉"})
        add(other);
    auto const id = add(GetParam().memory);
    auto const answer = found(GetParam().query);
    ASSERT_FALSE(answer.at("results").empty());
    EXPECT_EQ(ids(answer)[0], id) << answer;
    EXPECT_EQ(texts(answer)[0], GetParam().memory);
}

INSTANTIATE_TEST_SUITE_P(
    words, SearchLanguage,
    ::testing::Values(Language{"chinese", "我住在上海，每天早上喝绿茶。", "上海"},
                      Language{"chinese_question", "我住在上海，每天早上喝绿茶。", "谁喜欢绿茶？"},
                      Language{"japanese", "昨日、東京で寿司を食べました。", "寿司"},
                      Language{"japanese_katakana", "新しいコーヒーメーカーを買いました。", "コーヒー"},
                      Language{"thai", "ฉันชอบกินข้าวผัดที่กรุงเทพ", "กรุงเทพ"},
                      Language{"korean", "저는 부산에서 커피를 팔아요.", "부산에서"},
                      Language{"russian", "Моя сестра живёт в Москве.", "МОСКВЕ"},
                      Language{"german", "Meine Schuhgröße ist 42, ich wohne in Köln.", "KÖLN"},
                      Language{"german_sharp_s", "Die Straße nach Füssen ist gesperrt.", "straße füssen"},
                      Language{"greek", "Η αδελφή μου μένει στην Αθήνα.", "αθήνα"},
                      Language{"arabic", "أختي تسكن في دمشق.", "دمشق"},
                      Language{"emoji", "My badge shows a 🦊 today.", "🦊"},
                      Language{"joined_emoji", "Our logo is 👩‍🚀 from now on.", "👩‍🚀"},
                      Language{"mixed", "我的 MacBook 坏了。", "macbook"}),
    [](auto const& language) { return std::string(language.param.name); });

}  // namespace
}  // namespace keepsake::testing
