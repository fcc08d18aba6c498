#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace keepsake::demo {

/// A language model as it is named after --llm.
struct NamedModel {
    std::string address;
    std::string name;
};

struct Arguments {
    std::filesystem::path server;
    std::filesystem::path conversation;
    std::filesystem::path changes;
    std::optional<NamedModel> model;
};

/// Nothing when the words are not those of usage().
std::optional<Arguments> read_arguments(std::vector<std::string> const& words);

char const* usage();

}  // namespace keepsake::demo
