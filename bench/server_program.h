#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "support/child_process.h"

namespace keepsake::bench {

/// Who makes the server's vectors: the setting of that name.
enum class Provider { local, none };

/// The real program on this folder; without a command it speaks over its streams.
testing::Launch server_launch(std::filesystem::path const& data_directory, Provider provider);

/// What it says on standard error is appended to that file.
pid_t spawn(testing::Launch const& launch, int input, int output, std::filesystem::path const& errors = "/dev/null");

/// In MB of 10^6 bytes, shared libraries included.
struct MemoryUse {
    double now = 0;
    double peak = 0;
    double own = 0;  ///< of what is there now, what stands in no file
};
MemoryUse memory_use_of(pid_t pid);

/// Whether an answer of the server says that something went wrong, with the message or in the tool.
bool is_failure(std::string_view answer);
/// Whether the answer to a search says that every signal took part.
bool searched_by_all(std::string_view answer);

}  // namespace keepsake::bench
