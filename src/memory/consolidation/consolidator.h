#pragma once

#include <variant>

#include "memory/consolidation/decisions.h"

namespace keepsake::memory {

/// Asks a model what a proposal changes of what is known (contracts, section 2: memory_consolidation).
class Consolidator {
public:
    Consolidator(ModelCaller& caller, Prompts const& prompts, core::LlmSettings const& settings)
        : caller_(caller), prompts_(prompts), settings_(settings) {}

    models::ChatModel const& model() const { return caller_.model(); }

    /// No model is asked when there is nothing to compare with. What is too much for one reply is asked in halves.
    std::variant<ConsolidationReply, CallFailure> ask(Proposal const& proposal, Surroundings const& known,
                                                      storage::RowId job, std::stop_token stop) const;

private:
    /// Proposal that go into one question, by place.
    struct Part {
        std::vector<std::size_t> facts;
        std::vector<std::size_t> relations;
    };

    std::variant<ConsolidationReply, CallFailure> ask_about(Part const& part, Proposal const& proposal,
                                                            Surroundings const& known, storage::RowId job,
                                                            std::stop_token stop) const;
    std::variant<ConsolidationReply, CallFailure> ask_halves(Part const& part, Proposal const& proposal,
                                                             Surroundings const& known, storage::RowId job,
                                                             std::stop_token stop) const;
    ModelQuestion question(Part const& part, Proposal const& proposal, Surroundings const& known) const;

    ModelCaller& caller_;
    Prompts const& prompts_;
    core::LlmSettings const& settings_;
};

}  // namespace keepsake::memory
