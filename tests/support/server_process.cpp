#include "support/server_process.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <csignal>
#include <cstdlib>

#ifndef KEEPSAKE_BINARY
#define KEEPSAKE_BINARY "keepsake"
#endif

namespace keepsake::testing {
namespace {

Launch with_default_path(Launch launch) {
    if (launch.path.empty()) launch.path = server_binary();
    return launch;
}

std::string last_part(std::string const& text) {
    constexpr std::size_t enough = 2000;
    return text.size() <= enough ? text : "..." + text.substr(text.size() - enough);
}

bool answers_a_request(Json const& message) {
    return message.is_object() && !message.contains("method") && message.contains("id") &&
           message["id"].is_number_integer();
}

}  // namespace

std::string server_binary() {
    auto const* chosen = std::getenv("KEEPSAKE_TEST_BINARY");
    return chosen != nullptr && *chosen != '\0' ? chosen : KEEPSAKE_BINARY;
}

Json Reply::wait() {
    if (answer_.wait_for(patience) != std::future_status::ready)
        throw std::runtime_error("no answer in time to " + request_);
    return answer_.get();
}

ServerProcess::ServerProcess(Launch launch)
    : process_(with_default_path(std::move(launch))), stop_(::eventfd(0, EFD_CLOEXEC)) {
    reader_ = std::thread([this] { read_until_end(); });
}

ServerProcess::~ServerProcess() {
    process_.send_signal(SIGKILL);
    ::eventfd_write(stop_.number(), 1);
    reader_.join();
}

void ServerProcess::send_line(std::string_view bytes) {
    std::string line(bytes);
    line += '\n';
    std::lock_guard const lock(sending_);
    process_.write(line);
}

void ServerProcess::notify(std::string_view method, Json params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

Json ServerProcess::next_message(std::chrono::milliseconds deadline) {
    std::unique_lock lock(mutex_);
    auto const something = [this] { return !inbox_.empty() || !foreign_output_.empty() || ended_; };
    if (!changed_.wait_for(lock, deadline, something))
        throw std::runtime_error("no message in time; " + ending_words());
    if (!foreign_output_.empty()) throw std::runtime_error("not a message on standard output: " + foreign_output_);
    if (inbox_.empty()) throw ServerGone("no more messages; " + ending_words());
    auto message = std::move(inbox_.front());
    inbox_.pop_front();
    return message;
}

std::vector<Json> ServerProcess::remaining_messages() {
    wait_output_end();
    std::lock_guard const lock(mutex_);
    if (!foreign_output_.empty()) throw std::runtime_error("not a message on standard output: " + foreign_output_);
    std::vector<Json> messages(inbox_.begin(), inbox_.end());
    inbox_.clear();
    return messages;
}

Json ServerProcess::initialize(std::string_view version) {
    auto const response = request("initialize", {{"protocolVersion", version},
                                                 {"capabilities", Json::object()},
                                                 {"clientInfo", {{"name", "keepsake-tests"}, {"version", "1"}}}});
    if (!response.contains("result")) throw std::runtime_error("initialize was refused: " + response.dump());
    notify("notifications/initialized");
    return response["result"];
}

Reply ServerProcess::submit(std::string_view method, Json params) {
    std::promise<Json> promise;
    auto answer = promise.get_future();
    std::int64_t id = 0;
    {
        std::lock_guard const lock(mutex_);
        if (ended_) throw ServerGone("the server has ended before " + std::string(method) + "; " + ending_words());
        id = next_id_++;
        open_.emplace(id, std::move(promise));
    }
    Json const message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
    try {
        send(message);
    } catch (std::system_error const& closed) {
        throw ServerGone(closed.what());
    }
    return {std::string(method), std::move(answer)};
}

Reply ServerProcess::submit_call(std::string_view tool, Json arguments) {
    return submit("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
}

Json ServerProcess::request(std::string_view method, Json params) { return submit(method, std::move(params)).wait(); }

Json ServerProcess::call(std::string_view tool, Json arguments) {
    return tool_result(submit_call(tool, std::move(arguments)).wait());
}

Json ServerProcess::call_ok(std::string_view tool, Json arguments) {
    return structured_content(call(tool, std::move(arguments)));
}

void ServerProcess::close_input() {
    std::lock_guard const lock(sending_);
    process_.close_input();
}

void ServerProcess::kill_hard() {
    process_.send_signal(SIGKILL);
    process_.wait_exit();
}

void ServerProcess::wait_output_end() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [this] { return ended_; }))
        throw std::runtime_error("the server's output stays open; " + ending_words());
}

std::string ServerProcess::stderr_text() const {
    std::lock_guard const lock(mutex_);
    return errors_;
}

void ServerProcess::read_until_end() {
    std::array<pollfd, 3> watched{pollfd{process_.output(), POLLIN, 0}, pollfd{process_.errors(), POLLIN, 0},
                                  pollfd{stop_.number(), POLLIN, 0}};
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;
        if (watched[2].revents != 0) break;
        if (watched[1].revents != 0 && !read_errors()) watched[1].fd = -1;
        if (watched[0].revents != 0 && !read_output()) watched[0].fd = -1;
    }
    finish();
}

bool ServerProcess::read_output() {
    std::array<char, 65536> buffer{};
    auto const count = ::read(process_.output(), buffer.data(), buffer.size());
    if (count <= 0) return false;
    partial_line_.append(buffer.data(), static_cast<std::size_t>(count));
    std::size_t start = 0;
    for (auto end = partial_line_.find('\n'); end != std::string::npos; end = partial_line_.find('\n', start)) {
        take_line(std::string_view(partial_line_).substr(start, end - start));
        start = end + 1;
    }
    partial_line_.erase(0, start);
    return true;
}

bool ServerProcess::read_errors() {
    std::array<char, 65536> buffer{};
    auto const count = ::read(process_.errors(), buffer.data(), buffer.size());
    if (count <= 0) return false;
    std::lock_guard const lock(mutex_);
    errors_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
}

void ServerProcess::take_line(std::string_view line) {
    auto message = Json::parse(line, nullptr, false);
    if (!message.is_discarded()) return deliver(std::move(message));
    std::lock_guard const lock(mutex_);
    foreign_output_ = line.empty() ? "(an empty line)" : std::string(line);
    changed_.notify_all();
}

void ServerProcess::deliver(Json message) {
    std::lock_guard const lock(mutex_);
    if (answers_a_request(message)) {
        if (auto const waiting = open_.find(message["id"].get<std::int64_t>()); waiting != open_.end()) {
            waiting->second.set_value(std::move(message));
            open_.erase(waiting);
            return;
        }
    }
    inbox_.push_back(std::move(message));
    changed_.notify_all();
}

void ServerProcess::finish() {
    std::lock_guard const lock(mutex_);
    ended_ = true;
    for (auto& [id, promise] : open_)
        promise.set_exception(
            std::make_exception_ptr(ServerGone("the server ended without an answer; " + ending_words())));
    open_.clear();
    changed_.notify_all();
}

std::string ServerProcess::ending_words() const { return "it wrote to stderr: " + last_part(errors_); }

Json tool_result(Json const& response) {
    if (!response.contains("result")) throw std::runtime_error("not a tool's answer: " + response.dump());
    return response["result"];
}

Json structured_content(Json const& result) {
    if (result.value("isError", false)) throw ToolError(text_of(result));
    return result.at("structuredContent");
}

std::string text_of(Json const& result) {
    std::string text;
    for (auto const& block : result.at("content"))
        if (block.value("type", "") == "text") text += block.value("text", "");
    return text;
}

}  // namespace keepsake::testing
