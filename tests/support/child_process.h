#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/file_descriptor.h"

namespace keepsake::testing {

/// How long anything may take before a test fails; only a server that hangs ever needs it.
inline constexpr std::chrono::milliseconds patience = std::chrono::seconds(60);

/// Whether a process that runs as root keeps root's right to ignore file modes.
enum class FileModes { as_the_user, obeyed_by_root_too };

/// What to start and in which surroundings.
struct Launch {
    std::string path = {};
    std::vector<std::string> arguments = {};
    /// Added to the inherited environment, from which every KEEPSAKE_* variable is removed first.
    std::map<std::string, std::string> environment = {};
    /// No file can grow beyond so many bytes: a write that would, fails as it does on a full disk.
    std::optional<std::uint64_t> file_size_limit = std::nullopt;
    FileModes file_modes = FileModes::as_the_user;
};

struct Pipe {
    FileDescriptor read_end;
    FileDescriptor write_end;
};

/// Neither end is inherited by a program that is started.
Pipe make_pipe();
/// The variables that a launch asks for, as "NAME=value".
std::vector<std::string> child_environment(Launch const& launch);
/// As exec wants them, null at the end; valid as long as the words.
std::vector<char*> pointers_to(std::vector<std::string>& words);

/// How a process ended: by its own exit code or by a signal.
struct Ending {
    std::optional<int> code = std::nullopt;
    std::optional<int> signal = std::nullopt;
};

/// One started program with pipes on its three standard streams. The destructor kills and reaps it.
/// Not synchronised: one thread at a time per stream.
class ChildProcess {
public:
    explicit ChildProcess(Launch const& launch);
    ChildProcess(ChildProcess const&) = delete;
    ChildProcess& operator=(ChildProcess const&) = delete;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] int output() const { return output_.number(); }
    [[nodiscard]] int errors() const { return errors_.number(); }

    /// Throws when the program takes nothing for `patience` or has closed its input.
    void write(std::string_view bytes);
    void close_input() { input_.close(); }
    void send_signal(int signal) const;
    /// Throws when the program still runs after `deadline`.
    Ending wait_exit(std::chrono::milliseconds deadline = patience);

private:
    pid_t pid_ = -1;
    FileDescriptor input_;
    FileDescriptor output_;
    FileDescriptor errors_;
    FileDescriptor life_;
    std::optional<Ending> ending_;
};

/// What a program that runs to its end has said.
struct CommandResult {
    Ending ending;
    std::string output;
    std::string errors;
};

/// Runs a program with its input closed. Throws when it does not end within `patience`.
CommandResult run_command(Launch const& launch);

}  // namespace keepsake::testing
