#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace keepsake::memory {

/// The texts of prompts/, built into the program; a file of the same name in a person's own folder goes before them.
class Prompts {
public:
    /// An empty path: no such folder.
    explicit Prompts(std::filesystem::path override_directory = {});

    /// By file name: "extract.md". Throws when there is no such prompt, or when the person's file cannot be read.
    std::string text(std::string_view name) const;

private:
    std::filesystem::path override_directory_;
};

}  // namespace keepsake::memory
