#include "arguments.h"

namespace keepsake::demo {

std::optional<Arguments> read_arguments(std::vector<std::string> const& words) {
    bool const names_model = words.size() == 6 && words[3] == "--llm";
    if (words.size() != 3 && !names_model) return std::nullopt;
    Arguments arguments{.server = words[0], .conversation = words[1], .changes = words[2], .model = std::nullopt};
    if (names_model) arguments.model = NamedModel{.address = words[4], .name = words[5]};
    return arguments;
}

char const* usage() { return "usage: keepsake_demo SERVER CONVERSATION.json CHANGES.json [--llm URL MODEL]"; }

}  // namespace keepsake::demo
