#include "app/embedder_choice.h"

#include <algorithm>
#include <thread>

#include "core/process.h"
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
            .threads = inference_threads()};
}

std::unique_ptr<models::Embedder> make_embedder(core::Settings const& settings) {
    return std::make_unique<models::LocalEmbedder>(local_model_options(settings));
}

}  // namespace keepsake::app
