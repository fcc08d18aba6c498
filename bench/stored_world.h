#pragma once

#include <filesystem>

#include "memory/generated_world.h"

namespace keepsake::bench {

/// Writes a generated world into a new store in the folder, as the graph of the default user, and facts that say its
/// relations, ten relations each. Nobody has the store open.
void store_world(testing::GeneratedWorld const& world, std::filesystem::path const& directory);

}  // namespace keepsake::bench
