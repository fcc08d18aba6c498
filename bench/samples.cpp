#include "samples.h"

#include <algorithm>

namespace keepsake::bench {

double Samples::percentile(double p) const {
    if (times_.empty()) return 0;
    auto sorted = times_;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1) + .5)];
}

}  // namespace keepsake::bench
