#include "memory/graph/asked_graphs.h"

#include <algorithm>
#include <utility>

#include "core/text/unicode.h"
#include "memory/graph/entity_finder.h"

namespace keepsake::memory {
namespace {

constexpr std::int64_t most_counted = 200'000;

}  // namespace

AskedGraphs::AskedGraphs(Sources const& sources, GraphScope const& scope, std::span<std::string const> names,
                         std::stop_token stop)
    : sources_(sources),
      time_(scope.time),
      visible_(scope.visible_for_ids),
      budget_(stop),
      counting_(std::move(stop), most_counted) {
    for (auto const& name : names) {
        if (!is_uuid(name)) continue;
        auto const owner = sources_.graph.owner_of(core::fold(name), scope.visible_for_ids);
        auto const is_owner = [&](storage::UserRecord const& user) { return user.row == owner->row; };
        if (owner && std::none_of(users_.begin(), users_.end(), is_owner)) users_.push_back(*owner);
    }
    if (users_.empty()) {
        visible_ = scope.visible;
        users_ = sources_.store.users(visible_);
    }
    std::sort(users_.begin(), users_.end(), [](auto const& a, auto const& b) { return a.row < b.row; });
}

void AskedGraphs::look_at_each(std::function<void(GraphView const&)> const& look) const {
    for (auto const& user : users_) {
        auto const lease = sources_.indexes.lease(user);
        look(GraphView(lease.graph(), time_, visible_, sources_.now));
    }
}

void AskedGraphs::ask_each(std::function<void(GraphView const&, AnswerPart&)> const& ask) {
    auto const part_of = [&](storage::UserRecord const& user) {
        auto const lease = sources_.indexes.lease(user);
        GraphView const view(lease.graph(), time_, visible_, sources_.now);
        AnswerPart part(view, counting_);
        ask(view, part);
        return part;
    };
    for (auto const& user : users_) {
        part_of(user).append_to(answer_, sources_.graph, visible_);
        if (budget_.reached()) break;
    }
}

GraphAnswer AskedGraphs::take_answer(std::string_view advice) {
    if (budget_.reached()) {
        answer_.truncated = true;
        answer_.stopped = budget_.sentence(advice);
    } else if (counting_.reached() && !answer_.stopped) {
        answer_.stopped = "relation_count is a lower limit for the last entities: counting ended after " +
                          std::to_string(most_counted) + " relations.";
    }
    return std::move(answer_);
}

}  // namespace keepsake::memory
