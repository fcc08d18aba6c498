#include "support/http_server_process.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/server_process.h"

namespace keepsake::testing {
namespace {

Launch with_default_path(Launch launch) {
    if (launch.path.empty()) launch.path = server_binary();
    return launch;
}

std::uint16_t port_in(std::string const& greeting) {
    auto const address = greeting.find("http://");
    auto const colon = address == std::string::npos ? address : greeting.find_last_of(':', greeting.find(' ', address));
    if (colon == std::string::npos) throw std::runtime_error("no address in: " + greeting);
    return static_cast<std::uint16_t>(std::stoi(greeting.substr(colon + 1)));
}

}  // namespace

HttpServerProcess::HttpServerProcess(Launch launch) : process_(with_default_path(std::move(launch))) {
    reader_ = std::thread([this] { read_errors(); });
    try {
        greeting_ = read_first_line();
        port_ = port_in(greeting_);
    } catch (std::exception const& failure) {
        process_.send_signal(SIGKILL);
        reader_.join();
        throw std::runtime_error(std::string(failure.what()) + "; it wrote to stderr: " + errors_);
    }
}

HttpServerProcess::~HttpServerProcess() {
    process_.send_signal(SIGKILL);
    reader_.join();
}

std::string HttpServerProcess::stderr_text() const {
    std::lock_guard const lock(mutex_);
    return errors_;
}

Ending HttpServerProcess::end() {
    send_signal(SIGTERM);
    return wait_exit();
}

std::size_t HttpServerProcess::descriptors() const {
    std::filesystem::directory_iterator const all("/proc/" + std::to_string(process_.pid()) + "/fd");
    return static_cast<std::size_t>(std::distance(all, std::filesystem::directory_iterator()));
}

std::string HttpServerProcess::read_first_line() {
    std::string line;
    for (char letter = 0; letter != '\n';) {
        pollfd watched{process_.output(), POLLIN, 0};
        if (::poll(&watched, 1, static_cast<int>(patience.count())) <= 0)
            throw std::runtime_error("the server does not say where it listens");
        if (::read(process_.output(), &letter, 1) != 1)
            throw std::runtime_error("the server said only \"" + line + "\"");
        line += letter;
    }
    return line;
}

void HttpServerProcess::read_errors() {
    std::array<char, 65536> buffer{};
    for (auto count = ::read(process_.errors(), buffer.data(), buffer.size()); count > 0;
         count = ::read(process_.errors(), buffer.data(), buffer.size())) {
        std::lock_guard const lock(mutex_);
        errors_.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

std::size_t HttpServerProcess::status_bytes(std::string const& name) const {
    std::ifstream status("/proc/" + std::to_string(process_.pid()) + "/status");
    for (std::string word; status >> word;) {
        std::size_t kilobytes = 0;
        if (word == name && status >> kilobytes) return kilobytes * 1024;
    }
    throw std::runtime_error("the server has ended: there is no " + name +
                             " of it; it wrote to stderr: " + stderr_text());
}

}  // namespace keepsake::testing
