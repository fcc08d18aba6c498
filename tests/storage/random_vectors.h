#pragma once

#include <cmath>
#include <random>

#include "storage/records.h"

namespace keepsake::testing {

/// A direction, all of which are as likely; length 1.
inline storage::Vector random_vector(std::mt19937& random, std::size_t dimensions) {
    std::normal_distribution<float> any;
    storage::Vector vector(dimensions);
    float square = 0;
    for (auto& value : vector) {
        value = any(random);
        square += value * value;
    }
    for (auto& value : vector) value /= std::sqrt(square);
    return vector;
}

}  // namespace keepsake::testing
