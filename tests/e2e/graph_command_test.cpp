// `keepsake graph`: what was told over the tools is shown and corrected, beside a running server.

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "e2e/file_bytes.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class GraphCommandTest : public ToolTest {
protected:
    static Json relation(std::string source, std::string name, std::string target, std::string since = "") {
        Json made{{"source", std::move(source)}, {"relation", std::move(name)}, {"target", std::move(target)}};
        if (!since.empty()) made["valid_from"] = std::move(since);
        return made;
    }
    void relate(std::vector<Json> const& relations, Json scope = Json::object()) {
        scope["relations"] = relations;
        checked("add_memory", std::move(scope));
    }
    /// "Ana works_at Acme", in alphabetical order.
    static Words said(Json const& answer) {
        Words found;
        for (auto const& shown : answer.at("relations")) {
            auto const part = [&](char const* name) { return shown.at(name).get<std::string>(); };
            found.push_back(part("source") + " " + part("relation") + " " + part("target"));
        }
        std::ranges::sort(found);
        return found;
    }
    Json explored(std::string const& entity) { return checked("explore_graph", {{"entity", entity}}); }

    CommandResult graph(Words words, Environment environment = {}) const {
        words.insert(words.begin(), "graph");
        return run(std::move(words), std::move(environment));
    }
    /// The output of an accepted command.
    std::string shown(Words words = {}) const {
        auto const result = graph(std::move(words));
        EXPECT_EQ(result.ending.code, 0) << result.errors;
        return result.output;
    }
    static Words lines(std::string const& text) {
        Words found;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) found.push_back(line);
        std::ranges::sort(found);
        return found;
    }
    /// Runs what a command has printed as the way to undo it.
    void undo(std::string const& output) const {
        static std::string const mark = "keepsake graph ";
        std::istringstream in(output);
        for (std::string line; std::getline(in, line);) {
            auto const begin = line.find(mark);
            if (begin == std::string::npos) continue;
            Words words;
            std::string word;
            bool quoted = false;
            for (char const c : line.substr(begin + mark.size()) + " ") {
                if (c == '\'') quoted = !quoted;
                else if (c != ' ' || quoted) word += c;
                else if (!word.empty()) words.push_back(std::exchange(word, ""));
            }
            shown(words);
        }
    }
};

