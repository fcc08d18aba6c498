#pragma once

#include <filesystem>
#include <optional>

namespace keepsake::core {

/// An exclusive lock on a file, held by this process until the object or the process ends; waits in turn.
class FileLock {
public:
    /// Creates the file when it is not there. Throws std::system_error when that cannot be done.
    explicit FileLock(std::filesystem::path const& file);
    FileLock(FileLock const&) = delete;
    FileLock& operator=(FileLock const&) = delete;
    ~FileLock();

    /// BasicLockable, for std::lock_guard. One thread at a time.
    void lock();
    /// False when somebody else holds it.
    bool try_lock();
    void unlock();

private:
    int descriptor_;
};

/// The process that started this one. Its death is seen although something else keeps our input open.
class ParentProcess {
public:
    ParentProcess();
    ParentProcess(ParentProcess const&) = delete;
    ParentProcess& operator=(ParentProcess const&) = delete;

    bool is_gone() const;
    /// Gives away a descriptor that becomes readable when the parent ends; none where the kernel has no pidfd.
    std::optional<int> open_descriptor() const;

private:
    int pid_;
};

/// A library loaded while the program runs. It is never unloaded: its threads may outlive this object.
class SharedLibrary {
public:
    /// Throws std::runtime_error with the loader's reason.
    explicit SharedLibrary(std::filesystem::path const& file);
    /// Throws std::runtime_error when the library does not have it.
    void* symbol(char const* name) const;

private:
    void* handle_;
};

/// Where the running program's file lies; its model and libraries lie beside it.
std::filesystem::path program_directory();

/// A closed pipe becomes an error of write() instead of the end of the process.
void ignore_broken_pipes();

/// Ends at once, without destructors: for a shutdown whose running work did not end in time.
[[noreturn]] void exit_now(int code);

/// Raises the limit of open files to what the system allows this process.
void allow_many_descriptors();

bool is_terminal(int descriptor);

/// Creates a folder and its parents; what is new can be entered by its owner only.
void create_private_directory(std::filesystem::path const& directory);

/// From now on files are created for their owner only.
void create_files_for_owner_only();

/// Writes all bytes or throws std::system_error.
void write_all(int descriptor, char const* data, std::size_t size);

}  // namespace keepsake::core
