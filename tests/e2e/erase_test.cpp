// delete_memory with erase: no file keeps a byte of the text.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "e2e/file_bytes.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

// A word that nothing else writes and that a stemmer leaves its beginning of.
std::string const secret = "zyxquibblefrost";
std::string const secret_stem = "zyxquibblef";

class EraseTest : public ToolTest {
protected:
    Words holding(std::string const& part) const { return files_holding(data_directory(), part); }

    void erase(std::string const& id) { checked("delete_memory", {{"memory_id", id}, {"erase", true}}); }

    void expect_no_trace() {
        EXPECT_EQ(holding(secret_stem), Words{}) << "while the server runs";
        EXPECT_EQ(texts(found(secret, {{"include_superseded", true}})), Words{});
        stop();
        EXPECT_EQ(holding(secret_stem), Words{}) << "after it has ended";
        EXPECT_EQ(texts(found(secret, {{"include_superseded", true}})), Words{});
    }
};

TEST_F(EraseTest, the_search_for_bytes_sees_what_is_stored) {
    add("The safe opens with " + secret + ".");
    EXPECT_FALSE(holding(secret_stem).empty());
}

TEST_F(EraseTest, a_deleted_memory_stays_in_the_file_and_an_erased_one_does_not) {
    auto const id = add("The safe opens with " + secret + ".");
    auto const kept = add("The safe is blue.");
    checked("delete_memory", {{"memory_id", id}});
    EXPECT_FALSE(holding(secret_stem).empty());
    erase(id);
    expect_no_trace();
    EXPECT_EQ(memory(kept).at("memory"), "The safe is blue.");
}

TEST_F(EraseTest, speaker_session_metadata_and_categories_go_too) {
    auto const answer = checked(
        "add_memory", {{"messages", {{{"role", "user"}, {"name", secret + "name"}, {"content", "I know " + secret}}}},
                       {"session_id", secret + "session"},
                       {"metadata", {{secret + "key", secret + "value"}}},
                       {"categories", {secret + "category"}}});
    found("know " + secret);
    erase(ids(answer)[0]);
    expect_no_trace();
}

TEST_F(EraseTest, a_fact_goes_with_the_turn_it_is_from) {
    auto const answer = checked("add_memory", {{"text", "I said " + secret + "."}});
    auto const hash = memory(ids(answer)[0]).at("hash").get<std::string>();
    erase(ids(answer)[0]);
    EXPECT_EQ(holding(hash), Words{}) << "a hash of a short text tells the text";
    expect_no_trace();
}

TEST_F(EraseTest, every_old_version_goes) {
    auto const id = add("First " + secret);
    for (int version = 0; version < 10; ++version)
        checked("update_memory",
                {{"memory_id", id},
                 {"text", "Version " + std::to_string(version) + " " + secret + std::string(version * 700, 'z')}});
    checked("update_memory", {{"memory_id", id}, {"text", "Nothing to see."}});
    erase(id);
    expect_no_trace();
}

TEST_F(EraseTest, long_texts_go_wholly) {
    std::string text;
    for (int line = 0; line < 3000; ++line) text += secret + std::to_string(line) + " ";
    add("before");
    auto const id = add(text);
    add("after");
    erase(id);
    expect_no_trace();
    EXPECT_EQ(texts(checked("list_memories")), (Words{"after", "before"}));
}

TEST_F(EraseTest, one_of_several_turns_goes_and_the_others_stay) {
    auto const answer = checked("add_memory", {{"session_id", "s"},
                                               {"messages",
                                                {{{"role", "user"}, {"content", "What is the code?"}},
                                                 {{"role", "assistant"}, {"content", "It is " + secret}},
                                                 {{"role", "user"}, {"content", "Thank you."}}}}});
    found(secret);
    erase(ids(answer)[1]);
    EXPECT_EQ(memory(ids(answer)[0]).at("sources").at(0).at("text"), "What is the code?");
    EXPECT_EQ(memory(ids(answer)[2]).at("memory"), "Thank you.");
    EXPECT_FALSE(checked("get_event", {{"event_id", answer.at("event_id")}}).dump().find(secret) != std::string::npos);
    expect_no_trace();
    EXPECT_EQ(total(), 2);
}

