#pragma once

#include <string>
#include <variant>
#include <vector>

#include "memory/asking/model_caller.h"
#include "memory/extraction/extraction_reply.h"
#include "memory/extraction/stretch.h"
#include "memory/job_order.h"
#include "memory/prompts.h"

namespace keepsake::memory {

/// A fact on its way into the store.
struct Candidate {
    Content content;
    Timestamp valid_from;
    Timestamp said_at;
    std::vector<storage::RowId> sources;  ///< turns
    bool forget = false;
    std::optional<storage::Vector> vector = std::nullopt;
};

struct RelationCandidate {
    storage::RelationTriple triple;
    std::optional<Timestamp> valid_from;
    Timestamp said_at;
    double confidence = 1;
    std::vector<storage::RowId> sources;
    std::optional<std::size_t> fact;  ///< place in Proposal::facts
};

/// What a model, or the caller itself, would have stored.
struct Proposal {
    std::vector<Candidate> facts;
    std::vector<RelationCandidate> relations;
    std::string summary;
};

/// Asks a model what of a conversation is worth keeping (contracts, section 2: memory_extraction).
class Extractor {
public:
    Extractor(ModelCaller& caller, Prompts const& prompts, core::LlmSettings const& settings)
        : caller_(caller), prompts_(prompts), settings_(settings) {}

    models::ChatModel const& model() const { return caller_.model(); }

    /// The reply as it came, one that proposal() can read.
    std::variant<std::string, CallFailure> ask(Stretch const& stretch, std::string const& summary,
                                               JobOrder const& order, storage::RowId job, std::stop_token stop) const;

    /// What a reply proposes for a stretch. A fact that its sources and their context do not support has half the
    /// confidence; one that names no source gets the turn that is most like it. `user`: a name that needs no proof.
    static core::Result<Proposal> proposal(std::string const& reply, Stretch const& stretch, std::string const& summary,
                                           JobOrder const& order, std::string const& user);

private:
    ModelQuestion question(Stretch const& stretch, std::string const& summary, JobOrder const& order) const;

    ModelCaller& caller_;
    Prompts const& prompts_;
    core::LlmSettings const& settings_;
};

/// What the caller stated itself.
Proposal stated_proposal(JobOrder const& order, Timestamp now);

/// What happened before it was told has been true since; a plan is true from the moment it is told.
Timestamp true_since(std::optional<std::string> const& event_date, Timestamp said_at);

}  // namespace keepsake::memory
