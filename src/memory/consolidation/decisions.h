#pragma once

#include <string>
#include <vector>

#include "memory/consolidation/consolidation_reply.h"
#include "memory/consolidation/surroundings.h"

/// What a model's decisions may do (contracts, section 2: memory_consolidation). Whatever it says, nothing is changed or
/// ended that it did not name by a number it was given for that fact, and no fact is lost.
namespace keepsake::memory {

/// The place of the memory that says the same as a fact in the same words: nobody has to be asked about that.
std::optional<std::size_t> repeated_memory(Candidate const& fact, Surroundings const& known, std::size_t place);
/// Likewise for a relation.
std::optional<std::size_t> repeated_relation(RelationCandidate const& relation, Surroundings const& known,
                                             std::size_t place);

/// Whether anything known could be changed or repeated by a candidate, so that a model has to be asked.
bool needs_decision(Proposal const& proposal, Surroundings const& known);

struct Changes {
    std::vector<storage::FactChange> facts;
    std::vector<storage::RelationChange> relations;
};

/// Rules for each fact:
/// - UPDATE changes the memory; a second one of the same memory becomes an ADD, a second one of the same fact is refused.
/// - DELETE ends the memory and adds the fact, unless the fact is a request to forget, has an UPDATE, or is known (NOOP).
/// - NOOP confirms a memory. A fact without a valid decision is added.
/// - A request to forget only ends; it is never stored.
/// - A relation is added unless it is known; it ends those of its known ones that are named.
Changes carried_out(Proposal const& proposal, Surroundings const& known, ConsolidationReply const& reply);

}  // namespace keepsake::memory
