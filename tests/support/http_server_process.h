#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "support/child_process.h"

namespace keepsake::testing {

/// A server over HTTP that says on its first line where it listens, seen from outside. The destructor kills it.
class HttpServerProcess {
public:
    /// Starts `launch.path`, or the server under test when that is empty. Throws when it ends instead of listening.
    explicit HttpServerProcess(Launch launch);
    HttpServerProcess(HttpServerProcess const&) = delete;
    HttpServerProcess& operator=(HttpServerProcess const&) = delete;
    ~HttpServerProcess();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string const& greeting() const { return greeting_; }
    [[nodiscard]] std::string stderr_text() const;

    void send_signal(int signal) { process_.send_signal(signal); }
    Ending wait_exit(std::chrono::milliseconds deadline = patience) { return process_.wait_exit(deadline); }
    /// SIGTERM, and the way it ends.
    Ending end();

    /// Memory that is in use now, and the most that ever was.
    [[nodiscard]] std::size_t resident_bytes() const { return status_bytes("VmRSS:"); }
    [[nodiscard]] std::size_t most_resident_bytes() const { return status_bytes("VmHWM:"); }
    [[nodiscard]] std::size_t descriptors() const;

private:
    std::string read_first_line();
    void read_errors();
    std::size_t status_bytes(std::string const& name) const;

    ChildProcess process_;
    mutable std::mutex mutex_;
    std::string errors_;
    std::thread reader_;
    std::string greeting_;
    std::uint16_t port_ = 0;
};

}  // namespace keepsake::testing
