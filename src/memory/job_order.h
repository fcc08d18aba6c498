#pragma once

#include <string>
#include <vector>

#include "memory/requests.h"

namespace keepsake::memory {

/// What a caller asked for besides the turns; it waits in the store until a worker reads it.
struct JobOrder {
    Content shared;  ///< categories, metadata and expiry of everything that comes of the job
    ExtractionWishes wishes;
    std::vector<StatedFact> facts;
    std::vector<StatedRelation> relations;
    std::optional<Timestamp> said_at;  ///< of facts and relations
};

/// JSON; equal orders give equal texts.
std::string written(JobOrder const& order);
JobOrder read_job_order(std::string const& text);

}  // namespace keepsake::memory
