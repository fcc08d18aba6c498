#include "memory/consolidation/consolidator.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace keepsake::memory {
namespace {

using Json = nlohmann::json;
using Answer = std::variant<ConsolidationReply, CallFailure>;

/// More would make a question that small models lose themselves in.
constexpr std::size_t most_facts = 40;

std::string day_of(Timestamp time) { return core::format_time(time).substr(0, 10); }

Json json_of(storage::RelationTriple const& triple, std::size_t n) {
    return {{"n", n}, {"source", triple.source}, {"relation", triple.relation}, {"target", triple.target}};
}

ConsolidationReply joined(ConsolidationReply first, ConsolidationReply second) {
    std::move(second.decisions.begin(), second.decisions.end(), std::back_inserter(first.decisions));
    std::move(second.relation_decisions.begin(), second.relation_decisions.end(),
              std::back_inserter(first.relation_decisions));
    return first;
}

}  // namespace

ModelQuestion Consolidator::question(Part const& part, Proposal const& proposal, Surroundings const& known) const {
    Json document = {{"facts", Json::array()},
                     {"memories", Json::array()},
                     {"neighbours", Json::object()},
                     {"relations", Json::array()},
                     {"known_relations", Json::array()}};
    Timestamp said_at{};
    std::set<std::size_t> memories;
    for (auto const place : part.facts) {
        auto const& fact = proposal.facts[place];
        said_at = std::max(said_at, fact.said_at);
        Json date = fact.content.event_date ? Json(*fact.content.event_date) : Json();
        document["facts"].push_back(
            {{"n", place}, {"text", fact.content.text}, {"event_date", std::move(date)}, {"forget", fact.forget}});
        document["neighbours"][std::to_string(place)] = known.near[place];
        memories.insert(known.near[place].begin(), known.near[place].end());
    }
    for (auto const place : memories) {
        auto const& memory = known.memories[place];
        document["memories"].push_back({{"n", place}, {"text", memory.text}, {"since", day_of(memory.since)}});
    }
    std::set<std::size_t> relations;
    for (auto const place : part.relations) {
        said_at = std::max(said_at, proposal.relations[place].said_at);
        document["relations"].push_back(json_of(proposal.relations[place].triple, place));
        relations.insert(known.near_relations[place].begin(), known.near_relations[place].end());
    }
    for (auto const place : relations) {
        auto relation = json_of(known.relations[place].triple, place);
        relation["since"] = day_of(known.relations[place].valid_from);
        document["known_relations"].push_back(std::move(relation));
    }
    document["time"] = core::format_time(said_at);
    auto system = prompts_.text("consolidate.md");
    if (!settings_.custom_consolidation.empty())
        system += "\n\n## instructions\n" + settings_.custom_consolidation + "\n";
    return {"memory_consolidation", std::move(system), prompts_.text("consolidate.schema.json"), std::move(document)};
}

Answer Consolidator::ask(Proposal const& proposal, Surroundings const& known, storage::RowId job,
                         std::stop_token stop) const {
    if (!needs_decision(proposal, known)) return ConsolidationReply{};
    Part all;
    for (std::size_t i = 0; i < proposal.facts.size(); ++i) {
        if (!repeated_memory(proposal.facts[i], known, i)) all.facts.push_back(i);
    }
    for (std::size_t i = 0; i < proposal.relations.size(); ++i) {
        if (!repeated_relation(proposal.relations[i], known, i)) all.relations.push_back(i);
    }
    return ask_about(all, proposal, known, job, std::move(stop));
}

Answer Consolidator::ask_about(Part const& part, Proposal const& proposal, Surroundings const& known,
                               storage::RowId job, std::stop_token stop) const {
    if (part.facts.size() > most_facts) return ask_halves(part, proposal, known, job, std::move(stop));
    ConsolidationReply reply;
    auto const read = [&reply](std::string const& text) -> std::optional<core::Error> {
        auto result = read_consolidation_reply(text);
        if (!result) return result.error();
        reply = std::move(result).value();
        return std::nullopt;
    };
    auto const asked = caller_.ask(question(part, proposal, known), read, job, stop);
    auto const* const failure = std::get_if<CallFailure>(&asked);
    if (failure == nullptr) return reply;
    if (failure->kind != CallFailure::Kind::cut || part.facts.size() < 2) return *failure;
    return ask_halves(part, proposal, known, job, std::move(stop));
}

/// Relations go with the half that has their fact.
Answer Consolidator::ask_halves(Part const& part, Proposal const& proposal, Surroundings const& known,
                                storage::RowId job, std::stop_token stop) const {
    auto const middle = part.facts.begin() + std::ssize(part.facts) / 2;
    Part first{{part.facts.begin(), middle}, {}};
    Part second{{middle, part.facts.end()}, {}};
    for (auto const place : part.relations) {
        auto const& fact = proposal.relations[place].fact;
        (fact && *fact >= *middle ? second : first).relations.push_back(place);
    }
    auto one = ask_about(first, proposal, known, job, stop);
    if (std::holds_alternative<CallFailure>(one)) return one;
    auto other = ask_about(second, proposal, known, job, std::move(stop));
    if (std::holds_alternative<CallFailure>(other)) return other;
    return joined(std::get<ConsolidationReply>(std::move(one)), std::get<ConsolidationReply>(std::move(other)));
}

}  // namespace keepsake::memory
