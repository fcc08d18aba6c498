#include "model_replies.h"

#include <algorithm>

namespace keepsake::bench {
namespace {

using nlohmann::json;

constexpr std::size_t most_facts = 5;
constexpr std::size_t most_relations = 2;
constexpr std::size_t fact_length = 60;

/// Cut behind a word.
std::string shortened(std::string const& text) {
    if (text.size() <= fact_length) return text;
    return text.substr(0, std::min(text.find(' ', fact_length), text.size()));
}

json reply_to_turns(json const& turns) {
    auto facts = json::array();
    auto relations = json::array();
    auto const count = std::min(most_facts, turns.size());
    for (std::size_t i = 0; i < count; ++i) {
        auto const place = i * turns.size() / count;
        auto const speaker = turns[place].at("speaker").get<std::string>();
        auto const text = shortened(turns[place].at("text").get<std::string>());
        facts.push_back(fact_reply(speaker + ": " + text, place));
        if (relations.size() < most_relations)
            relations.push_back(relation_reply(speaker, "speaks_of", text.substr(text.rfind(' ') + 1), i));
    }
    return extraction_reply(std::move(facts), std::move(relations));
}

}  // namespace

json fact_reply(std::string const& text, std::size_t source) {
    return {{"text", text},          {"sources", json::array({source})}, {"confidence", .9},
            {"event_date", nullptr}, {"category", "personal"},           {"forget", false}};
}

json relation_reply(std::string const& source, std::string const& relation, std::string const& target,
                    std::size_t fact) {
    return {{"source", source}, {"source_type", "person"}, {"relation", relation},
            {"target", target}, {"target_type", "thing"},  {"sources", json::array({fact})},
            {"fact", fact},     {"valid_from", nullptr}};
}

json extraction_reply(json facts, json relations) {
    return {{"facts", std::move(facts)},
            {"relations", std::move(relations)},
            {"summary",
             "They told each other what had happened since they met last, and what they plan for the summer; "
             "one of them asked about a word that the other had used, and was told what it means."}};
}

json all_are_added(json const& document) {
    auto decisions = json::array();
    for (auto const& fact : document.at("facts")) {
        decisions.push_back({{"fact", fact.at("n")},
                             {"event", "ADD"},
                             {"memory", nullptr},
                             {"text", nullptr},
                             {"reason", "not known before"}});
    }
    auto relation_decisions = json::array();
    for (auto const& relation : document.at("relations")) {
        relation_decisions.push_back({{"relation", relation.at("n")},
                                      {"event", "ADD"},
                                      {"ends", json::array()},
                                      {"reason", "not known before"}});
    }
    return {{"decisions", std::move(decisions)}, {"relation_decisions", std::move(relation_decisions)}};
}

json plausible_reply(std::string const& name, json const& document) {
    return name == extraction_name ? reply_to_turns(document.at("turns")) : all_are_added(document);
}

}  // namespace keepsake::bench
