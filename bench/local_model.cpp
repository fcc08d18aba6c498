#include "local_model.h"

#include <stdexcept>

#include "app/embedder_choice.h"
#include "models/embedding/no_embedder.h"
#include "models/embedding/word_piece.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t most_tokens = 256;

/// As the server's, with nothing kept on the disk.
models::LocalEmbedderOptions options() {
    auto options = app::local_model_options({});
    options.compiled_directory.clear();
    return options;
}

models::LocalEmbedder& embedder() {
    static models::LocalEmbedder embedder(options());
    return embedder;
}

models::WordPiece read_tokens() {
    auto tokens = models::WordPiece::read(options().model_directory / "vocab.txt");
    if (!tokens) throw std::runtime_error(tokens.error().message);
    return std::move(tokens).value();
}

}  // namespace

models::Embedder& local_model() {
    if (auto const loaded = embedder().wait_until_loaded(); !loaded) throw std::runtime_error(loaded.error().message);
    return embedder();
}

models::Embedder& no_model() {
    static models::NoEmbedder none;
    return none;
}

storage::VectorModel local_vector_model() {
    auto const model = embedder().model();
    return {model.name, model.dimensions};
}

std::size_t token_count(std::string const& text) {
    static models::WordPiece const tokens = read_tokens();
    return tokens.encode(text, most_tokens).size();
}

}  // namespace keepsake::bench
