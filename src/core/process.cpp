#include "core/process.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace keepsake::core {
namespace {

[[noreturn]] void fail(std::string const& what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

FileLock::FileLock(std::filesystem::path const& file)
    : descriptor_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(file.string());
}

FileLock::~FileLock() { close(descriptor_); }

void FileLock::lock() {
    while (flock(descriptor_, LOCK_EX) != 0) {
        if (errno != EINTR) fail("flock");
    }
}

bool FileLock::try_lock() {
    while (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) fail("flock");
    }
    return true;
}

void FileLock::unlock() { flock(descriptor_, LOCK_UN); }

ParentProcess::ParentProcess() : pid_(getppid()) {}

// A process whose parent ends is adopted by another. The first process of a container has no parent to lose.
bool ParentProcess::is_gone() const { return getppid() != pid_; }

std::optional<int> ParentProcess::open_descriptor() const {
    if (pid_ <= 1) return std::nullopt;
    auto const descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    return descriptor < 0 ? std::nullopt : std::optional(descriptor);
}

SharedLibrary::SharedLibrary(std::filesystem::path const& file) : handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) throw std::runtime_error(dlerror());
}

void* SharedLibrary::symbol(char const* name) const {
    auto* const found = dlsym(handle_, name);
    if (found == nullptr) throw std::runtime_error(dlerror());
    return found;
}

std::filesystem::path program_directory() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

void exit_now(int code) { _exit(code); }

void allow_many_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

bool is_terminal(int descriptor) { return isatty(descriptor) != 0; }

void create_private_directory(std::filesystem::path const& directory) {
    if (std::filesystem::is_directory(directory)) return;
    std::filesystem::create_directories(directory);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
}

void create_files_for_owner_only() { umask(0077); }

void write_all(int descriptor, char const* data, std::size_t size) {
    while (size > 0) {
        auto const written = write(descriptor, data, size);
        if (written >= 0) {
            data += written;
            size -= static_cast<std::size_t>(written);
        } else if (errno == EAGAIN) {
            // Somebody made the pipe non-blocking; wait as if it were not.
            pollfd ready{descriptor, POLLOUT, 0};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            fail("write");
        }
    }
}

}  // namespace keepsake::core
