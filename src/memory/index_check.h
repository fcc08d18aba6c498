#pragma once

#include <string>
#include <vector>

#include "storage/store.h"

namespace keepsake::memory {

/// Builds every user's index anew and compares it with the store: each current memory must be in it, with all of its
/// words, and nothing else. A sentence for each difference.
std::vector<std::string> index_differences(storage::Store const& store);

}  // namespace keepsake::memory
