#pragma once

#include <string_view>
#include <vector>

namespace keepsake::bench {

/// MINUTES [REQUESTS_PER_SECOND]: a server on HTTP under mixed traffic at a bounded rate, its memory and descriptors once a
/// minute on standard output. Returns the exit code: 0 when nothing went wrong.
int run_soak(std::vector<std::string_view> const& words);

}  // namespace keepsake::bench
