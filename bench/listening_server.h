#pragma once

#include <cstdint>

#include "server_program.h"
#include "support/file_descriptor.h"

namespace keepsake::bench {

/// The real server on a free port of this machine. The destructor ends it, and waits for that.
class ListeningServer {
public:
    /// Returns when it listens and is ready. What it says on standard error goes into that file.
    ListeningServer(std::filesystem::path const& data_directory, Provider provider,
                    std::filesystem::path const& errors = "/dev/null");
    ListeningServer(ListeningServer const&) = delete;
    ListeningServer& operator=(ListeningServer const&) = delete;
    ~ListeningServer();

    std::uint16_t port() const { return port_; }
    /// Asks it to end; whether it did so by itself, with exit code 0, and not only when it was killed.
    bool end();

    MemoryUse memory_use() const { return memory_use_of(pid_); }
    std::size_t descriptors() const;
    std::size_t threads() const;

private:
    void read_port();
    void wait_until_ready() const;

    pid_t pid_ = -1;
    testing::FileDescriptor output_;
    std::uint16_t port_ = 0;
};

}  // namespace keepsake::bench
