#pragma once

#include <string>
#include <vector>

namespace keepsake::mcp {

/// What an argument might be, given its beginning; the best first. A client is shown a hundred at most.
struct Completion {
    std::vector<std::string> values;
    std::size_t total = 0;  ///< of all that would fit, also those left out
};

}  // namespace keepsake::mcp
