#pragma once

#include <map>
#include <string>

namespace keepsake::memory {

/// The kinds of facts worth keeping, where neither the project nor the caller names its own: name -> what it means.
std::map<std::string, std::string> const& default_categories();

}  // namespace keepsake::memory
