#include "memory/extraction/extractor.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text/terms.h"
#include "core/text/unicode.h"
#include "memory/extraction/categories.h"
#include "memory/extraction/evidence.h"
#include "memory/wording.h"

namespace keepsake::memory {
namespace {

using Json = nlohmann::json;
using storage::JobTurn;

/// Some 120 words.
constexpr std::size_t longest_summary = 1200;

Json json_of(std::span<JobTurn const> turns) {
    Json list = Json::array();
    for (auto const& turn : turns) {
        list.push_back({{"n", list.size()},
                        {"speaker", speaker_of(turn)},
                        {"role", turn.role},
                        {"time", core::format_time(turn.said_at)},
                        {"text", turn.text}});
    }
    return list;
}

std::string instructions_of(core::LlmSettings const& settings, ExtractionWishes const& wishes) {
    std::string text = settings.custom_instructions;
    auto const add = [&text](std::string const& lead, std::string const& more) {
        if (!more.empty()) text += (text.empty() ? "" : "\n") + lead + more;
    };
    add("", wishes.instructions);
    add("Keep only: ", wishes.includes);
    add("Do not keep: ", wishes.excludes);
    return text;
}

std::map<std::string, std::string> const& categories_of(core::LlmSettings const& settings,
                                                        ExtractionWishes const& wishes) {
    if (!wishes.categories.empty()) return wishes.categories;
    return settings.custom_categories.empty() ? default_categories() : settings.custom_categories;
}

std::string said(JobTurn const& turn) { return storage::spoken(speaker_of(turn), turn.text); }

/// The turn that shares most words with the fact.
std::size_t most_like(std::string const& fact, std::span<JobTurn const> turns) {
    auto const terms = core::terms(fact, core::TextRole::document);
    std::set<std::string> const wanted(terms.begin(), terms.end());
    std::size_t best = turns.size() - 1;
    std::ptrdiff_t most = 0;
    for (std::size_t i = 0; i < turns.size(); ++i) {
        auto const own = core::terms(turns[i].text, core::TextRole::document);
        std::set<std::string> const words(own.begin(), own.end());
        auto const shared =
            std::count_if(words.begin(), words.end(), [&](auto const& w) { return wanted.contains(w); });
        if (shared > most) {
            most = shared;
            best = i;
        }
    }
    return best;
}

/// All that a fact may have been taken from.
std::vector<std::string> evidence(Stretch const& stretch, std::string const& context,
                                  std::span<std::size_t const> sources) {
    std::vector<std::string> texts = {context};
    for (auto const place : sources) texts.push_back(said(stretch.turns[place]));
    for (auto const& turn : stretch.recent) texts.push_back(said(turn));
    // Who is meant by "she" stands in what was said just before.
    for (auto const place : sources) {
        constexpr std::size_t before = 10;
        for (auto i = place - std::min(place, before); i < place; ++i) texts.push_back(said(stretch.turns[i]));
    }
    return texts;
}

std::vector<storage::RowId> rows_of(std::span<std::size_t const> places, Stretch const& stretch) {
    std::vector<storage::RowId> rows;
    for (auto const place : places) rows.push_back(stretch.turns[place].row);
    return rows;
}

Timestamp last_said(std::span<std::size_t const> places, Stretch const& stretch) {
    auto last = places.empty() ? stretch.said_at() : stretch.turns[places.front()].said_at;
    for (auto const place : places) last = std::max(last, stretch.turns[place].said_at);
    return last;
}

Candidate candidate_of(ProposedFact const& fact, Stretch const& stretch, std::string const& context,
                       JobOrder const& order) {
    auto sources = fact.sources;
    if (sources.empty()) sources.push_back(most_like(fact.text, stretch.turns));
    Candidate candidate{.content = order.shared,
                        .valid_from = {},
                        .said_at = last_said(sources, stretch),
                        .sources = rows_of(sources, stretch),
                        .forget = fact.forget};
    candidate.content.text = fact.text;
    candidate.content.event_date = fact.event_date;
    candidate.content.confidence = fact.confidence;
    if (!is_supported(fact.text, evidence(stretch, context, sources))) candidate.content.confidence /= 2;
    auto& categories = candidate.content.categories;
    if (fact.category && std::find(categories.begin(), categories.end(), *fact.category) == categories.end())
        categories.push_back(*fact.category);
    candidate.valid_from = true_since(fact.event_date, candidate.said_at);
    return candidate;
}

Content with_shared(Content content, Content const& shared) {
    if (content.categories.empty()) content.categories = shared.categories;
    if (content.metadata == "{}") content.metadata = shared.metadata;
    if (!content.expires_at) content.expires_at = shared.expires_at;
    return content;
}

/// Of the facts stated beside a relation the first that names both its ends.
std::optional<std::size_t> fact_that_says(storage::RelationTriple const& triple, std::vector<StatedFact> const& facts) {
    for (std::size_t place = 0; place < facts.size(); ++place) {
        if (names_both_ends(facts[place].content.text, triple)) return place;
    }
    return std::nullopt;
}

}  // namespace

Timestamp true_since(std::optional<std::string> const& event_date, Timestamp said_at) {
    auto const day = event_date ? core::parse_time(*event_date) : std::nullopt;
    return day ? std::min(*day, said_at) : said_at;
}

ModelQuestion Extractor::question(Stretch const& stretch, std::string const& summary, JobOrder const& order) const {
    Json document = {{"time", core::format_time(stretch.said_at())},
                     {"categories", categories_of(settings_, order.wishes)},
                     {"recent", json_of(stretch.recent)},
                     {"turns", json_of(stretch.turns)}};
    if (!summary.empty()) document["summary"] = summary;
    if (auto const instructions = instructions_of(settings_, order.wishes); !instructions.empty())
        document["instructions"] = instructions;
    return {"memory_extraction", prompts_.text("extract.md"), prompts_.text("extract.schema.json"),
            std::move(document)};
}

std::variant<std::string, CallFailure> Extractor::ask(Stretch const& stretch, std::string const& summary,
                                                      JobOrder const& order, storage::RowId job,
                                                      std::stop_token stop) const {
    auto const read = [&](std::string const& reply) -> std::optional<core::Error> {
        auto const extraction = read_extraction_reply(reply, stretch.turns.size());
        return extraction ? std::nullopt : std::optional(extraction.error());
    };
    return caller_.ask(question(stretch, summary, order), read, job, std::move(stop));
}

core::Result<Proposal> Extractor::proposal(std::string const& reply, Stretch const& stretch, std::string const& summary,
                                           JobOrder const& order, std::string const& user) {
    auto const read = read_extraction_reply(reply, stretch.turns.size());
    if (!read) return read.error();
    auto const& extraction = read.value();
    auto const context = summary + "\n" + user;
    Proposal proposal;
    for (auto const& fact : extraction.facts) proposal.facts.push_back(candidate_of(fact, stretch, context, order));
    for (auto const& relation : extraction.relations) {
        proposal.relations.push_back(
            {.triple = {relation.source, relation.source_type, relation.relation, relation.target,
                        relation.target_type},
             .valid_from = relation.valid_from ? core::parse_time(*relation.valid_from) : std::nullopt,
             .said_at = last_said(relation.sources, stretch),
             .confidence = relation.fact ? proposal.facts[*relation.fact].content.confidence : 1,
             .sources = rows_of(relation.sources, stretch),
             .fact = relation.fact});
    }
    proposal.summary = core::cut_utf8(extraction.summary, longest_summary);
    return proposal;
}

Proposal stated_proposal(JobOrder const& order, Timestamp now) {
    auto const said_at = order.said_at.value_or(now);
    Proposal proposal;
    for (auto const& fact : order.facts) {
        proposal.facts.push_back(
            {.content = with_shared(fact.content, order.shared),
             .valid_from = fact.valid_from ? *fact.valid_from : true_since(fact.content.event_date, said_at),
             .said_at = said_at,
             .sources = {},
             .forget = false});
    }
    for (auto const& relation : order.relations) {
        proposal.relations.push_back({.triple = relation.triple,
                                      .valid_from = relation.valid_from,
                                      .said_at = said_at,
                                      .confidence = relation.confidence,
                                      .sources = {},
                                      .fact = fact_that_says(relation.triple, order.facts)});
    }
    return proposal;
}

}  // namespace keepsake::memory
