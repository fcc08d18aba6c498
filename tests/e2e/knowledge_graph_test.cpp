// The official memory server's tools and file, from outside; call by call it is compared in tests/clients.

#include <gtest/gtest.h>

#include <future>

#include "e2e/file_bytes.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

std::string const secret = "zyxquibblefrost";

class KnowledgeGraphTest : public ServerTest {
protected:
    [[nodiscard]] Environment settings() const override {
        auto all = ServerTest::settings();
        all["KEEPSAKE_TOOLS"] = "knowledge-graph";
        return all;
    }
    static Json entity(std::string const& name, Words const& observations = {}) {
        return {{"name", name}, {"entityType", "person"}, {"observations", observations}};
    }
    static Json knows(std::string const& from, std::string const& to) {
        return {{"from", from}, {"relationType", "knows"}, {"to", to}};
    }
    static Json created(Json entities) { return {{"entities", std::move(entities)}}; }
    void create(std::string const& name, Words const& observations = {}) {
        call_ok("create_entities", created({entity(name, observations)}));
    }
    void relate(std::string const& from, std::string const& to) {
        call_ok("create_relations", {{"relations", {knows(from, to)}}});
    }
    Json graph() { return call_ok("read_graph"); }

    std::filesystem::path file_of(std::string const& lines) const {
        auto const path = files_.path() / "memory.jsonl";
        write_bytes(path, lines);
        return path;
    }
    CommandResult import(std::string const& lines) const { return run({"import", file_of(lines)}); }

private:
    TemporaryDirectory files_;
};

std::string const two_lines = R"({"type":"entity","name":"Ada","entityType":"person","observations":["sings"]}
{"type":"relation","from":"Ada","to":"Bo","relationType":"knows"}
)";

TEST_F(KnowledgeGraphTest, what_is_kept_is_there_in_the_next_process) {
    create("Ada", {"sings", "sings"});
    relate("Ada", "Bo");
    auto const before = graph();
    stop();
    EXPECT_EQ(graph(), before);
    EXPECT_EQ(graph(), (Json{{"entities", {entity("Ada", {"sings", "sings"})}}, {"relations", {knows("Ada", "Bo")}}}));
}

