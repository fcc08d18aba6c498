#include "local_engine.h"

#include <algorithm>

namespace keepsake::bench {
namespace {

constexpr std::size_t most_index_bytes = 512u << 20;

core::Settings settings_in(std::filesystem::path const& directory) {
    core::Settings settings;
    settings.data_dir = directory;
    return settings;
}

}  // namespace

core::ScopeFilter default_user_filter() {
    return {.tenant = {}, .user = default_user, .agent = {}, .app = {}, .session = {}};
}

LocalEngine::LocalEngine(std::filesystem::path const& directory)
    : store_(directory, clock_),
      indexes_(store_, most_index_bytes),
      embedder_(app::make_embedder(settings_in(directory), http_)),
      vectors_(store_, *embedder_),
      housekeeping_(store_, vectors_, directory),
      retriever_(store_, indexes_, vectors_, clock_, memory::make_formula().value()),
      neighbours_(store_, indexes_, vectors_, clock_),
      engine_(store_, retriever_, neighbours_, vectors_, housekeeping_, clock_) {
    engine_.warm_up();
}

memory::SearchAnswer LocalEngine::search(std::string const& query) const {
    return engine_.search({.query = query, .visible = default_user_filter(), .filter = {}, .threshold = {}, .kinds = {}, .past = {}});
}

bool LocalEngine::finds(SampleQuestion const& question) const {
    auto const answer = search(question.query);
    return std::any_of(answer.hits.begin(), answer.hits.end(),
                       [&](memory::Hit const& hit) { return hit.memory.content.text == question.source; });
}

}  // namespace keepsake::bench
