#include "app/readiness.h"

#include <array>

namespace keepsake::app {
namespace {

using namespace std::chrono_literals;

std::string open_store(memory::Engine& engine) {
    try {
        engine.warm_up();
        return "open";
    } catch (std::exception const& failure) {
        return failure.what();
    }
}

std::string state_of(models::Embedder& embedder, core::EmbedderProvider provider) {
    if (provider == core::EmbedderProvider::none) return "off";
    if (provider == core::EmbedderProvider::openai) return "asked for over HTTP";
    if (!embedder.wait_until_idle(0ms)) return "loading";
    std::array<std::string, 1> const word = {"ready"};
    auto const vectors = embedder.embed(word, models::Urgency::waited_for, {});
    return vectors ? "loaded" : vectors.error().message;
}

}  // namespace

Readiness look_at_readiness(memory::Engine& engine, models::Embedder& embedder, core::EmbedderProvider provider) {
    Readiness now{false, open_store(engine), state_of(embedder, provider)};
    auto const& model = now.embedding_model;
    now.is_ready = now.store == "open" && (model == "loaded" || model == "off" || model == "asked for over HTTP");
    return now;
}

}  // namespace keepsake::app
