#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "http/router.h"
#include "http/server.h"
#include "support/http_socket.h"

namespace keepsake::testing {

/// Values from one thread for another, which waits for them.
template <typename Value>
class Handed {
public:
    void put(Value value) {
        std::lock_guard const lock(mutex_);
        values_.push_back(std::move(value));
        came_.notify_all();
    }
    Value take() {
        std::unique_lock lock(mutex_);
        if (!came_.wait_for(lock, std::chrono::seconds(30), [this] { return !values_.empty(); })) {
            throw std::runtime_error("nothing was handed over");
        }
        auto value = std::move(values_.front());
        values_.pop_front();
        return value;
    }
    bool empty() const {
        std::lock_guard const lock(mutex_);
        return values_.empty();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::deque<Value> values_;
};

inline std::string long_text(std::size_t size) { return std::string(size, 'x'); }

/// A server on a port of its own, with its thread. Has: POST /echo; GET /long?size= ; /held, whose exchanges a test
/// takes; /dropped; /thrown; /empty.
class RunningServer {
public:
    explicit RunningServer(http::Limits limits = {}, http::Admission admission = {})
        : server_(
              io_, http::Guard(std::move(admission)), [this](auto exchange) { router_.handle(std::move(exchange)); },
              limits) {
        add_routes();
        port_ = server_.listen({"127.0.0.1", 0}).value();
        thread_ = std::thread([this] { io_.run(); });
    }
    RunningServer(RunningServer const&) = delete;
    RunningServer& operator=(RunningServer const&) = delete;
    ~RunningServer() { close(); }

    std::uint16_t port() const { return port_; }
    std::size_t connections() const { return server_.connections(); }
    http::Router& router() { return router_; }

    /// Returns when it has been done on the server's thread.
    template <typename Call>
    void on_thread(Call call) {
        std::promise<void> done;
        boost::asio::post(io_, [&] {
            call();
            done.set_value();
        });
        done.get_future().get();
    }
    void stop() {
        on_thread([this] { server_.stop(); });
    }
    void close() {
        if (!thread_.joinable()) return;
        on_thread([this] { server_.close(); });
        wait_until_ended();
    }
    /// Until nothing is left to do.
    void wait_until_ended() { thread_.join(); }

    Handed<std::shared_ptr<http::Exchange>> held;

private:
    void add_routes() {
        router_.add("POST", "/echo", [](auto exchange) {
            auto body = exchange->take_request().body;
            exchange->respond({200, {{"Content-Type", "text/plain"}}, std::move(body)});
        });
        router_.add("GET", "/long", [](auto exchange) {
            exchange->respond({200, {}, std::string(std::stoul(exchange->request().target.query.at("size")), 'x')});
        });
        router_.add("GET", "/held", [this](auto exchange) { held.put(std::move(exchange)); });
        router_.add("POST", "/held", [this](auto exchange) { held.put(std::move(exchange)); });
        router_.add("GET", "/dropped", [](auto) {});
        router_.add("GET", "/thrown", [](auto) { throw std::runtime_error("thrown for the test"); });
        router_.add("GET", "/empty", [](auto exchange) { exchange->respond({204, {}, ""}); });
    }

    boost::asio::io_context io_;
    http::Router router_;
    http::Server server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace keepsake::testing
