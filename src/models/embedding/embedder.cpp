#include "models/embedding/embedder.h"

#include <cmath>
#include <numeric>

namespace keepsake::models {

bool normalise(Embedding& vector) {
    double const square = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0);
    if (!std::isfinite(square) || square == 0) return false;
    auto const scale = static_cast<float>(1 / std::sqrt(square));
    for (float& value : vector) value *= scale;
    return true;
}

}  // namespace keepsake::models
