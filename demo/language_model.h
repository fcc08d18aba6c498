#pragma once

#include <map>
#include <optional>
#include <string>

#include "arguments.h"
#include "core/result.h"

namespace keepsake::demo {

/// The language model that the demo uses.
struct LanguageModel {
    /// Who is asked, for people; never a key.
    std::string description;
    /// What a server that uses it has to be started with.
    std::map<std::string, std::string> environment;
    /// On the command line: then a demo without it has failed.
    bool was_named = false;
};

/// The model after --llm, else the one of the settings in the environment: KEEPSAKE_LLM_*, or OPENAI_API_KEY alone.
/// The error is one sentence about a wrong setting.
core::Result<std::optional<LanguageModel>> chosen_model(std::optional<NamedModel> const& named);

}  // namespace keepsake::demo
