#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.h"
#include "models/embedding/embedder.h"

namespace keepsake::models {

/// The vectors of an answer to POST /embeddings in OpenAI's form, put in order by their `index`, of length 1 and equal
/// dimensions:
///     {"data": [{"index": 0, "embedding": [0.1, ...] or base64 of little-endian float32}, ...]}
/// The error says what is wrong, as the end of a sentence.
core::Result<std::vector<Embedding>> read_embeddings(std::string const& body, std::size_t count);

}  // namespace keepsake::models
