#pragma once

#include <string>
#include <utility>

#include "e2e/eventually.h"
#include "e2e/language_model.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {

/// Servers with a language model that does what the test says.
class ExtractionTest : public ToolTest {
protected:
    /// No quiet window and hardly a pause between tries.
    Environment settings() const override {
        auto all = model.settings();
        all.merge(ToolTest::settings());
        all.emplace("KEEPSAKE_LLM_RETRY_BASE_MS", "1");
        all.emplace("KEEPSAKE_LLM_QUIET_MS", "0");
        return all;
    }
    /// The same store, and no model.
    Environment without_model() const {
        Environment none;
        for (auto const& [name, value] : settings())
            if (name.starts_with("KEEPSAKE_LLM_")) none[name] = "";
        return none;
    }

    /// Arguments of add_memory: Ana says these things.
    static Json conversation(Words const& said, std::string const& session = "morning") {
        Json messages = Json::array();
        for (auto const& text : said) messages.push_back({{"role", "user"}, {"name", "Ana"}, {"content", text}});
        return {{"messages", messages}, {"session_id", session}};
    }
    static Json of_user(std::string const& user, Json arguments) {
        arguments["user_id"] = user;
        return arguments;
    }

    Json add_and_wait(Json arguments) {
        arguments["wait"] = true;
        return checked("add_memory", std::move(arguments));
    }
    /// The event of a call that is not waited for.
    std::string submitted(Json arguments) { return checked("add_memory", std::move(arguments)).at("event_id"); }

    Json event(std::string const& id) { return checked("get_event", {{"event_id", id}}); }
    static bool comes_to(ServerProcess& server, std::string const& event, std::string const& status) {
        return eventually([&] { return server.call_ok("get_event", {{"event_id", event}}).at("status") == status; });
    }
    bool comes_to(std::string const& event, std::string const& status) { return comes_to(server(), event, status); }

    static Words listed(ServerProcess& server, std::string const& kind, Json arguments = Json::object()) {
        arguments["kinds"] = Json::array({kind});
        Words found;
        for (auto const& hit : list_all(server, std::move(arguments))) found.push_back(hit.at("memory"));
        return sorted(found);
    }
    Words facts(Json arguments = Json::object()) { return listed(server(), "fact", std::move(arguments)); }

    /// A reply that nobody can read, to every question: the job fails and stays so.
    void make_model_ramble() { model.fail(LanguageModel::completion("I would rather talk about the weather.")); }

    LanguageModel model;
};

/// The texts of a document's list.
inline Words texts_in(Json const& document, std::string const& list) { return each(document.at(list), "text"); }

/// The number that a consolidation's question gives a memory.
inline Json number_of(Json const& document, std::string const& memory) {
    for (auto const& known : document.at("memories"))
        if (known.at("text") == memory) return known.at("n");
    return nullptr;
}

}  // namespace keepsake::testing