TEST_F(GraphCommandTest, what_was_told_is_shown_in_every_format) {
    relate({relation("Ana \"A\" <b>", "works at", "Acme & Söhne", "2024-05-01"), relation("東京", "near", "横浜")});
    EXPECT_EQ(lines(shown()), (Words{"Ana \"A\" <b> —works_at→ Acme & Söhne (since 2024-05-01)", "東京 —near→ 横浜"}));
    EXPECT_TRUE(says(shown({"--format", "dot"}), R"(label="Ana \"A\" <b>")"));
    EXPECT_TRUE(says(shown({"--format=mermaid"}), "|\"works_at\"|"));
    EXPECT_TRUE(says(shown({"--format", "graphml"}), "Ana &quot;A&quot; &lt;b&gt;"));
    auto const json = Json::parse(shown({"--format", "json"}));
    EXPECT_EQ(said(json), (Words{"Ana \"A\" <b> works_at Acme & Söhne", "東京 near 横浜"}));
    auto const explored_there = explored("東京");
    auto const around = Json::parse(shown({"--entity", "東京", "--format", "json"}));
    EXPECT_EQ(around.at("relations"), explored_there.at("relations"));
    EXPECT_EQ(around.at("entities"), explored_there.at("entities"));
}

TEST_F(GraphCommandTest, what_is_left_out_is_said) {
    relate({relation("Ana", "knows", "Bo"), relation("Bo", "knows", "Cy"), relation("Cy", "knows", "Di")});
    auto const cut = graph({"--limit", "1"});
    EXPECT_EQ(cut.ending.code, 0);
    EXPECT_EQ(cut.output, "Cy —knows→ Di\n");
    EXPECT_TRUE(says(cut.errors, "2 relations and 2 entities"));
    EXPECT_EQ(lines(shown({"--entity", "ana", "--depth", "2"})), (Words{"Ana —knows→ Bo", "Bo —knows→ Cy"}));
    EXPECT_EQ(graph({"--limit", "3"}).errors, "");
}

TEST_F(GraphCommandTest, a_time_brings_back_what_has_ended) {
    relate({relation("Ana", "lives_in", "Rome", "2020-01-01")});
    relate({relation("Ana", "lives_in", "Porto", "2024-01-01")});
    EXPECT_EQ(shown(), "Ana —lives_in→ Porto (since 2024-01-01)\n");
    EXPECT_EQ(shown({"--as-of", "2022-01-01"}), "Ana —lives_in→ Rome (since 2020-01-01, until 2024-01-01)\n");
    EXPECT_TRUE(says(graph({"--known-at", "2022-01-01"}).errors, "nothing"));
}

TEST_F(GraphCommandTest, a_user_sees_their_own) {
    relate({relation("Ana", "knows", "Bo")});
    relate({relation("Cy", "knows", "Di")}, {{"user_id", "cleo"}});
    EXPECT_EQ(shown(), "Ana —knows→ Bo\n");
    EXPECT_EQ(shown({"--user-id", "cleo"}), "Cy —knows→ Di\n");
    auto const unknown = graph({"--entity", "Cyd"});
    EXPECT_EQ(unknown.ending.code, 1);
    EXPECT_EQ(unknown.errors, "No entity is called \"Cyd\"; the closest names are \"Ana\" and \"Bo\".\n");
    auto const merged = graph({"merge", "Cy", "Di", "--user-id", "cleo"});
    EXPECT_TRUE(says(merged.output, "--user-id cleo")) << merged.errors;
}

TEST_F(GraphCommandTest, a_running_server_follows_a_merge_and_its_undoing) {
    relate({relation("Ana K.", "lives_in", "Porto"), relation("Ana Kowalska", "works_at", "Acme"),
            relation("AK", "likes", "tea")});
    EXPECT_EQ(said(explored("Ana K.")), Words{"Ana K. lives_in Porto"});
    auto const first = shown({"merge", "AK", "Ana K."});
    auto const second = shown({"merge", "Ana K.", "Ana Kowalska"});
    EXPECT_TRUE(says(second, "\"Ana K.\" is another name of \"Ana Kowalska\" now."));
    auto const merged = explored("Ana K.");
    EXPECT_EQ(said(merged),
              (Words{"Ana Kowalska likes tea", "Ana Kowalska lives_in Porto", "Ana Kowalska works_at Acme"}));
    EXPECT_EQ(merged.at("entities").at(0).at("aliases").size(), 2U);
    undo(second);
    EXPECT_EQ(said(explored("AK")), (Words{"Ana K. likes tea", "Ana K. lives_in Porto"}));
    undo(first);
    EXPECT_EQ(said(explored("AK")), Words{"AK likes tea"});
    EXPECT_EQ(said(explored("Ana K.")), Words{"Ana K. lives_in Porto"});
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(GraphCommandTest, relations_move_to_another_entity_and_back) {
    relate({relation("Sarah", "works_at", "Acme"), relation("Sarah", "lives_in", "Rome")});
    std::string id;
    auto const before = explored("Sarah");
    for (auto const& shown_relation : before.at("relations")) {
        if (shown_relation.at("relation") == "lives_in") id = shown_relation.at("id");
    }
    auto const moved = shown({"split", "Sarah", "--as", "Sarah O'Neil", id});
    EXPECT_TRUE(says(moved, "1 relation of \"Sarah\""));
    EXPECT_EQ(said(explored("Sarah")), Words{"Sarah works_at Acme"});
    EXPECT_EQ(said(explored("Sarah O'Neil")), Words{"Sarah O'Neil lives_in Rome"});
    EXPECT_EQ(graph({"split", "Sarah", "--as", "Third", id}).ending.code, 1);
    shown({"merge", "Sarah O'Neil", "Sarah"});
    EXPECT_EQ(said(explored("Sarah")), (Words{"Sarah lives_in Rome", "Sarah works_at Acme"}));
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(GraphCommandTest, names_of_any_content_are_shown) {
    Json const entity{{"type", "entity"},
                      {"name", std::string("a\0b\x1b[31m\n\"<&>\\", 14)},
                      {"entityType", ""},
                      {"observations", Json::array()}};
    Json const long_one{
        {"type", "entity"}, {"name", std::string(10'000, 'x')}, {"entityType", ""}, {"observations", Json::array()}};
    auto const file = data_directory() / "memory.jsonl";
    write_bytes(file, entity.dump() + "\n" + long_one.dump() + "\n");
    ASSERT_EQ(run({"import", file.string()}).ending.code, 0);
    for (auto const* const format : {"lines", "dot", "mermaid", "json", "graphml"}) {
        auto const text = shown({"--format", format});
        EXPECT_TRUE(std::ranges::none_of(text, [](char c) { return c != '\n' && c >= 0 && c < ' '; })) << format;
    }
    EXPECT_EQ(lines(shown()).size(), 2U);
    auto const json = Json::parse(shown({"--format", "json"}));
    EXPECT_EQ(json.at("entities").at(0).at("name"), entity.at("name"));
    EXPECT_EQ(json.at("entities").at(1).at("name"), long_one.at("name"));
    EXPECT_EQ(graph({"--entity", std::string(10'000, 'y')}).ending.code, 1);
}

TEST_F(GraphCommandTest, wrong_usage_and_unknown_names_are_told_apart) {
    relate({relation("Ana", "knows", "Bo")});
    for (auto const& words : {Words{"--format", "svg"}, Words{"--depth", "2"}, Words{"merge", "Ana"}, Words{"split"},
                              Words{"everything"}, Words{"split", "Ana", "--as", "Bo"}}) {
        auto const result = graph(words);
        EXPECT_EQ(result.ending.code, 2) << result.output << result.errors;
        EXPECT_TRUE(says(result.errors, "--help"));
    }
    for (auto const& words : {Words{"--entity", "Anna"}, Words{"merge", "Anna", "Bo"}, Words{"merge", "Bo", "Anna"},
                              Words{"split", "Anna"}, Words{"split", "Anna", "--as", "X", "1"}}) {
        auto const result = graph(words);
        EXPECT_EQ(result.ending.code, 1) << result.output;
        EXPECT_TRUE(says(result.errors, "\"Anna\"; the closest names are \"Ana\" and \"Bo\"")) << result.errors;
    }
    EXPECT_EQ(said(explored("Ana")), Words{"Ana knows Bo"});
}

TEST_F(GraphCommandTest, without_a_store_there_is_no_graph) {
    auto const result = graph({});
    EXPECT_EQ(result.ending.code, 1);
    EXPECT_TRUE(says(result.errors, "no graph"));
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

}  // namespace
}  // namespace keepsake::testing
