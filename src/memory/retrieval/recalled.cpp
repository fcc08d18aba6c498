#include "memory/retrieval/recalled.h"

#include <algorithm>

namespace keepsake::memory {
namespace {

constexpr std::size_t most_relations = 10;

}  // namespace

Recollection const& Recalled::add(storage::UserGraph const& graph, Timestamp now) {
    GraphView view(graph, {request_.past.as_of, request_.past.known_at}, request_.visible, now);
    Recollection recollection(view, request_.query);
    users_.push_back({std::move(view), std::move(recollection)});
    return users_.back().recollection;
}

std::vector<std::string> Recalled::path_to(std::size_t user, storage::RowId memory) const {
    auto const& [view, recollection] = users_[user];
    std::vector<std::string> path;
    for (auto const place : recollection.path_to(memory)) {
        auto const& relation = view.graph().relations()[place];
        path.push_back(view.name_of(view.source_of(relation)) + " " + view.graph().relation_names()[relation.name] +
                       " " + view.name_of(view.target_of(relation)));
    }
    return path;
}

void Recalled::take(User const& user, storage::RelationPlace place) {
    auto const& relation = user.view.graph().relations()[place];
    auto const is_it = [&](Named const& named) { return named.row == relation.row; };
    if (taken_.size() == most_relations || std::ranges::any_of(taken_, is_it)) return;
    taken_.push_back({relation.row, user.view.name_of(user.view.source_of(relation)),
                      user.view.name_of(user.view.target_of(relation))});
}

void Recalled::note_hit(std::size_t user, storage::RowId memory) {
    auto const path = users_[user].recollection.path_to(memory);
    if (!path.empty()) take(users_[user], path.back());
}

std::vector<RelationView> Recalled::relations(storage::GraphStore const& store) {
    for (auto const& user : users_) {
        for (auto const place : user.recollection.spoken_of()) {
            if (taken_.size() == most_relations) break;
            take(user, place);
        }
    }
    std::vector<RelationView> views;
    if (taken_.empty()) return views;
    std::vector<storage::RowId> rows;
    for (auto const& named : taken_) rows.push_back(named.row);
    for (auto& record : store.load(rows, request_.visible)) {
        auto const named = std::ranges::find(taken_, record.row, &Named::row);
        // What ended later than that was not known to end.
        if (request_.past.known_at && record.closed_at && *record.closed_at > *request_.past.known_at)
            record.valid_to = record.closed_at = std::nullopt;
        views.push_back({std::move(record), named->source, named->target});
    }
    return views;
}

}  // namespace keepsake::memory
