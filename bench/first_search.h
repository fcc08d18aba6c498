#pragma once

#include <filesystem>

#include "local_engine.h"
#include "samples.h"

namespace keepsake::bench {

/// What a user's first search takes: their index is built for it.
struct FirstSearch {
    Samples whole;
    Samples reading;
    Samples building;
    std::size_t bytes = 0;       ///< as the index counts itself
    std::size_t heap_bytes = 0;  ///< as the allocator does
};

/// Of the default user of the store in the folder, which `engine` has open; the model is loaded.
FirstSearch measure_first_search(LocalEngine& engine, std::filesystem::path const& directory, models::Embedder& model,
                                 std::string const& query);

}  // namespace keepsake::bench
