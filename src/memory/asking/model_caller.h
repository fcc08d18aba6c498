#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "core/settings/llm_settings.h"
#include "models/chat/chat_model.h"
#include "storage/job_queue.h"

namespace keepsake::memory {

/// A question as its asker knows it; how it reaches a model is the caller's business.
struct ModelQuestion {
    std::string name;  ///< of the schema
    std::string system;
    std::string schema;
    nlohmann::json document;
};

/// Why there is no usable reply.
struct CallFailure {
    enum class Kind {
        reply,      ///< there were replies, and none could be used
        cut,        ///< they were longer than the model may answer, also with a larger limit
        outage,     ///< the provider did not serve
        postponed,  ///< a limit is reached, or the provider asked for a longer pause
        stopped,    ///< the process ends
    };
    Kind kind;
    std::string message;
    std::optional<storage::Timestamp> until = std::nullopt;  ///< of postponed
};

/// Takes a reply and keeps what it says; the error says why it could not be read.
using ReplyReader = std::function<std::optional<core::Error>(std::string const& reply)>;

/// How the caller waits and tells the time.
struct CallerPace {
    /// Returns when the time is over or a stop is requested; nothing given: it really waits.
    std::function<void(std::chrono::milliseconds, std::stop_token)> wait;
};

/// Asks one model, three times if need be: with pauses that double, as the provider wishes them, with what was wrong about
/// the reply before, with a larger limit when it was cut. Keeps to the limits on calls and tokens, and notes what every
/// call took. Safe from many threads.
class ModelCaller {
public:
    ModelCaller(models::ChatModel& model, std::optional<core::TokenPrices> prices, core::LlmSettings const& settings,
                storage::JobQueue& queue, core::Clock const& clock, CallerPace pace = {});

    models::ChatModel const& model() const { return model_; }

    /// The reply that `read` took.
    std::variant<std::string, CallFailure> ask(ModelQuestion const& question, ReplyReader const& read,
                                               storage::RowId job, std::stop_token stop);

private:
    struct Try;

    std::optional<CallFailure> limit_reached() const;
    models::ChatAnswer ask_once(Try const& next, std::stop_token const& stop);
    void note(models::ChatAnswer const& answer, std::string const& outcome, std::string const& purpose,
              storage::RowId job, std::chrono::milliseconds took);
    void wait(std::chrono::milliseconds time, std::stop_token const& stop) const;

    models::ChatModel& model_;
    std::optional<core::TokenPrices> const prices_;
    core::LlmSettings const& settings_;
    storage::JobQueue& queue_;
    core::Clock const& clock_;
    CallerPace const pace_;
};

}  // namespace keepsake::memory
