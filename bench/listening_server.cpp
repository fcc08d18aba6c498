#include "listening_server.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "samples.h"
#include "support/http_socket.h"

namespace keepsake::bench {
namespace {

using namespace std::chrono_literals;

constexpr double patience_seconds = 30;
constexpr auto between_looks = 20ms;

std::size_t entries_in(std::string const& directory) {
    std::filesystem::directory_iterator const entries(directory);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

ListeningServer::ListeningServer(std::filesystem::path const& data_directory, Provider provider,
                                 std::filesystem::path const& errors) {
    auto input = testing::make_pipe();
    auto output = testing::make_pipe();
    auto launch = server_launch(data_directory, provider);
    launch.arguments = {"serve", "--listen", "127.0.0.1:0"};
    pid_ = spawn(launch, input.read_end.number(), output.write_end.number(), errors);
    output_ = std::move(output.read_end);
    output.write_end.close();
    try {
        read_port();
        wait_until_ready();
    } catch (...) {
        (void)end();
        throw;
    }
}

ListeningServer::~ListeningServer() { (void)end(); }

void ListeningServer::read_port() {
    constexpr std::string_view before = "http://127.0.0.1:";
    std::string line;
    char byte = 0;
    while (byte != '\n' && ::read(output_.number(), &byte, 1) == 1) line += byte;
    auto const place = line.find(before);
    if (place == std::string::npos) throw std::runtime_error("the server does not listen: " + line);
    port_ = static_cast<std::uint16_t>(std::stoul(line.substr(place + before.size())));
}

void ListeningServer::wait_until_ready() const {
    testing::HttpSocket client(port_);
    Stopwatch const watch;
    auto answer = client.ask(testing::get_request("/ready"));
    while (answer.status != 200) {
        if (watch.seconds() > patience_seconds) throw std::runtime_error("the server is not ready: " + answer.body);
        std::this_thread::sleep_for(between_looks);
        answer = client.ask(testing::get_request("/ready"));
    }
}

bool ListeningServer::end() {
    if (pid_ < 0) return false;
    auto const pid = std::exchange(pid_, -1);
    ::kill(pid, SIGTERM);
    int status = 0;
    Stopwatch const watch;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (watch.seconds() > patience_seconds) ::kill(pid, SIGKILL);
        std::this_thread::sleep_for(between_looks);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::size_t ListeningServer::descriptors() const { return entries_in("/proc/" + std::to_string(pid_) + "/fd"); }

std::size_t ListeningServer::threads() const { return entries_in("/proc/" + std::to_string(pid_) + "/task"); }

}  // namespace keepsake::bench
