#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "memory/graph/answer_part.h"
#include "memory/graph/graph_requests.h"
#include "storage/graph_store.h"
#include "storage/index/index_cache.h"

namespace keepsake::memory {

/// The graphs that one question is put to, one after the other, and the answer that they give together.
class AskedGraphs {
public:
    struct Sources {
        storage::Store const& store;
        storage::GraphStore const& graph;
        storage::IndexCache& indexes;
        core::Timestamp now;
    };

    /// Those of the users who may be seen; when one of the names is an entity's id, those of its owner.
    AskedGraphs(Sources const& sources, GraphScope const& scope, std::span<std::string const> names,
                std::stop_token stop);

    /// Each graph is held only while it is looked at.
    void look_at_each(std::function<void(GraphView const&)> const& look) const;
    /// The same, and joins what the graphs answer.
    void ask_each(std::function<void(GraphView const&, AnswerPart&)> const& ask);

    StepBudget& budget() { return budget_; }
    GraphAnswer& answer() { return answer_; }
    /// The answer, with a sentence when a budget was reached.
    GraphAnswer take_answer(std::string_view advice);

private:
    Sources sources_;
    GraphTime time_;
    core::ScopeFilter visible_;
    std::vector<storage::UserRecord> users_;
    StepBudget budget_;
    StepBudget counting_;
    GraphAnswer answer_;
};

}  // namespace keepsake::memory
