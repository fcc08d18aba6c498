#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "storage/records.h"
#include "support/file_descriptor.h"

namespace keepsake::bench {

/// The real server with as little of a client around it as can be: no thread, nothing parsed. One thread at a time.
/// The destructor ends its input and waits for it.
class PipedServer {
public:
    /// Returns as soon as the program is started.
    explicit PipedServer(std::filesystem::path const& data_directory);
    PipedServer(PipedServer const&) = delete;
    PipedServer& operator=(PipedServer const&) = delete;
    ~PipedServer();

    /// Whole lines, each with its newline.
    void send(std::string_view lines);
    /// The next line of its output, without the newline. Throws when there is none or it is an error.
    std::string read_answer();
    /// What it holds in memory now, shared libraries included.
    double resident_megabytes() const;

private:
    pid_t pid_ = -1;
    testing::FileDescriptor input_;
    testing::FileDescriptor output_;
    std::string unread_;
};

/// initialize (its id is 0) and notifications/initialized.
std::string handshake_lines();
std::string list_tools_line(int id);
std::string call_line(int id, std::string_view tool, nlohmann::json arguments);
/// The conversation as the messages of an add_memory.
std::string add_line(int id, storage::Addition const& conversation);

}  // namespace keepsake::bench
