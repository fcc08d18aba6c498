#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace keepsake::demo {

/// What the questions to a language model took, added up.
struct ModelCalls {
    int count = 0;
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    /// Where the settings say what tokens cost.
    std::optional<double> cost = std::nullopt;
};

/// As the server's log tells, in the form `lines`.
ModelCalls model_calls_in(std::string const& log);

/// "2 questions to the model, 3100 + 240 tokens".
std::string words(ModelCalls const& calls);

ModelCalls operator-(ModelCalls calls, ModelCalls const& earlier);

}  // namespace keepsake::demo
