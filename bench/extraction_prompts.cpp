#include "extraction_prompts.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "asking_client.h"
#include "model_replies.h"
#include "support/data_sets.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::size_t stored_facts = 300;
constexpr std::size_t stored_relations = 40;
constexpr std::size_t message_count = 10;
constexpr std::size_t new_facts = 6;
constexpr std::size_t new_relations = 4;
constexpr double goal_tokens = 4500;

double tokens(std::size_t bytes) {
    constexpr double bytes_per_token = 4;
    return static_cast<double>(bytes) / bytes_per_token;
}

/// What the parts of both questions are in tokens, by name.
using Parts = std::map<std::string, double>;

/// A person of tests/data whose conversations are added: ten messages, of which six say something new.
class Person {
public:
    Person(testing::ChangingStore store, std::vector<std::string> fillers)
        : store_(std::move(store)), fillers_(std::move(fillers)) {}

    json known() const {
        auto facts = json::array();
        for (std::size_t i = 0; i < stored_facts; ++i) facts.push_back(store_.facts.at(i));
        auto relations = json::array();
        for (std::size_t i = 0; i < stored_relations; ++i) relations.push_back(relation(i));
        return {{"facts", std::move(facts)}, {"relations", std::move(relations)}, {"infer", false}};
    }
    /// The same session each time.
    json next_conversation() {
        auto messages = json::array();
        for (std::size_t i = 0; i < message_count; ++i) {
            auto const first = i < new_facts ? new_fact(i) : filler();
            messages.push_back({{"role", i % 2 == 0 ? "user" : "assistant"},
                                {"name", i % 2 == 0 ? store_.name : "Alexandra"},
                                {"content", first + " " + filler()}});
        }
        return {{"messages", std::move(messages)}, {"session_id", "one"}, {"wait", true}};
    }
    /// To what was said last.
    json reply(std::string const& name, json const& document) {
        if (name != extraction_name) return all_are_added(document);
        auto facts = json::array();
        for (std::size_t i = 0; i < new_facts; ++i) facts.push_back(fact_reply(new_fact(i), i));
        auto relations = json::array();
        for (std::size_t i = 0; i < new_relations; ++i) {
            auto const [source, verb, target] = triple(stored_relations + said_ + i);
            relations.push_back(relation_reply(source, verb, target, i));
        }
        said_ += new_facts;
        return extraction_reply(std::move(facts), std::move(relations));
    }

private:
    struct Triple {
        std::string source, relation, target;
    };

    std::string const& new_fact(std::size_t i) const { return store_.changes.at(said_ + i).new_fact; }
    std::string const& filler() { return fillers_.at(used_++ % fillers_.size()); }
    /// Half of them are the person's own.
    Triple triple(std::size_t i) const {
        static constexpr std::array<std::string_view, 4> verbs = {"works_with", "visits", "likes", "is_friend_of"};
        static constexpr std::array<std::string_view, 5> others = {"Margaret", "Jonathan", "Theresa", "Bartholomew",
                                                                   "Ingrid"};
        return {i % 2 == 0 ? store_.name : std::string(others[i % others.size()]),
                std::string(verbs[i / 2 % verbs.size()]), "Friend number " + std::to_string(i)};
    }
    json relation(std::size_t i) const {
        auto const [source, verb, target] = triple(i);
        return {{"source", source}, {"relation", verb}, {"target", target}};
    }

    testing::ChangingStore store_;
    std::vector<std::string> fillers_;
    std::size_t said_ = 0;
    std::size_t used_ = 0;
};

/// What one member of a question's document takes, with its name.
void add_members(Parts& parts, json const& document) {
    for (auto const& [name, value] : document.items()) {
        bool const is_minor = name == "time" || name == "summary";
        parts[is_minor ? "time and summary" : name] += tokens(name.size() + 4 + value.dump().size());
    }
}

Parts parts_of(std::vector<AskedQuestion> const& questions) {
    Parts parts;
    for (auto const& [name, text] : questions) {
        auto const body = json::parse(text);
        auto const& messages = body.at("messages");
        auto const system = messages.front().at("content").get<std::string>();
        auto const content = messages.back().at("content").get<std::string>();
        auto const document = json::parse(content);
        parts[name] += tokens(messages.dump().size());
        parts["messages"] += tokens(messages.dump().size());
        parts["as read"] += tokens(system.size() + content.size());
        parts["schemas"] += tokens(body.at("response_format").dump().size());
        parts["prompts"] += tokens(system.size());
        if (name == consolidation_name) {
            parts["count of memories"] += static_cast<double>(document.at("memories").size());
            parts["count of relations"] += static_cast<double>(document.at("known_relations").size());
        }
        add_members(parts, document);
    }
    return parts;
}

/// The parts of a session's first and second ten messages.
std::vector<Parts> measure(Person person) {
    testing::TemporaryDirectory const directory;
    SlowModel const model([&](std::string const& name, json const& document) { return person.reply(name, document); },
                          0ms);
    configure_model(directory.path(), model);
    AskingClient client(directory.path(), Provider::local);
    (void)client.call("add_memory", person.known());
    std::vector<Parts> conversations;
    std::size_t before = 0;
    for (int i = 0; i < 2; ++i) {
        auto const answer = AskingClient::content_of(client.call("add_memory", person.next_conversation()));
        if (answer.at("status") != "SUCCEEDED") throw std::runtime_error("the extraction ended with " + answer.dump());
        auto questions = model.questions();
        questions.erase(questions.begin(), questions.begin() + static_cast<std::ptrdiff_t>(before));
        before += questions.size();
        conversations.push_back(parts_of(questions));
    }
    return conversations;
}

struct Conversations {
    std::vector<Parts> all;

    double mean(std::string const& part) const {
        double sum = 0;
        for (auto const& parts : all) sum += parts.contains(part) ? parts.at(part) : 0;
        return sum / static_cast<double>(all.size());
    }
    double most(std::string const& part) const {
        double most = 0;
        for (auto const& parts : all) most = std::max(most, parts.contains(part) ? parts.at(part) : 0);
        return most;
    }
};

}  // namespace

void measure_prompts(Report& report) {
    Report::progress("extraction: recording what the model is sent");
    auto const paraphrases = testing::read_paraphrases();
    Conversations first, next;
    for (auto const& store : testing::read_changing_stores()) {
        auto const conversations = measure({store, paraphrases.others});
        first.all.push_back(conversations.front());
        next.all.push_back(conversations.back());
    }
    Table table("Both questions about ten messages, against " + grouped(stored_facts) +
                    " facts: tokens, taking four bytes for one",
                {"", "a session's first ten", "its next ten"});
    auto const add = [&](std::string const& name, std::string const& part) {
        table.add({name, figure(first.mean(part)), figure(next.mean(part))});
    };
    table.add({"messages of both", against_goal(first.mean("messages"), goal_tokens),
               against_goal(next.mean("messages"), goal_tokens)});
    table.add({"  the person with the most", figure(first.most("messages")), figure(next.most("messages"))});
    add("  of the extraction", extraction_name);
    add("  of the consolidation", consolidation_name);
    add("schemas, not among the messages", "schemas");
    add("messages without escapes, as a model reads them", "as read");
    for (std::string const part : {"prompts", "turns", "recent", "categories", "time and summary", "facts", "memories",
                                   "neighbours", "relations", "known_relations"})
        add("  " + part, part);
    add("how many memories those are", "count of memories");
    add("how many known relations", "count of relations");
    table.remark("Mean of the six people of tests/data/changes; the replies have six new facts and four relations.");
    report.add(std::move(table));
}

}  // namespace keepsake::bench
