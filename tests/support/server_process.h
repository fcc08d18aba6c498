#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/child_process.h"

namespace keepsake::testing {

using Json = nlohmann::json;

/// The server under test: KEEPSAKE_TEST_BINARY, else the one this build made.
std::string server_binary();

/// The server has ended, so an answer will never come.
class ServerGone : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A tool has answered with isError; what() is its text.
class ToolError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The answer to one open request.
class Reply {
public:
    Reply(std::string request, std::future<Json> answer) : request_(std::move(request)), answer_(std::move(answer)) {}

    /// The whole response, once. Throws ServerGone when the server has ended, runtime_error after `patience`.
    Json wait();

private:
    std::string request_;
    std::future<Json> answer_;
};

/// An MCP server over stdio, seen from its client. A thread of its own reads what the server says, so any number
/// of requests may be open. Sending is safe from several threads. The destructor kills the server.
class ServerProcess {
public:
    /// Starts `launch.path`, or the server under test when that is empty.
    explicit ServerProcess(Launch launch);
    ServerProcess(ServerProcess const&) = delete;
    ServerProcess& operator=(ServerProcess const&) = delete;
    ~ServerProcess();

    /// Bytes as they are, and a newline.
    void send_line(std::string_view bytes);
    void send(Json const& message) { send_line(message.dump()); }
    void notify(std::string_view method, Json params = Json::object());

    /// The next message that answers no request made by submit(): raw requests' answers and notifications.
    Json next_message(std::chrono::milliseconds deadline = patience);
    /// Every such message up to the end of the server's output.
    std::vector<Json> remaining_messages();

    /// The handshake of the revisions up to 2025-11-25; the result of `initialize`.
    Json initialize(std::string_view version = "2025-11-25");
    Reply submit(std::string_view method, Json params = Json::object());
    Reply submit_call(std::string_view tool, Json arguments = Json::object());
    /// The whole response.
    Json request(std::string_view method, Json params = Json::object());
    /// The CallToolResult. Throws when the answer is a JSON-RPC error.
    Json call(std::string_view tool, Json arguments = Json::object());
    /// The structuredContent. Throws ToolError when the tool says isError.
    Json call_ok(std::string_view tool, Json arguments = Json::object());

    void close_input();
    void kill_hard();
    void send_signal(int signal) { process_.send_signal(signal); }
    Ending wait_exit(std::chrono::milliseconds deadline = patience) { return process_.wait_exit(deadline); }
    /// Returns when nobody holds the server's output any more.
    void wait_output_end();

    [[nodiscard]] pid_t pid() const { return process_.pid(); }
    [[nodiscard]] std::string stderr_text() const;

private:
    void read_until_end();
    bool read_output();
    bool read_errors();
    void take_line(std::string_view line);
    void deliver(Json message);
    void finish();
    std::string ending_words() const;

    ChildProcess process_;
    FileDescriptor stop_;
    std::mutex sending_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::int64_t, std::promise<Json>> open_;
    std::deque<Json> inbox_;
    std::string foreign_output_;
    std::string errors_;
    std::int64_t next_id_ = 1'000'000;
    bool ended_ = false;

    std::string partial_line_;
    std::thread reader_;
};

/// The CallToolResult within a response. Throws when the response is a JSON-RPC error.
Json tool_result(Json const& response);
/// The structuredContent of a CallToolResult. Throws ToolError when it says isError.
Json structured_content(Json const& result);
/// All text blocks of a CallToolResult.
std::string text_of(Json const& result);

}  // namespace keepsake::testing
