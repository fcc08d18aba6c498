#pragma once

#include <map>
#include <string>

#include "e2e/answers.h"
#include "e2e/server_test.h"
#include "support/output_schema.h"

namespace keepsake::testing {

/// Calls tools and checks what every result must fulfil: its outputSchema, and a text that says the same.
class ToolTest : public ServerTest {
protected:
    /// The structuredContent of an accepted call.
    Json checked(std::string_view tool, Json arguments = Json::object()) {
        auto const sent = arguments.dump();
        auto const result = server().call(tool, std::move(arguments));
        SCOPED_TRACE(std::string(tool) + " " + sent + " -> " + result.dump());
        auto content = structured_content(result);
        EXPECT_EQ(Json::parse(text_of(result), nullptr, false), content);
        expect_fits(std::string(tool), content);
        return content;
    }

    std::string refused(std::string_view tool, Json arguments) { return refusal(server(), tool, std::move(arguments)); }

    /// How many memories the connection's user has.
    int total() { return checked("list_memories").at("total"); }

    Json found(std::string_view query, Json arguments = Json::object()) {
        arguments["query"] = query;
        return checked("search_memory", std::move(arguments));
    }

    Json memory(std::string const& id) { return checked("get_memory", {{"memory_id", id}}); }

    Json history(std::string const& id) {
        return checked("get_memory", {{"memory_id", id}, {"history", true}}).at("history");
    }

private:
    // Tools that are answered but not listed have no published schema.
    void expect_fits(std::string const& tool, Json const& content) {
        if (schemas_.empty()) read_schemas();
        auto const schema = schemas_.find(tool);
        if (schema == schemas_.end()) return;
        EXPECT_EQ(violations(schema->second, content), Words());
    }

    void read_schemas() {
        auto const answer = server().request("tools/list");
        for (auto const& listed : answer.at("result").at("tools"))
            schemas_[listed.at("name")] = listed.value("outputSchema", Json::object());
    }

    std::map<std::string, Json> schemas_;
};

}  // namespace keepsake::testing
