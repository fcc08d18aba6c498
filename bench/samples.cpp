#include "samples.h"

#include <algorithm>
#include <cmath>

namespace keepsake::bench {

double Samples::percentile(double p) const {
    if (times_.empty()) return 0;
    auto sorted = times_;
    std::sort(sorted.begin(), sorted.end());
    auto const rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace keepsake::bench
