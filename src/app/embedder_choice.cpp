#include "app/embedder_choice.h"

#include <algorithm>
#include <thread>

#include "core/process.h"
#include "models/embedding/http_embedder.h"
#include "models/embedding/no_embedder.h"

namespace keepsake::app {
namespace {

/// More threads would answer no single question sooner.
std::size_t inference_threads() { return std::clamp(std::thread::hardware_concurrency(), 1u, 4u); }

}  // namespace

models::LocalEmbedderOptions local_model_options(core::Settings const& settings) {
    auto const folder = core::program_directory();
    return {.model_directory = folder / "model",
            .runtime_library = folder / "lib" / "libkeepsake_openvino.so",
            .compiled_directory = settings.data_dir / "cache",
            .threads = inference_threads(),
            .reproducible = settings.embedder.reproducible};
}

std::unique_ptr<models::Embedder> make_embedder(core::Settings const& settings, models::HttpClient& http) {
    using enum core::EmbedderProvider;
    if (settings.embedder.provider == none) return std::make_unique<models::NoEmbedder>();
    if (settings.embedder.provider == openai) return std::make_unique<models::HttpEmbedder>(http, settings.embedder);
    return std::make_unique<models::LocalEmbedder>(local_model_options(settings));
}

}  // namespace keepsake::app
