#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "e2e/answers.h"

namespace keepsake::testing {

/// One call of every tool, listed or not, whose arguments are in order.
inline std::vector<std::pair<std::string, Json>> every_tool_call() {
    std::string const id = "00000000-0000-4000-8000-000000000000";
    return {
        {"add_memory", {{"text", "Ada keeps bees."}}},
        {"search_memory", {{"query", "bees"}}},
        {"list_memories", Json::object()},
        {"get_memory", {{"memory_id", id}}},
        {"update_memory", {{"memory_id", id}, {"text", "Ada keeps goats."}}},
        {"delete_memory", {{"memory_id", id}}},
        {"search_graph", {{"query", "Ada"}}},
        {"explore_graph", {{"entity", "Ada"}}},
        {"query_graph", {{"patterns", Json::array({{{"source", "Ada"}, {"relation", "keeps"}, {"target", "?what"}}})}}},
        {"get_event", {{"event_id", id}}},
        {"add_memories", {{"text", "Ada keeps bees."}}},
        {"search_memories", {{"query", "bees"}}},
        {"get_memories", Json::object()},
        {"delete_memories", {{"memory_ids", Json::array({id})}}},
        {"delete_all_memories", {{"user_id", "ada"}}}};
}

/// Fails unless a text is one readable sentence.
inline void expect_one_sentence(std::string const& text) {
    EXPECT_GE(text.size(), 20U) << text;
    EXPECT_LE(text.size(), 500U) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with('.')) << text;
}

/// Fails unless every tool answers with isError and one sentence that mentions each of `words`.
inline void expect_every_tool_refuses(ServerProcess& server, Words const& words) {
    for (auto const& [tool, arguments] : every_tool_call()) {
        SCOPED_TRACE(tool);
        auto const text = refusal(server, tool, arguments);
        expect_one_sentence(text);
        for (auto const& word : words) EXPECT_TRUE(says(text, word));
    }
}

}  // namespace keepsake::testing
