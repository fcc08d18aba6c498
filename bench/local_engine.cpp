#include "local_engine.h"

#include <algorithm>

namespace keepsake::bench {
namespace {

constexpr std::size_t most_index_bytes = 512u << 20;

}  // namespace

core::ScopeFilter default_user_filter() {
    return {.tenant = {}, .user = default_user, .agent = {}, .app = {}, .session = {}};
}

LocalEngine::LocalEngine(std::filesystem::path const& directory)
    : store_(directory, clock_),
      indexes_(store_, most_index_bytes),
      retriever_(store_, indexes_, clock_),
      engine_(store_, retriever_, clock_) {
    engine_.warm_up();
}

memory::SearchAnswer LocalEngine::search(std::string const& query) const {
    return engine_.search({.query = query, .visible = default_user_filter(), .threshold = {}, .kinds = {}, .past = {}});
}

bool LocalEngine::finds(SampleQuestion const& question) const {
    auto const answer = search(question.query);
    return std::any_of(answer.hits.begin(), answer.hits.end(),
                       [&](memory::Hit const& hit) { return hit.memory.content.text == question.source; });
}

}  // namespace keepsake::bench
