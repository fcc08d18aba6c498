#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "e2e/answers.h"

namespace keepsake::testing {

inline std::string read_bytes(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_bytes(std::filesystem::path const& path, std::string const& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

/// Names of all files below a directory that hold `part` in their raw bytes, in upper or lower case.
inline Words files_holding(std::filesystem::path const& directory, std::string const& part) {
    Words holding;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(directory))
        if (entry.is_regular_file() && mentions(read_bytes(entry.path()), part))
            holding.push_back(entry.path().filename());
    return holding;
}

}  // namespace keepsake::testing
