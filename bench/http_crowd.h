#pragma once

#include <cstdint>
#include <vector>

#include "sample_user.h"
#include "samples.h"

namespace keepsake::bench {

/// How many clients there are at once, and for how long.
struct CrowdPlan {
    std::size_t searching = 64;
    std::size_t adding = 0;
    double seconds = 20;
};

/// What came of it.
struct Crowd {
    Samples searches;
    Samples adds;
    Samples searches_of_one;  ///< how many each searching client was given
    double seconds = 0;

    double searches_per_second() const { return static_cast<double>(searches.size()) / seconds; }
    double adds_per_second() const { return static_cast<double>(adds.size()) / seconds; }
    /// The searches of the client with the fewest, as a share of the mean.
    double least_served() const { return searches_of_one.percentile(0) / searches_of_one.mean(); }
};

/// Every other client in a session, the others stateless; each on a connection of its own, one request after the other
/// without pause.
Crowd ask_at_once(std::uint16_t port, CrowdPlan const& plan, std::vector<SampleQuestion> const& questions);

}  // namespace keepsake::bench
