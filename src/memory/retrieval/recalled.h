#pragma once

#include <deque>
#include <string>
#include <vector>

#include "memory/graph/recollection.h"
#include "memory/requests.h"
#include "storage/graph_store.h"

namespace keepsake::memory {

/// What the graphs of the searched users say to a question. For one search, as long as their indexes are held.
class Recalled {
public:
    explicit Recalled(SearchRequest const& request) : request_(request) {}

    /// The next user's; to be kept by the caller for the ranking.
    Recollection const& add(storage::UserGraph const& graph, Timestamp now);

    /// How the graph led to a memory of the user who was added as the `user`th: "Ana works_at Acme", "Acme located_in Rome".
    std::vector<std::string> path_to(std::size_t user, storage::RowId memory) const;
    /// The relation that the graph found the memory by becomes one of the answer's.
    void note_hit(std::size_t user, storage::RowId memory);
    /// Those of the best hits, then others that share words with the question; ten at most.
    std::vector<RelationView> relations(storage::GraphStore const& store);

private:
    struct User {
        GraphView view;
        Recollection recollection;
    };
    struct Named {
        storage::RowId row = 0;
        std::string source;
        std::string target;
    };

    void take(User const& user, storage::RelationPlace place);

    SearchRequest const& request_;
    std::deque<User> users_;
    std::vector<Named> taken_;
};

}  // namespace keepsake::memory
