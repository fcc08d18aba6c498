#include "memory/graph/graph_excerpts.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "memory/graph/entity_finder.h"
#include "memory/graph/exploring.h"
#include "memory/graph/unknown_entity.h"

namespace keepsake::memory {

using storage::EntityPlace;
using storage::RelationPlace;
using storage::RowId;

namespace {

StepBudget without_end() { return StepBudget({}, std::numeric_limits<std::int64_t>::max()); }

/// Entities in the order in which they come, each once.
class Listed {
public:
    explicit Listed(GraphView const& view) : view_(view), is_listed_(view.graph().entities().size()) {}

    void add(EntityPlace self) {
        if (!is_listed_[self]) entities.push_back(self);
        is_listed_[self] = true;
    }
    void add_ends(RelationPlace place) {
        auto const& relation = view_.graph().relations()[place];
        add(view_.source_of(relation));
        add(view_.target_of(relation));
    }
    bool has(EntityPlace self) const { return is_listed_[self]; }

    std::vector<EntityPlace> entities;

private:
    GraphView const& view_;
    std::vector<bool> is_listed_;
};

}  // namespace

GraphExcerpts::GraphExcerpts(AskedGraphs::Sources const& sources, GraphScope scope)
    : sources_(sources), scope_(std::move(scope)) {}

GraphExcerpt GraphExcerpts::whole(std::size_t limit) const {
    return read([&](GraphView const& view) { return choose_newest(view, limit); }).value();
}

core::Result<GraphExcerpt> GraphExcerpts::around(std::string const& entity, int depth, std::size_t limit) const {
    return read([&](GraphView const& view) -> core::Result<Choice> {
        auto budget = without_end();
        auto const start = EntityFinder(view, budget).find(entity);
        if (!start) return unknown_entity(view, entity);
        return choose_nearest(view, *start, depth, limit);
    });
}

core::Result<GraphExcerpt> GraphExcerpts::read(
    std::function<core::Result<Choice>(GraphView const&)> const& choose) const {
    storage::UserGraph const empty;
    std::optional<storage::IndexCache::Lease> lease;
    for (auto const& user : sources_.store.users(scope_.visible)) lease.emplace(sources_.indexes.lease(user));
    GraphView const view(lease ? lease->graph() : empty, scope_.time, scope_.visible, sources_.now);
    auto const choice = choose(view);
    if (!choice) return choice.error();
    return excerpt_of(view, choice.value());
}

GraphExcerpt GraphExcerpts::excerpt_of(GraphView const& view, Choice const& choice) const {
    std::unordered_map<EntityPlace, std::size_t> numbers;
    for (auto const self : choice.entities) numbers.emplace(self, numbers.size());
    std::unordered_map<RowId, std::pair<std::size_t, std::size_t>> ends;
    for (auto const place : choice.relations) {
        auto const& relation = view.graph().relations()[place];
        ends[relation.row] = {numbers.at(view.source_of(relation)), numbers.at(view.target_of(relation))};
    }
    auto counting = without_end();
    AnswerPart part(view, counting);
    part.add_entities(choice.entities);
    part.add_relations(choice.relations);
    GraphAnswer answer;
    std::move(part).append_to(answer, sources_.graph, scope_.visible);
    GraphExcerpt excerpt{std::move(answer.entities), {}, choice.relations_left_out, choice.entities_left_out};
    for (auto& relation : answer.relations) {
        auto const [source, target] = ends.at(relation.record.row);
        excerpt.relations.push_back({std::move(relation), source, target});
    }
    return excerpt;
}

GraphExcerpts::Choice GraphExcerpts::choose_newest(GraphView const& view, std::size_t limit) {
    auto const& graph = view.graph();
    Choice choice;
    Listed listed(view);
    Listed touched(view);
    for (auto place = static_cast<RelationPlace>(graph.relations().size()); place-- > 0;) {
        if (!view.shows(graph.relations()[place])) continue;
        touched.add_ends(place);
        if (choice.relations.size() == limit) {
            ++choice.relations_left_out;
            continue;
        }
        choice.relations.push_back(place);
        listed.add_ends(place);
    }
    auto budget = without_end();
    std::size_t alone = 0;
    for (EntityPlace place = 0; place < graph.entities().size(); ++place) {
        if (graph.self_of(place) != place || listed.has(place)) continue;
        if (touched.has(place)) ++choice.entities_left_out;
        else if (!view.shows_entity(place, budget)) continue;
        else if (alone++ < limit) listed.add(place);
        else ++choice.entities_left_out;
    }
    choice.entities = std::move(listed.entities);
    return choice;
}

GraphExcerpts::Choice GraphExcerpts::choose_nearest(GraphView const& view, EntityPlace start, int depth,
                                                    std::size_t limit) {
    auto budget = without_end();
    auto found = surroundings_of(view, start, depth, {}, std::numeric_limits<std::size_t>::max(), budget);
    Choice choice;
    choice.relations_left_out = found.relations.size() - std::min(found.relations.size(), limit);
    found.relations.resize(found.relations.size() - choice.relations_left_out);
    Listed listed(view);
    listed.add(start);
    for (auto const place : found.relations) listed.add_ends(place);
    choice.relations = std::move(found.relations);
    choice.entities_left_out = found.entities.size() - listed.entities.size();
    choice.entities = std::move(listed.entities);
    return choice;
}

}  // namespace keepsake::memory
