#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keepsake::memory {

enum class DecisionEvent { add, update, end, none };  ///< ADD, UPDATE, DELETE, NOOP

/// One decision as the model wrote it (contracts, section 2: memory_consolidation); whether it may stand is checked
/// against the question.
struct ProposedDecision {
    std::size_t fact = 0;  ///< `n` of the fact
    DecisionEvent event = DecisionEvent::add;
    std::optional<std::size_t> memory;  ///< `n` of the memory
    std::optional<std::string> text;
    std::string reason;
};

struct ProposedRelationDecision {
    std::size_t relation = 0;
    DecisionEvent event = DecisionEvent::add;  ///< add or none
    std::vector<std::size_t> ends;             ///< `n` of known relations
    std::string reason;
};

struct ConsolidationReply {
    std::vector<ProposedDecision> decisions;  ///< in the order of the reply
    std::vector<ProposedRelationDecision> relation_decisions;
};

/// Reads a reply however it is wrapped. A decision that cannot be read is left out alone. The error says what was
/// unreadable, for the model that is asked again.
core::Result<ConsolidationReply> read_consolidation_reply(std::string_view text);

}  // namespace keepsake::memory
