#include "piped_server.h"

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace keepsake::bench {
namespace {

using nlohmann::json;

[[noreturn]] void fail(int code, std::string const& what) {
    throw std::system_error(code, std::generic_category(), what);
}

std::string line_of(json const& message) { return message.dump() + "\n"; }

}  // namespace

PipedServer::PipedServer(std::filesystem::path const& data_directory, Provider provider) {
    auto input = testing::make_pipe();
    auto output = testing::make_pipe();
    pid_ = spawn(server_launch(data_directory, provider), input.read_end.number(), output.write_end.number());
    input_ = std::move(input.write_end);
    output_ = std::move(output.read_end);
}

PipedServer::~PipedServer() {
    input_.close();
    output_.close();
    ::waitpid(pid_, nullptr, 0);
}

void PipedServer::send(std::string_view lines) {
    while (!lines.empty()) {
        auto const count = ::write(input_.number(), lines.data(), lines.size());
        if (count < 0 && errno != EINTR) fail(errno, "writing to the server");
        if (count > 0) lines.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string PipedServer::read_answer() {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): nobody reads more than was written
    std::array<char, 65536> buffer;
    auto end = unread_.find('\n');
    while (end == std::string::npos) {
        auto const count = ::read(output_.number(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw std::runtime_error("the server ended without an answer");
        end = std::string_view(buffer.data(), static_cast<std::size_t>(count)).find('\n');
        if (end != std::string::npos) end += unread_.size();
        unread_.append(buffer.data(), static_cast<std::size_t>(count));
    }
    auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    if (is_failure(line)) throw std::runtime_error("the server answered " + line);
    return line;
}

void wait_for_model(PipedServer& server) {
    constexpr int most_attempts = 5;
    std::string answer;
    for (int i = 1; i <= most_attempts; ++i) {
        server.send(search_line(-i, "Is the model there?"));
        answer = server.read_answer();
        if (searched_by_all(answer)) return;
    }
    throw std::runtime_error("the server does not search by meaning: " + answer);
}

std::string handshake_lines() {
    json const info = {{"name", "keepsake-bench"}, {"version", "1"}};
    json const params = {{"protocolVersion", "2025-11-25"}, {"capabilities", json::object()}, {"clientInfo", info}};
    return line_of({{"jsonrpc", "2.0"}, {"id", 0}, {"method", "initialize"}, {"params", params}}) +
           line_of({{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}});
}

std::string list_tools_line(int id) { return line_of({{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/list"}}); }

std::string call_line(int id, std::string_view tool, json arguments) {
    json const params = {{"name", tool}, {"arguments", std::move(arguments)}};
    return line_of({{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", params}});
}

std::string search_line(int id, std::string const& query) { return call_line(id, "search_memory", {{"query", query}}); }

json add_arguments(storage::Addition const& conversation) {
    auto messages = json::array();
    for (auto const& turn : conversation.turns) {
        messages.push_back({{"role", turn.role}, {"name", turn.speaker}, {"content", turn.text}});
    }
    return {{"messages", std::move(messages)}, {"infer", false}};
}

std::string add_line(int id, storage::Addition const& conversation) {
    return call_line(id, "add_memory", add_arguments(conversation));
}

}  // namespace keepsake::bench
