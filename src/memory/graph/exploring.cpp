#include "memory/graph/exploring.h"

namespace keepsake::memory {

using storage::EntityPlace;
using storage::GraphRelation;
using storage::RelationPlace;

Surroundings surroundings_of(GraphView const& view, EntityPlace start, int depth, Follow const& follow,
                             std::size_t limit, StepBudget& budget) {
    Surroundings found;
    std::vector<bool> reached(view.graph().entities().size());
    std::vector<bool> taken(view.graph().relations().size());
    found.entities.push_back(start);
    reached[start] = true;
    std::size_t next = 0;
    for (int distance = 0; distance < depth; ++distance) {
        auto const end = found.entities.size();
        for (; next < end; ++next) {
            auto const self = found.entities[next];
            auto const take = [&](RelationPlace place, GraphRelation const& relation) {
                if (taken[place]) return true;
                if (found.relations.size() == limit) return false;
                taken[place] = true;
                found.relations.push_back(place);
                auto const other = view.other_end(relation, self);
                if (!reached[other]) found.entities.push_back(other);
                reached[other] = true;
                return true;
            };
            if (!view.for_each_relation(self, follow, budget, take)) {
                found.truncated = true;
                return found;
            }
        }
    }
    return found;
}

}  // namespace keepsake::memory
