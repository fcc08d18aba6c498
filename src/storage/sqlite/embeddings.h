#pragma once

#include <optional>
#include <span>
#include <vector>

#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// The vectors of texts; see Store for the meaning.

std::optional<VectorModel> vector_model(Connection& connection);

/// For a new text of a memory. A vector of another model than the store's is left to be made again.
void add_embedding(Connection& connection, RowId version, RowId memory, std::optional<Vector> const& vector,
                   VectorModel const& model);

std::vector<TextToEmbed> texts_to_embed(Connection& connection, RowId after, int limit);
int fill_embeddings(Connection& connection, VectorModel const& model, std::span<EmbeddedText const> texts);
void reset_embeddings(Connection& connection, VectorModel const& model);

}  // namespace keepsake::storage::sqlite
