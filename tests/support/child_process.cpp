#include "support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/capability.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace keepsake::testing {
namespace {

[[noreturn]] void throw_errno(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void limit_file_size(std::uint64_t bytes) {
    rlimit const limit{.rlim_cur = bytes, .rlim_max = bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
}

// Root keeps its id but loses, for the program it becomes, the right to pass over file modes.
void obey_file_modes() {
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

// Runs between fork and exec of a process with threads: system calls only.
[[noreturn]] void become(Launch const& launch, char** arguments, char** environment, int input, int output,
                         int errors) {
    ::signal(SIGPIPE, SIG_DFL);
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    if (launch.file_size_limit) limit_file_size(*launch.file_size_limit);
    if (launch.file_modes == FileModes::obeyed_by_root_too) obey_file_modes();
    ::execve(launch.path.c_str(), arguments, environment);
    ::_exit(127);
}

bool wait_for(int descriptor, short events, std::chrono::milliseconds deadline) {
    auto const end = std::chrono::steady_clock::now() + deadline;
    for (;;) {
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd watched{.fd = descriptor, .events = events, .revents = 0};
        auto const ready = ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready > 0) return true;
        if (ready == 0) return false;
        if (errno != EINTR) throw_errno("poll");
    }
}

Ending ending_from(int status) {
    if (WIFEXITED(status)) return {.code = WEXITSTATUS(status)};
    return {.signal = WTERMSIG(status)};
}

/// Appends what has come; false at the end of the stream.
bool append_available(int descriptor, std::string& text) {
    std::array<char, 65536> buffer{};
    auto const count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
}

void read_both(ChildProcess const& child, CommandResult& result) {
    std::array<pollfd, 2> watched{pollfd{child.output(), POLLIN, 0}, pollfd{child.errors(), POLLIN, 0}};
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        if (::poll(watched.data(), watched.size(), static_cast<int>(patience.count())) <= 0)
            throw std::runtime_error("a command has said nothing for too long");
        if (watched[0].revents != 0 && !append_available(watched[0].fd, result.output)) watched[0].fd = -1;
        if (watched[1].revents != 0 && !append_available(watched[1].fd, result.errors)) watched[1].fd = -1;
    }
}

}  // namespace

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe2");
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::vector<std::string> child_environment(Launch const& launch) {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        std::string_view const text = *entry;
        auto const name = std::string(text.substr(0, text.find('=')));
        if (!text.starts_with("KEEPSAKE_") && !launch.environment.contains(name)) entries.emplace_back(text);
    }
    for (auto const& [name, value] : launch.environment) entries.push_back(name + "=" + value);
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

ChildProcess::ChildProcess(Launch const& launch) {
    ::signal(SIGPIPE, SIG_IGN);
    auto input = make_pipe();
    auto output = make_pipe();
    auto errors = make_pipe();
    auto words = launch.arguments;
    words.insert(words.begin(), launch.path);
    auto variables = child_environment(launch);
    auto const arguments = pointers_to(words);
    auto const environment = pointers_to(variables);

    pid_ = ::fork();
    if (pid_ < 0) throw_errno("fork");
    if (pid_ == 0) {
        become(launch, const_cast<char**>(arguments.data()), const_cast<char**>(environment.data()),
               input.read_end.number(), output.write_end.number(), errors.write_end.number());
    }
    life_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!life_.open()) throw_errno("pidfd_open");
    input_ = std::move(input.write_end);
    output_ = std::move(output.read_end);
    errors_ = std::move(errors.read_end);
    ::fcntl(input_.number(), F_SETFL, O_NONBLOCK);
}

ChildProcess::~ChildProcess() {
    if (ending_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::write(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const count = ::write(input_.number(), bytes.data(), bytes.size());
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            if (!wait_for(input_.number(), POLLOUT, patience)) throw std::runtime_error("the program reads no input");
        } else if (errno != EINTR) {
            throw_errno("writing to the program");
        }
    }
}

void ChildProcess::send_signal(int signal) const {
    if (!ending_) ::kill(pid_, signal);
}

Ending ChildProcess::wait_exit(std::chrono::milliseconds deadline) {
    if (ending_) return *ending_;
    if (!wait_for(life_.number(), POLLIN, deadline)) throw std::runtime_error("the program has not ended in time");
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_) throw_errno("waitpid");
    ending_ = ending_from(status);
    return *ending_;
}

CommandResult run_command(Launch const& launch) {
    ChildProcess child(launch);
    child.close_input();
    CommandResult result;
    read_both(child, result);
    result.ending = child.wait_exit();
    return result;
}

}  // namespace keepsake::testing
