#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/graph_records.h"
#include "storage/index/user_graph.h"

namespace keepsake::testing {

struct WorldSize {
    std::size_t entities = 10'000;  ///< names, of which some mean the same; at least 200
    std::size_t relations = 100'000;
    std::uint64_t seed = 7;
};

/// One user's graph, the same for the same size and seed: people who move, change jobs, know each other, own and use
/// things; companies in cities, cities in countries; over years, learned some time after it became true, ended some time
/// after it stopped being so, and said in many sessions.
struct GeneratedWorld {
    std::vector<storage::EntityRow> entities;     ///< row n stands at n - 1
    std::vector<storage::RelationRow> relations;  ///< in the order in which they were learned; row n stands at n - 1
    std::vector<storage::ScopeRecord> scopes;
    core::Timestamp begin;
    core::Timestamp now;

    storage::UserGraph graph() const;
};

GeneratedWorld generated_world(WorldSize const& size = {});

}  // namespace keepsake::testing
