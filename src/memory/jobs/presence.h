#pragma once

#include <filesystem>
#include <string>

#include "core/process.h"

namespace keepsake::memory {

/// Proves to other processes that this one lives: by a lock on a file of its own, which ends with the process, however
/// that ends. Throws std::system_error when the file cannot be made.
class Presence {
public:
    explicit Presence(std::filesystem::path const& data_directory);
    Presence(Presence const&) = delete;
    Presence& operator=(Presence const&) = delete;
    ~Presence();

    std::string const& name() const { return name_; }
    /// Whether the process of that name still runs. The file of one that does not is removed.
    bool is_alive(std::string const& name) const;

private:
    std::filesystem::path file_of(std::string const& name) const;

    std::filesystem::path directory_;
    std::string name_;
    core::FileLock lock_;
};

}  // namespace keepsake::memory