TEST_F(KnowledgeGraphTest, an_observation_is_a_memory_like_any_other) {
    create("Ada", {"plays the theremin"});
    auto const hits = call_ok("search_memory", {{"query", "theremin"}});
    ASSERT_EQ(texts(hits), Words{"plays the theremin"});
    call_ok("update_memory", {{"memory_id", ids(hits)[0]}, {"text", "plays the harp"}});
    EXPECT_EQ(graph().at("entities").at(0).at("observations"), Words{"plays the harp"});
    call_ok("delete_observations", {{"deletions", {{{"entityName", "Ada"}, {"observations", {"plays the harp"}}}}}});
    EXPECT_EQ(texts(call_ok("search_memory", {{"query", "harp"}})), Words{});
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(KnowledgeGraphTest, what_is_erased_leaves_no_byte) {
    create(secret + "name", {"knows " + secret});
    call_ok("create_relations",
            {{"relations", {{{"from", "Ada"}, {"to", secret + "end"}, {"relationType", secret + "relation"}}}}});
    EXPECT_FALSE(files_holding(data_directory(), secret).empty());
    call_ok("delete_all_memories", {{"erase", true}});
    EXPECT_EQ(graph(), (Json{{"entities", Json::array()}, {"relations", Json::array()}}));
    stop();
    EXPECT_EQ(files_holding(data_directory(), secret), Words{});
}

TEST_F(KnowledgeGraphTest, a_killed_server_has_kept_what_it_answered) {
    for (int i = 0; i < 20; ++i) create("person " + std::to_string(i), {"number " + std::to_string(i)});
    server().kill_hard();
    auto const next = start();
    EXPECT_EQ(next->call_ok("read_graph").at("entities").size(), 20U);
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(KnowledgeGraphTest, parallel_writers_lose_nothing) {
    create("all");
    std::vector<std::future<void>> writers;
    for (int writer = 0; writer < 8; ++writer) {
        writers.push_back(std::async(std::launch::async, [this, writer] {
            auto const own = start();
            for (int i = 0; i < 10; ++i) {
                auto const name = std::to_string(writer) + "/" + std::to_string(i);
                own->call_ok("create_entities", created({entity(name, {"noted"})}));
                own->call_ok("create_relations", {{"relations", {knows(name, "all")}}});
                own->call_ok("add_observations", {{"observations", {{{"entityName", "all"}, {"contents", {name}}}}}});
            }
        }));
    }
    for (auto& writer : writers) writer.get();
    auto const kept = graph();
    EXPECT_EQ(kept.at("entities").size(), 81U);
    EXPECT_EQ(kept.at("relations").size(), 80U);
    EXPECT_EQ(kept.at("entities").at(0).at("observations").size(), 80U);
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(KnowledgeGraphTest, a_file_is_imported_and_exported) {
    auto const imported = import(two_lines);
    EXPECT_EQ(imported.ending.code, 0) << imported.errors;
    EXPECT_TRUE(says(imported.output, "1 entity, 1 relation, 1 observation."));
    auto const exported = run({"export"});
    EXPECT_EQ(exported.ending.code, 0) << exported.errors;
    EXPECT_EQ(exported.output, two_lines);
    EXPECT_EQ(graph().at("entities"), Json::array({entity("Ada", {"sings"})}));
    EXPECT_TRUE(says(import(two_lines).output, "0 entities, 0 relations, 0 observations."));
}

TEST_F(KnowledgeGraphTest, a_running_server_sees_what_is_imported) {
    create("Cy");
    EXPECT_EQ(import(two_lines).ending.code, 0);
    EXPECT_EQ(each(graph().at("entities"), "name"), (Words{"Cy", "Ada"}));
}

TEST_F(KnowledgeGraphTest, of_a_file_with_a_bad_line_nothing_is_imported) {
    auto const result = import(two_lines + "{\"type\":\"entity\",\"name\":\"Bo\"}\noops\n");
    EXPECT_EQ(result.ending.code, 1);
    EXPECT_TRUE(says(result.errors, "nothing was imported"));
    EXPECT_TRUE(says(result.errors, "line 3: \"entityType\" is missing"));
    EXPECT_TRUE(says(result.errors, "line 4: not a JSON object"));
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

TEST_F(KnowledgeGraphTest, what_cannot_be_read_is_said) {
    auto const missing = run({"import", (data_directory() / "missing.jsonl").string()});
    EXPECT_EQ(missing.ending.code, 1);
    EXPECT_TRUE(says(missing.errors, "missing.jsonl cannot be read"));
    EXPECT_EQ(run({"import", data_directory().string()}).ending.code, 1);
    auto const empty = run({"export"});
    EXPECT_EQ(empty.ending.code, 1);
    EXPECT_TRUE(says(empty.errors, "has no store"));
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

TEST_F(KnowledgeGraphTest, each_user_has_a_graph) {
    EXPECT_EQ(run({"import", file_of(two_lines), "--user-id", "ben"}).ending.code, 0);
    EXPECT_EQ(graph().at("entities"), Json::array());
    EXPECT_EQ(run({"export"}).output, "");
    EXPECT_EQ(run({"export", "--user-id", "ben"}).output, two_lines);
    EXPECT_EQ(start({{"KEEPSAKE_USER_ID", "ben"}})->call_ok("read_graph").at("entities").size(), 1U);
}

TEST_F(KnowledgeGraphTest, the_input_is_a_file_too) {
    auto surroundings = launch();
    surroundings.arguments = {"import", "-"};
    ChildProcess importing(surroundings);
    importing.write(two_lines);
    importing.close_input();
    EXPECT_EQ(importing.wait_exit().code, 0);
    EXPECT_EQ(graph().at("entities").size(), 1U);
}

}  // namespace
}  // namespace keepsake::testing
