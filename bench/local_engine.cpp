#include "local_engine.h"

#include <algorithm>

namespace keepsake::bench {
namespace {

constexpr std::size_t most_index_bytes = 512u << 20;

core::SystemClock const system_clock;

}  // namespace

core::ScopeFilter default_user_filter() {
    return {.tenant = {}, .user = default_user, .agent = {}, .app = {}, .session = {}};
}

LocalEngine::LocalEngine(std::filesystem::path const& directory, models::Embedder& embedder)
    : LocalEngine(std::make_shared<storage::Store>(directory, system_clock), directory, embedder) {}

LocalEngine::LocalEngine(LocalEngine& owner, models::Embedder& embedder)
    : LocalEngine(owner.store_, owner.directory_, embedder) {}

LocalEngine::LocalEngine(std::shared_ptr<storage::Store> store, std::filesystem::path directory,
                         models::Embedder& embedder)
    : directory_(std::move(directory)),
      store_(std::move(store)),
      graph_store_(*store_, system_clock),
      indexes_(*store_, most_index_bytes),
      vectors_(*store_, embedder),
      queue_(*store_, system_clock),
      handed_out_(queue_, system_clock),
      housekeeping_(*store_, vectors_, handed_out_, directory_),
      retriever_(*store_, graph_store_, indexes_, vectors_, system_clock, memory::make_formula().value()),
      neighbours_(*store_, indexes_, vectors_, system_clock),
      engine_(*store_, retriever_, neighbours_, vectors_, housekeeping_, handed_out_, nullptr, system_clock) {
    engine_.warm_up();
}

memory::SearchAnswer LocalEngine::search(std::string const& query) const {
    return engine_.search(
        {.query = query, .visible = default_user_filter(), .filter = {}, .threshold = {}, .kinds = {}, .past = {}});
}

memory::Retriever LocalEngine::retriever_with(std::map<std::string, double> const& weights) {
    return {*store_, graph_store_, indexes_, vectors_, system_clock, memory::make_formula(weights).value()};
}

bool has_source(memory::SearchAnswer const& answer, SampleQuestion const& question) {
    return std::any_of(answer.hits.begin(), answer.hits.end(),
                       [&](memory::Hit const& hit) { return hit.memory.content.text == question.source; });
}

}  // namespace keepsake::bench
