#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "models/embedding/embedder.h"

namespace keepsake::models {

struct LocalEmbedderOptions {
    std::filesystem::path model_directory;     ///< model.onnx and vocab.txt
    std::filesystem::path runtime_library;     ///< offers keepsake_open_encoder
    std::filesystem::path compiled_directory;  ///< where the compiled model may be kept; empty: nowhere
    std::size_t threads = 1;                   ///< that work on one text together
    bool reproducible = false;
    /// How long a caller waits for the model at the start before doing without it.
    std::chrono::milliseconds patience{5'000};
};

/// all-MiniLM-L6-v2 (int8) inside the process: 384 dimensions, English, texts up to 256 tokens. The model is loaded by a
/// thread of its own from the first start() or embed() on; its files are compared with their checksums first.
class LocalEmbedder final : public Embedder {
public:
    explicit LocalEmbedder(LocalEmbedderOptions options);
    LocalEmbedder(LocalEmbedder const&) = delete;
    LocalEmbedder& operator=(LocalEmbedder const&) = delete;
    ~LocalEmbedder() override;

    void start() override;
    bool wait_until_idle(std::chrono::milliseconds patience) override;
    /// Loads now; the error says what is wrong with the model and what to do.
    core::Result<EmbeddingModel> wait_until_loaded();

    EmbeddingModel model() const override;
    core::Result<std::vector<Embedding>> embed(std::span<std::string const> texts, Urgency urgency,
                                               std::stop_token stop) override;
    bool is_in_process() const override { return true; }
    bool understands(std::string_view text) const override;

private:
    struct Loaded;

    void load();
    /// The loaded model, or why there is none (yet).
    core::Result<Loaded*> loaded(Urgency urgency, std::stop_token stop);

    LocalEmbedderOptions options_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool finished_ = false;
    std::string failure_;
    std::unique_ptr<Loaded> loaded_;
    std::jthread loading_;
};

}  // namespace keepsake::models
