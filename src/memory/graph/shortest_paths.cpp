#include "memory/graph/shortest_paths.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>
#include <utility>

namespace keepsake::memory {
namespace {

using storage::Direction;
using storage::EntityPlace;
using storage::GraphRelation;
using storage::RelationPlace;

Direction reversed(Direction direction) {
    if (direction == Direction::both) return direction;
    return direction == Direction::out ? Direction::in : Direction::out;
}

/// A relation as it is gone on the way.
struct Stretch {
    EntityPlace from = 0;
    RelationPlace relation = 0;
    EntityPlace to = 0;
};

/// Spreads from both ends, one distance at a time, until the two meet.
class Meeting {
public:
    Meeting(GraphView const& view, EntityPlace from, EntityPlace to, Follow const& follow, StepBudget& budget)
        : view_(view), budget_(budget) {
        auto const entities = view.graph().entities().size();
        sides_[0] = {std::vector<std::uint8_t>(entities), {from}, {}, follow};
        sides_[1] = {std::vector<std::uint8_t>(entities), {to}, {}, {reversed(follow.direction), follow.relation}};
        for (auto& side : sides_) side.distance[side.frontier.front()] = 1;
    }

    /// Whether they met within so many relations.
    bool happens_within(int depth) {
        for (int gone = 1; gone <= depth && !met_; ++gone) {
            std::size_t const cheaper = cost(sides_[0]) <= cost(sides_[1]) ? 0 : 1;
            if (sides_[cheaper].frontier.empty()) return false;
            spread(sides_[cheaper], sides_[1 - cheaper], gone == depth);
            if (budget_.reached()) break;
        }
        return met_;
    }

    /// The stretches on the ways that lead from the one to the other, by the entity where they begin.
    std::vector<Stretch> stretches() const {
        std::vector<bool> useful(view_.graph().entities().size());
        std::vector<Stretch> found;
        for (auto const entity : meeting_) useful[entity] = true;
        for (auto const& side : sides_) {
            for (auto stretch = side.stretches.rbegin(); stretch != side.stretches.rend(); ++stretch) {
                if (!useful[stretch->to]) continue;
                useful[stretch->from] = true;
                bool const ahead = &side == &sides_[0];
                found.push_back(ahead ? *stretch : Stretch{stretch->to, stretch->relation, stretch->from});
            }
        }
        std::sort(found.begin(), found.end(), [](Stretch const& a, Stretch const& b) {
            return std::tie(a.from, a.relation) < std::tie(b.from, b.relation);
        });
        return found;
    }

private:
    struct Side {
        std::vector<std::uint8_t> distance;  ///< of each entity from this end, and one more; 0: not reached
        std::vector<EntityPlace> frontier;
        std::vector<Stretch> stretches;  ///< away from this end, nearest first
        Follow follow;
    };

    std::size_t cost(Side const& side) const {
        std::size_t sum = 0;
        for (auto const entity : side.frontier)
            sum += RelationCursor::most(view_.graph(), entity, side.follow.direction) + 1;
        return sum;
    }

    void spread(Side& side, Side const& other, bool is_last) {
        std::vector<EntityPlace> next;
        auto const distance = static_cast<std::uint8_t>(side.distance[side.frontier.front()] + 1);
        for (auto const entity : side.frontier) {
            auto const take = [&](RelationPlace place, GraphRelation const& relation) {
                auto const to = view_.other_end(relation, entity);
                auto& known = side.distance[to];
                bool const meets = other.distance[to] != 0;
                // Once they have met, no other way is as short; and of the last stretch only the end matters.
                if ((known != 0 && known != distance) || ((met_ || is_last) && !meets)) return true;
                side.stretches.push_back({entity, place, to});
                if (known == 0) {
                    known = distance;
                    next.push_back(to);
                    if (meets) meeting_.push_back(to);
                }
                met_ = met_ || meets;
                return true;
            };
            if (!view_.for_each_relation(entity, side.follow, budget_, take)) break;
        }
        side.frontier = std::move(next);
    }

    GraphView const& view_;
    StepBudget& budget_;
    std::array<Side, 2> sides_;
    std::vector<EntityPlace> meeting_;
    bool met_ = false;
};

/// Goes all ways along the stretches, each of which leads to the end.
class Ways {
public:
    Ways(std::vector<Stretch> stretches, EntityPlace end, std::size_t limit)
        : stretches_(std::move(stretches)), end_(end), limit_(limit) {}

    PathsFound from(EntityPlace start) && {
        go(start);
        return std::move(found_);
    }

private:
    bool go(EntityPlace entity) {
        if (entity == end_) {
            found_.truncated = found_.paths.size() == limit_;
            if (!found_.truncated) found_.paths.push_back(path_);
            return !found_.truncated;
        }
        auto stretch = std::partition_point(stretches_.begin(), stretches_.end(),
                                            [&](Stretch const& each) { return each.from < entity; });
        for (; stretch != stretches_.end() && stretch->from == entity; ++stretch) {
            path_.push_back(stretch->relation);
            bool const go_on = go(stretch->to);
            path_.pop_back();
            if (!go_on) return false;
        }
        return true;
    }

    std::vector<Stretch> stretches_;
    EntityPlace end_;
    std::size_t limit_;
    std::vector<RelationPlace> path_;
    PathsFound found_;
};

}  // namespace

PathsFound shortest_paths(GraphView const& view, EntityPlace from, EntityPlace to, int depth, Follow const& follow,
                          std::size_t limit, StepBudget& budget) {
    PathsFound found;
    Meeting meeting(view, from, to, follow, budget);
    if (meeting.happens_within(depth)) found = Ways(meeting.stretches(), to, limit).from(from);
    found.truncated = found.truncated || budget.reached();
    return found;
}

}  // namespace keepsake::memory
