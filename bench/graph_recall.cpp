#include "graph_recall.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "local_engine.h"
#include "local_model.h"
#include "memory/generated_world.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

using storage::RelationRow;
using storage::RowId;
using testing::GeneratedWorld;

constexpr testing::WorldSize world_size{.entities = 1'200, .relations = 12'000, .seed = 11};
constexpr std::size_t questions_of_a_kind = 150;
constexpr std::size_t most_embedded = 20'000;
constexpr std::size_t facts_at_once = 500;
constexpr double weights[] = {0, 1, 3, 6};

struct TwoStepQuestion {
    std::string text;
    std::string first;   ///< says what the question names
    std::string second;  ///< says what is asked for
};

/// What is true now, and how it is said.
class WorldFacts {
public:
    explicit WorldFacts(GeneratedWorld const& world) : world_(world) {
        std::set<std::tuple<RowId, std::string, RowId>> known;
        for (auto const& relation : world.relations) {
            auto const source = self(relation.source);
            auto const target = self(relation.target);
            if (relation.valid_to || source == target) continue;
            if (!known.emplace(source, relation.relation, target).second) continue;
            facts_.push_back({source, relation.relation, target, relation.valid_from});
            out_[{source, relation.relation}].push_back(target);
            in_[{target, relation.relation}].push_back(source);
        }
    }

    struct Fact {
        RowId source;
        std::string relation;
        RowId target;
        core::Timestamp since;
    };
    std::vector<Fact> const& facts() const { return facts_; }
    std::string const& name(RowId row) const { return world_.entities[static_cast<std::size_t>(row) - 1].name; }
    std::string said(RowId source, std::string const& relation, RowId target) const {
        static std::map<std::string, std::string> const words = {
            {"located_in", " is in "}, {"lives_in", " lives in "}, {"works_at", " works at "},    {"owns", " owns "},
            {"uses", " uses "},        {"knows", " knows "},       {"works_with", " works with "}};
        return name(source) + words.at(relation) + name(target) + ".";
    }

    /// Where one fact is enough: the graph must not put others in its place.
    std::vector<TwoStepQuestion> homes() const {
        std::vector<TwoStepQuestion> questions;
        for (auto const& [begin, cities] : out_) {
            if (begin.second != "lives_in" || cities.size() != 1 || questions.size() == questions_of_a_kind) continue;
            auto const fact = said(begin.first, "lives_in", cities[0]);
            questions.push_back({"Where does " + name(begin.first) + " live?", fact, fact});
        }
        return questions;
    }
    /// What no relation says, asked of those of whom relations say a lot.
    std::vector<TwoStepQuestion> pets() const {
        std::vector<TwoStepQuestion> questions;
        for (auto const& question : homes()) {
            auto const owner = question.text.substr(11, question.text.size() - 17);
            auto const fact = owner + "'s pet is called Rex " + std::to_string(questions.size()) + ".";
            questions.push_back({"What is the name of the pet of " + owner + "?", fact, fact});
        }
        return questions;
    }
    /// Those who have exactly one.
    std::vector<TwoStepQuestion> companies_city() const {
        return chains("works_at", "located_in", [](std::string const& person) {
            return "In which city is the company where " + person + " works?";
        });
    }
    std::vector<TwoStepQuestion> homes_country() const {
        return chains("lives_in", "located_in", [](std::string const& person) {
            return "In which country is the place where " + person + " lives?";
        });
    }
    std::vector<TwoStepQuestion> owners_home() const {
        std::vector<TwoStepQuestion> questions;
        for (auto const& [end, owners] : in_) {
            auto const& [thing, relation] = end;
            if (relation != "owns" || owners.size() != 1 || questions.size() == questions_of_a_kind) continue;
            auto const home = out_.find({owners[0], "lives_in"});
            if (home == out_.end() || home->second.size() != 1) continue;
            questions.push_back({"In which city does the person who owns " + name(thing) + " live?",
                                 said(owners[0], "owns", thing), said(owners[0], "lives_in", home->second[0])});
        }
        return questions;
    }

private:
    RowId self(RowId row) const {
        auto const same_as = world_.entities[static_cast<std::size_t>(row) - 1].same_as;
        return same_as == 0 ? row : same_as;
    }

    template <typename Ask>
    std::vector<TwoStepQuestion> chains(char const* first, char const* second, Ask ask) const {
        std::vector<TwoStepQuestion> questions;
        for (auto const& [begin, middles] : out_) {
            auto const& [source, relation] = begin;
            if (relation != first || middles.size() != 1 || questions.size() == questions_of_a_kind) continue;
            auto const end = out_.find({middles[0], second});
            if (end == out_.end() || end->second.size() != 1) continue;
            questions.push_back(
                {ask(name(source)), said(source, first, middles[0]), said(middles[0], second, end->second[0])});
        }
        return questions;
    }