TEST_F(EraseTest, it_also_goes_while_another_server_has_the_store_open) {
    auto const neighbour = start();
    auto const id = add("The safe opens with " + secret + ".");
    EXPECT_EQ(ids(neighbour->call_ok("search_memory", {{"query", secret}})), Words{id});
    erase(id);
    EXPECT_EQ(holding(secret_stem), Words{});
    EXPECT_EQ(neighbour->call_ok("search_memory", {{"query", secret}}).at("results"), Json::array());
    EXPECT_TRUE(says_not_found(refusal(*neighbour, "get_memory", {{"memory_id", id}})));
}

TEST_F(EraseTest, all_of_a_user_goes_and_other_users_stay) {
    Json facts = Json::array();
    for (int number = 0; number < 60; ++number) facts.push_back("Fact " + std::to_string(number) + " of " + secret);
    checked("add_memory", {{"facts", facts}, {"user_id", "ada"}});
    auto const bobs = add("Bob's fact.", {{"user_id", "bob"}});
    auto const ended = add("Ended " + secret, {{"user_id", "ada"}});
    checked("delete_memory", {{"memory_id", ended}});
    checked("delete_memory", {{"all", true}, {"user_id", "ada"}, {"erase", true}});
    EXPECT_EQ(list_all(server(), {{"user_id", "ada"}, {"include_superseded", true}}).size(), 0U);
    expect_no_trace();
    EXPECT_EQ(memory(bobs).at("memory"), "Bob's fact.");
}

TEST_F(EraseTest, erasing_does_not_reach_another_user) {
    auto const id = add("Ada's " + secret, {{"user_id", "ada"}});
    refused("delete_memory", {{"memory_id", id}, {"erase", true}, {"user_id", "bob"}});
    EXPECT_EQ(memory(id).at("memory"), "Ada's " + secret);
}

TEST_F(EraseTest, after_an_erase_the_store_is_consistent) {
    for (int number = 0; number < 20; ++number) erase(add(secret + std::to_string(number)));
    auto const kept = add("kept");
    stop();
    auto const doctor = run({"doctor"});
    EXPECT_EQ(doctor.ending.code, 0) << doctor.output << doctor.errors;
    EXPECT_EQ(memory(kept).at("memory"), "kept");
}

/// Secrets among neighbours whose rows grow, shrink and vanish, so that the store moves rows between its pages.
class CrowdedEraseTest : public EraseTest {
protected:
    std::string filler() { return std::string(1 + random_() % 3000, static_cast<char>('a' + random_() % 8)); }

    void settle(int count) {
        for (int number = 0; number < count; ++number) {
            auto const text = "neighbour " + filler();
            neighbours_[add(text)] = text;
            if (number % 6 == 0) secrets_.insert(add(secret + " " + filler()));
        }
    }

    void resize_and_remove() {
        Words keys;
        for (auto const& [id, text] : neighbours_) keys.push_back(id);
        for (auto const& id : keys) {
            auto const choice = random_() % 10;
            if (choice < 3) resize(id);
            else if (choice < 5) remove(id);
        }
        for (auto const& id : secrets_) checked("update_memory", {{"memory_id", id}, {"text", secret + filler()}});
    }

    void resize(std::string const& id) {
        neighbours_[id] = "neighbour " + filler();
        checked("update_memory", {{"memory_id", id}, {"text", neighbours_[id]}});
    }

    void remove(std::string const& id) {
        erase(id);
        neighbours_.erase(id);
    }

    std::map<std::string, std::string> neighbours_;
    std::set<std::string> secrets_;

private:
    std::mt19937 random_{4711};
};

TEST_F(CrowdedEraseTest, no_byte_stays_behind_where_rows_have_moved) {
    for (int round = 0; round < 3; ++round) {
        settle(90);
        resize_and_remove();
    }
    for (auto const& id : secrets_) erase(id);
    EXPECT_EQ(holding(secret_stem), Words{});

    auto const listed = list_all(server());
    EXPECT_EQ(listed.size(), neighbours_.size());
    for (auto const& hit : listed) EXPECT_EQ(hit.at("memory"), neighbours_[hit.at("id")]);
    expect_no_trace();
}

}  // namespace
}  // namespace keepsake::testing
