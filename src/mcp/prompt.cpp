#include "mcp/prompt.h"

#include <algorithm>

namespace keepsake::mcp {

Completion Prompt::complete(std::string const&, std::string const&, CallContext const&) const { return {}; }

Prompt const* PromptSet::find(std::string_view name) const {
    auto const found =
        std::find_if(prompts_.begin(), prompts_.end(), [&](auto const& prompt) { return prompt->name() == name; });
    return found == prompts_.end() ? nullptr : found->get();
}

Json PromptSet::list() const {
    auto list = Json::array();
    for (auto const& prompt : prompts_) list.push_back(prompt->definition());
    return list;
}

}  // namespace keepsake::mcp
