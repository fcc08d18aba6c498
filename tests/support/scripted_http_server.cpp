#include "support/scripted_http_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace keepsake::testing {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

std::string lower_case(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

/// Requests of one connection, each answered before the next is read.
class Session : public std::enable_shared_from_this<Session> {
public:
    using Answer = std::function<ScriptedAnswer(RecordedRequest)>;

    Session(tcp::socket socket, std::size_t number, Answer answer)
        : socket_(std::move(socket)), number_(number), answer_(std::move(answer)) {}

    void read() {
        request_ = {};
        http::async_read(socket_, buffer_, request_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error) self->respond();
        });
    }
    void close() {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    void respond() {
        RecordedRequest recorded{request_.method_string(), request_.target(), {}, request_.body(), number_, count_++};
        for (auto const& field : request_) recorded.headers[lower_case(field.name_string())] = field.value();
        scripted_ = answer_(std::move(recorded));
        asio::async_write(socket_, asio::buffer(scripted_.bytes), [self = shared_from_this()](auto error, std::size_t) {
            if (!error) self->go_on();
        });
    }
    void go_on() {
        if (scripted_.then == ScriptedAnswer::Then::keep_open) read();
        if (scripted_.then == ScriptedAnswer::Then::close) close();
        if (scripted_.then == ScriptedAnswer::Then::stall) wait_for_close();
    }
    void wait_for_close() {
        socket_.async_wait(tcp::socket::wait_error, [self = shared_from_this()](auto) {});
    }

    tcp::socket socket_;
    std::size_t const number_;
    Answer const answer_;
    boost::beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    ScriptedAnswer scripted_;
    std::size_t count_ = 0;
};

}  // namespace

ScriptedAnswer ScriptedAnswer::status(int code, std::string const& body, Headers const& headers) {
    auto bytes = "HTTP/1.1 " + std::to_string(code) + " Scripted\r\nContent-Length: " + std::to_string(body.size());
    for (auto const& [name, value] : headers) bytes += "\r\n" + name + ": " + value;
    return {bytes + "\r\n\r\n" + body};
}

ScriptedAnswer ScriptedAnswer::cut_off(std::string const& body) {
    auto answer = status(200, body);
    answer.bytes.resize(answer.bytes.size() - body.size() / 2);
    answer.then = Then::close;
    return answer;
}

class ScriptedHttpServer::Running {
public:
    explicit Running(Script script) : script_(std::move(script)), thread_([this] { run(); }) {}
    Running(Running const&) = delete;
    Running& operator=(Running const&) = delete;
    ~Running() {
        io_.stop();
        thread_.join();
    }

    void follow(Script script) {
        std::lock_guard const lock(mutex_);
        script_ = std::move(script);
    }
    unsigned port() const { return port_; }
    std::vector<RecordedRequest> requests() const {
        std::lock_guard const lock(mutex_);
        return requests_;
    }
    void wait_for_requests(std::size_t count) const {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [&] { return requests_.size() >= count; });
    }

private:
    void run() {
        accept();
        io_.run();
    }
    void accept() {
        acceptor_.async_accept([this](auto error, tcp::socket socket) {
            if (error) return;
            auto const answer = [this](RecordedRequest request) { return this->answer(std::move(request)); };
            std::make_shared<Session>(std::move(socket), connections_++, answer)->read();
            accept();
        });
    }
    Script script() const {
        std::lock_guard const lock(mutex_);
        return script_;
    }
    ScriptedAnswer answer(RecordedRequest request) {
        auto scripted = script()(request);
        std::lock_guard const lock(mutex_);
        requests_.push_back(std::move(request));
        came_.notify_all();
        return scripted;
    }

    asio::io_context io_;
    tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    unsigned const port_ = acceptor_.local_endpoint().port();
    mutable std::mutex mutex_;
    mutable std::condition_variable came_;
    Script script_;
    std::vector<RecordedRequest> requests_;
    std::size_t connections_ = 0;
    std::thread thread_;
};

ScriptedHttpServer::ScriptedHttpServer(Script script) : running_(std::make_unique<Running>(std::move(script))) {}

ScriptedHttpServer::~ScriptedHttpServer() = default;

void ScriptedHttpServer::follow(Script script) { running_->follow(std::move(script)); }

std::string ScriptedHttpServer::address() const { return "http://127.0.0.1:" + std::to_string(running_->port()); }

std::vector<RecordedRequest> ScriptedHttpServer::requests() const { return running_->requests(); }

void ScriptedHttpServer::wait_for_requests(std::size_t count) const { running_->wait_for_requests(count); }

}  // namespace keepsake::testing
