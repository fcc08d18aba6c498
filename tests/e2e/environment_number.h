#pragma once

#include <cstdlib>
#include <string>

namespace keepsake::testing {

/// How often a test repeats itself: a variable that people and CI set, or the number it has otherwise.
inline int environment_number(char const* name, int otherwise) {
    auto const* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : std::stoi(value);
}

}  // namespace keepsake::testing
