#pragma once

#include "models/embedding/local_embedder.h"
#include "storage/records.h"

namespace keepsake::bench {

/// The embedding model beside this program, loaded at the first use and kept. Throws, with the reason, when it cannot be
/// had: what needs it is not measured then.
models::Embedder& local_model();

/// Finds nothing by meaning, which is what the setting "none" means.
models::Embedder& no_model();

/// What stores call the vectors of local_model(); the model is not loaded for that.
storage::VectorModel local_vector_model();

/// Tokens of a text, its beginning and end among them: what the time of its embedding depends on.
std::size_t token_count(std::string const& text);

}  // namespace keepsake::bench
