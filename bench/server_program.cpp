#include "server_program.h"

#include <fcntl.h>
#include <spawn.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "support/server_process.h"

namespace keepsake::bench {

testing::Launch server_launch(std::filesystem::path const& data_directory, Provider provider) {
    return {.path = testing::server_binary(),
            .environment = {{"KEEPSAKE_DATA_DIR", data_directory.string()},
                            {"KEEPSAKE_EMBEDDER_PROVIDER", provider == Provider::local ? "local" : "none"}}};
}

/// Not testing::ChildProcess: to fork takes longer the more this process holds, and that time would be the server's.
pid_t spawn(testing::Launch const& launch, int input, int output, std::filesystem::path const& errors) {
    auto words = launch.arguments;
    words.insert(words.begin(), launch.path);
    auto environment = testing::child_environment(launch);
    auto const arguments = testing::pointers_to(words);
    auto const variables = testing::pointers_to(environment);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    pid_t pid = -1;
    int const code = ::posix_spawn(&pid, launch.path.c_str(), &actions, nullptr, arguments.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) throw std::system_error(code, std::generic_category(), "starting " + launch.path);
    return pid;
}

MemoryUse memory_use_of(pid_t pid) {
    MemoryUse use;
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    auto const read = [](std::string const& line, std::string_view name, double& value) {
        if (line.starts_with(name)) value = std::stod(line.substr(name.size())) * 1024 / 1e6;
    };
    for (std::string line; std::getline(in, line);) {
        read(line, "VmRSS:", use.now);
        read(line, "VmHWM:", use.peak);
        read(line, "RssAnon:", use.own);
    }
    if (use.now == 0) throw std::runtime_error("the server has no VmRSS");
    return use;
}

bool is_failure(std::string_view answer) {
    return answer.find("\"isError\":true") != std::string_view::npos ||
           answer.find("\"error\":{\"code\":") != std::string_view::npos;
}

bool searched_by_all(std::string_view answer) { return answer.find("\"not_searched\":[]") != std::string_view::npos; }

}  // namespace keepsake::bench
