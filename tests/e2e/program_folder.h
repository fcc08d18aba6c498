#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include "e2e/file_bytes.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace keepsake::testing {

/// A folder with the program, its model and its libraries, as after a build or a download, but elsewhere: files of it
/// may be taken away or damaged.
class ProgramFolder {
public:
    enum class Files { linked, copied };

    explicit ProgramFolder(Files files = Files::linked) : files_(files) {
        for (auto const* part : {"model", "lib"}) {
            std::filesystem::create_directory(path() / part);
            for (auto const& file : std::filesystem::directory_iterator(original() / part))
                restore(std::string(part) + "/" + file.path().filename().string());
        }
        std::filesystem::copy_file(server_binary(), path() / "keepsake");
    }

    std::filesystem::path const& path() const { return directory_.path(); }
    std::string program() const { return path() / "keepsake"; }

    /// Files are named by the beginning of their path: libraries have their version at the end.
    void remove(std::string const& file) { std::filesystem::remove(whole_path(file)); }

    void restore(std::string const& file) {
        remove(file);
        std::error_code other_filesystem;
        auto const from = original() / std::filesystem::relative(whole_path(file), path());
        if (files_ == Files::linked) std::filesystem::create_hard_link(from, whole_path(file), other_filesystem);
        if (files_ == Files::copied || other_filesystem) std::filesystem::copy_file(from, whole_path(file));
    }

    /// The file with other bytes; the one that this build made stays as it is.
    void replace(std::string const& file, std::string const& bytes) {
        remove(file);
        write_bytes(whole_path(file), bytes);
    }

    std::string bytes(std::string const& file) const { return read_bytes(whole_path(file)); }

    /// A file that gives nothing to who reads it and lets them wait.
    void replace_with_pipe(std::string const& file) {
        remove(file);
        if (::mkfifo(whole_path(file).c_str(), 0600) != 0) throw std::system_error(errno, std::generic_category());
    }

private:
    std::filesystem::path whole_path(std::string const& beginning) const {
        auto const folder = std::filesystem::path(beginning).parent_path();
        for (auto const& file : std::filesystem::directory_iterator(original() / folder)) {
            auto const name = folder / file.path().filename();
            if (name.string().starts_with(beginning)) return path() / name;
        }
        throw std::runtime_error("this build has no " + beginning);
    }

    static std::filesystem::path original() { return std::filesystem::path(server_binary()).parent_path(); }

    Files files_;
    TemporaryDirectory directory_;
};

}  // namespace keepsake::testing
