#pragma once

#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "http/exchange.h"
#include "mcp/json_rpc.h"

namespace keepsake::testing {

/// What a client has got for one request. Outlives the exchange; safe from many threads.
class Reply {
public:
    struct Event {
        std::string name = {};
        std::string id = {};
        std::string data = {};
        std::string retry = {};
        mcp::Json json() const { return mcp::Json::parse(data); }
    };

    int status() const { return response().status; }
    std::string header(std::string_view name) const { return response().headers.find(name).value_or(""); }
    std::string body() const { return response().body; }
    mcp::Json json() const { return mcp::Json::parse(body()); }
    int error_code() const { return json().value("/error/code"_json_pointer, 0); }
    bool is_answered() const { return get(&Reply::is_answered_); }

    bool is_stream() const { return get(&Reply::is_stream_); }
    bool has_ended() const { return get(&Reply::has_ended_); }
    bool has_left() const { return get(&Reply::has_left_); }
    std::string text() const { return get(&Reply::text_); }
    std::string heartbeat() const { return get(&Reply::heartbeat_); }
    std::vector<Event> events() const {
        std::vector<Event> events;
        Event event;
        bool has_lines = false;
        std::istringstream lines(text());
        for (std::string line; std::getline(lines, line);) {
            if (line.empty() && has_lines) events.push_back(std::exchange(event, {}));
            has_lines = !line.empty();
            auto const colon = line.find(": ");
            if (colon == std::string::npos) continue;
            auto const field = line.substr(0, colon);
            auto& part = field == "event"   ? event.name
                         : field == "id"    ? event.id
                         : field == "retry" ? event.retry
                                            : event.data;
            part = line.substr(colon + 2);
        }
        return events;
    }
    /// The messages in the events.
    std::vector<mcp::Json> messages() const {
        std::vector<mcp::Json> messages;
        for (auto const& event : events()) {
            if (event.name == "message") messages.push_back(event.json());
        }
        return messages;
    }

    /// The client hangs up.
    void leave() {
        std::function<void()> call;
        {
            std::lock_guard const lock(mutex_);
            if (is_complete()) return;
            has_left_ = true;
            std::swap(call, when_gone_);
        }
        if (call) call();
    }

private:
    friend class FakeExchange;
    friend class FakeStream;

    template <typename Part>
    Part get(Part Reply::*part) const {
        std::lock_guard const lock(mutex_);
        return this->*part;
    }
    http::Response response() const { return get(&Reply::response_); }
    bool is_complete() const { return is_answered_ && (!is_stream_ || has_ended_); }

    void begin(http::Response response, bool is_stream, std::string heartbeat = "") {
        std::function<void()> settled;
        std::lock_guard const lock(mutex_);
        if (has_left_ || std::exchange(is_answered_, true)) return;
        response_ = std::move(response);
        is_stream_ = is_stream;
        heartbeat_ = std::move(heartbeat);
        if (is_complete()) std::swap(settled, when_gone_);
    }
    void write(std::string const& bytes) {
        std::lock_guard const lock(mutex_);
        if (!has_ended_ && !has_left_) text_ += bytes;
    }
    void end() {
        std::function<void()> settled;
        std::lock_guard const lock(mutex_);
        if (has_left_) return;
        has_ended_ = true;
        std::swap(settled, when_gone_);
    }
    bool is_open() const {
        std::lock_guard const lock(mutex_);
        return !has_ended_ && !has_left_;
    }
    void when_gone(std::function<void()> call) {
        {
            std::lock_guard const lock(mutex_);
            if (is_complete()) return;
            if (!has_left_) std::swap(when_gone_, call);
            if (!has_left_) return;
        }
        call();
    }

    mutable std::mutex mutex_;
    http::Response response_;
    bool is_answered_ = false;
    bool is_stream_ = false;
    bool has_ended_ = false;
    bool has_left_ = false;
    std::string text_;
    std::string heartbeat_;
    std::function<void()> when_gone_;
};

class FakeStream final : public http::Stream {
public:
    explicit FakeStream(std::shared_ptr<Reply> reply) : reply_(std::move(reply)) {}
    FakeStream(FakeStream const&) = delete;
    FakeStream& operator=(FakeStream const&) = delete;
    ~FakeStream() override { end(); }
    void write(std::string bytes) override { reply_->write(bytes); }
    void end() override { reply_->end(); }
    bool is_open() const override { return reply_->is_open(); }

private:
    std::shared_ptr<Reply> reply_;
};

class FakeExchange final : public http::Exchange {
public:
    FakeExchange(http::Request request, std::shared_ptr<Reply> reply)
        : request_(std::move(request)), reply_(std::move(reply)) {}
    FakeExchange(FakeExchange const&) = delete;
    FakeExchange& operator=(FakeExchange const&) = delete;
    ~FakeExchange() override { respond({500, {}, ""}); }

    http::Request const& request() const override { return request_; }
    http::Request take_request() override { return std::move(request_); }
    void respond(http::Response response) override { reply_->begin(std::move(response), false); }
    std::shared_ptr<http::Stream> open_stream(http::Response head, std::string heartbeat) override {
        reply_->begin(std::move(head), true, std::move(heartbeat));
        return std::make_shared<FakeStream>(reply_);
    }
    void when_gone(std::function<void()> call) override { reply_->when_gone(std::move(call)); }

private:
    http::Request request_;
    std::shared_ptr<Reply> reply_;
};

}  // namespace keepsake::testing
