#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "server_program.h"
#include "storage/records.h"
#include "support/file_descriptor.h"

namespace keepsake::bench {

/// The real server with as little of a client around it as can be: no thread, nothing parsed. One thread at a time.
/// The destructor ends its input and waits for it.
class PipedServer {
public:
    /// Returns as soon as the program is started.
    PipedServer(std::filesystem::path const& data_directory, Provider provider);
    PipedServer(PipedServer const&) = delete;
    PipedServer& operator=(PipedServer const&) = delete;
    ~PipedServer();

    /// Whole lines, each with its newline.
    void send(std::string_view lines);
    /// The next line of its output, without the newline. Throws when there is none or it is an error.
    std::string read_answer();
    MemoryUse memory_use() const { return memory_use_of(pid_); }

private:
    pid_t pid_ = -1;
    testing::FileDescriptor input_;
    testing::FileDescriptor output_;
    std::string unread_;
};

/// After the handshake: returns when searches go by meaning too.
void wait_for_model(PipedServer& server);

/// initialize (its id is 0) and notifications/initialized.
std::string handshake_lines();
std::string list_tools_line(int id);
std::string call_line(int id, std::string_view tool, nlohmann::json arguments);
std::string search_line(int id, std::string const& query);
/// The conversation as the messages of an add_memory from which no facts are to be drawn.
nlohmann::json add_arguments(storage::Addition const& conversation);
std::string add_line(int id, storage::Addition const& conversation);

}  // namespace keepsake::bench
