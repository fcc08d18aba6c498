#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keepsake::memory {

/// A fact that a model proposes (contracts, section 2: memory_extraction). Places count from 0.
struct ProposedFact {
    std::string text;
    std::vector<std::size_t> sources;       ///< places in the question's `turns`, each once, all of them there
    double confidence = 1;                  ///< 0..1
    std::optional<std::string> event_date;  ///< ISO 8601
    std::optional<std::string> category;
    bool forget = false;  ///< a request to forget; never stored itself
};

struct ProposedRelation {
    std::string source;
    std::string source_type;  ///< may be empty
    std::string relation;
    std::string target;
    std::string target_type;  ///< may be empty
    std::vector<std::size_t> sources;
    std::optional<std::size_t> fact;  ///< place in ExtractionReply::facts
    std::optional<std::string> valid_from;
};

struct ExtractionReply {
    std::vector<ProposedFact> facts;  ///< no two with the same words and the same `forget`
    std::vector<ProposedRelation> relations;
    std::string summary;
};

/// Reads a reply however it is wrapped; `turns` is how many the question had. What is wrong in a part of it costs that
/// part only. The error says what was unreadable, for the model that is asked again.
core::Result<ExtractionReply> read_extraction_reply(std::string_view text, std::size_t turns);

}  // namespace keepsake::memory
