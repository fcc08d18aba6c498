#include "memory/graph/relation_cursor.h"

#include <algorithm>

namespace keepsake::memory {

using storage::Direction;
using storage::EntityPlace;
using storage::RelationPlace;
using storage::UserGraph;

namespace {

constexpr auto by_last = [](auto const& a, auto const& b) { return a.back() < b.back(); };

}  // namespace

RelationCursor::RelationCursor(UserGraph const& graph, EntityPlace self, Direction direction) {
    auto const& names = graph.names_of(self);
    if (names.size() == 1) {
        if (direction != Direction::in) two_[0] = graph.out_of(self);
        if (direction != Direction::out) two_[1] = graph.into(self);
        return;
    }
    for (auto const name : names) {
        if (direction != Direction::in && !graph.out_of(name).empty()) many_.push_back(graph.out_of(name));
        if (direction != Direction::out && !graph.into(name).empty()) many_.push_back(graph.into(name));
    }
    std::make_heap(many_.begin(), many_.end(), by_last);
}

std::size_t RelationCursor::most(UserGraph const& graph, EntityPlace self, Direction direction) {
    std::size_t count = 0;
    for (auto const name : graph.names_of(self)) {
        if (direction != Direction::in) count += graph.out_of(name).size();
        if (direction != Direction::out) count += graph.into(name).size();
    }
    return count;
}

std::optional<RelationPlace> RelationCursor::next() {
    // A relation that leads back to its entity stands on both sides, one behind the other.
    for (;;) {
        auto const found = many_.empty() ? next_of_two() : next_of_many();
        if (!found || found != before_) return before_ = found;
    }
}

std::optional<RelationPlace> RelationCursor::next_of_two() {
    auto& [out, in] = two_;
    if (out.empty() && in.empty()) return std::nullopt;
    auto& newer = in.empty() || (!out.empty() && out.back() > in.back()) ? out : in;
    auto const found = newer.back();
    newer = newer.first(newer.size() - 1);
    return found;
}

std::optional<RelationPlace> RelationCursor::next_of_many() {
    std::pop_heap(many_.begin(), many_.end(), by_last);
    auto& newest = many_.back();
    auto const found = newest.back();
    newest = newest.first(newest.size() - 1);
    if (newest.empty()) many_.pop_back();
    else std::push_heap(many_.begin(), many_.end(), by_last);
    return found;
}

}  // namespace keepsake::memory