    GeneratedWorld const& world_;
    std::vector<Fact> facts_;
    std::map<std::pair<RowId, std::string>, std::vector<RowId>> out_;
    std::map<std::pair<RowId, std::string>, std::vector<RowId>> in_;
};

void store(WorldFacts const& facts, storage::Store& store, models::Embedder& model) {
    ModelVectors vectors(model, most_embedded);
    auto const& all = facts.facts();
    for (std::size_t begin = 0; begin < all.size(); begin += facts_at_once) {
        storage::Addition addition;
        addition.scope.user = default_user;
        addition.actor = "bench";
        for (auto const& fact : std::span(all).subspan(begin, std::min(facts_at_once, all.size() - begin))) {
            auto& relation = addition.relations.emplace_back();
            relation.triple = {facts.name(fact.source), "", fact.relation, facts.name(fact.target), ""};
            relation.said_at = fact.since;
            relation.fact = addition.memories.size();
            auto& memory = addition.memories.emplace_back();
            memory.content.text = facts.said(fact.source, fact.relation, fact.target);
            memory.valid_from = fact.since;
        }
        vectors(addition);
        store.add(addition);
    }
}

void store_pets(WorldFacts const& facts, storage::Store& store, models::Embedder& model) {
    ModelVectors vectors(model, most_embedded);
    storage::Addition addition;
    addition.scope.user = default_user;
    addition.actor = "bench";
    for (auto const& question : facts.pets()) addition.memories.emplace_back().content.text = question.first;
    vectors(addition);
    store.add(addition);
}

struct Recall {
    std::size_t first = 0;
    std::size_t second = 0;
    std::size_t both = 0;
    std::size_t at_once = 0;  ///< the second is the first result
};

Recall recall(LocalEngine& engine, double weight, std::vector<TwoStepQuestion> const& questions) {
    Recall found;
    auto const retriever = engine.retriever_with({{"graph", weight}});
    for (auto const& question : questions) {
        auto const answer = retriever.search({.query = question.text,
                                              .visible = default_user_filter(),
                                              .filter = {},
                                              .threshold = {},
                                              .kinds = {},
                                              .past = {}});
        auto const has = [&](std::string const& text) {
            return std::ranges::any_of(answer.hits, [&](auto const& hit) { return hit.memory.content.text == text; });
        };
        bool const first = has(question.first);
        bool const second = has(question.second);
        found.first += first ? 1 : 0;
        found.second += second ? 1 : 0;
        found.both += first && second ? 1 : 0;
        found.at_once += !answer.hits.empty() && answer.hits[0].memory.content.text == question.second ? 1 : 0;
    }
    return found;
}

}  // namespace

void measure_graph_recall(Report& report) {
    auto const world = testing::generated_world(world_size);
    WorldFacts const facts(world);
    Report::progress("graph_recall: embedding and storing " + grouped(facts.facts().size()) + " facts");
    testing::TemporaryDirectory const directory;
    LocalEngine engine(directory.path(), local_model());
    store(facts, engine.store(), local_model());
    store_pets(facts, engine.store(), local_model());
    LocalEngine by_words(engine, no_model());

    std::vector<std::pair<std::string, std::vector<TwoStepQuestion>>> const kinds = {
        {"the city of somebody's company", facts.companies_city()},
        {"the country of somebody's home", facts.homes_country()},
        {"the home of something's owner", facts.owners_home()},
        {"somebody's home, one fact", facts.homes()},
        {"somebody's pet, of which no relation tells", facts.pets()}};
    for (auto const& [name, questions] : kinds) {
        Table table("Questions that need two facts, " + grouped(facts.facts().size()) + " known: " + name + " (" +
                        grouped(questions.size()) + " questions), share found among ten, %",
                    {"weight of the graph", "with the model: first fact", "second", "both", "words only: first",
                     "second", "both"});
        for (auto const weight : weights) {
            std::vector<std::string> row = {figure(weight)};
            for (auto* const way : {&engine, &by_words}) {
                auto const found = recall(*way, weight, questions);
                for (auto const count : {found.first, found.second, found.both, found.at_once})
                    row.push_back(figure(100.0 * static_cast<double>(count) / static_cast<double>(questions.size())));
            }
            table.add(std::move(row));
        }
        report.add(std::move(table));
    }
}

}  // namespace keepsake::bench
