#include "slow_model.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <thread>

#include "samples.h"

namespace keepsake::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using nlohmann::json;

/// The last message is the question's document.
json document_of(json const& body) { return json::parse(body.at("messages").back().at("content").get<std::string>()); }

std::string completion(json const& body, json const& reply) {
    constexpr std::size_t bytes_per_token = 4;
    auto const text = reply.dump();
    json const usage = {{"prompt_tokens", body.at("messages").dump().size() / bytes_per_token},
                        {"completion_tokens", text.size() / bytes_per_token}};
    json const message = {{"role", "assistant"}, {"content", text}};
    json const choice = {{"index", 0}, {"message", message}, {"finish_reason", "stop"}};
    return json{{"object", "chat.completion"}, {"choices", json::array({choice})}, {"usage", usage}}.dump();
}

/// Questions of one connection, each answered before the next is read.
class Session : public std::enable_shared_from_this<Session> {
public:
    using Take = std::function<std::string(std::string)>;  ///< takes a question's body, gives the answer's
    using Wait = std::function<void(asio::steady_timer&, std::function<void()>)>;

    Session(tcp::socket socket, Take take, Wait wait)
        : socket_(std::move(socket)), timer_(socket_.get_executor()), take_(std::move(take)), wait_(std::move(wait)) {}

    void read() {
        request_ = {};
        http::async_read(socket_, buffer_, request_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error) self->respond();
        });
    }

private:
    void respond() {
        response_ = {http::status::ok, request_.version()};
        response_.set(http::field::content_type, "application/json");
        response_.keep_alive(request_.keep_alive());
        response_.body() = take_(std::move(request_.body()));
        response_.prepare_payload();
        wait_(timer_, [self = shared_from_this()] { self->write(); });
    }
    void write() {
        http::async_write(socket_, response_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error && self->response_.keep_alive()) self->read();
        });
    }

    tcp::socket socket_;
    asio::steady_timer timer_;
    Take const take_;
    Wait const wait_;
    boost::beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::string_body> response_;
};

}  // namespace

class SlowModel::Running {
public:
    Running(Replies replies, std::chrono::milliseconds delay)
        : replies_(std::move(replies)), delay_(delay), thread_([this] {
              accept();
              io_.run();
          }) {}
    Running(Running const&) = delete;
    Running& operator=(Running const&) = delete;
    ~Running() {
        io_.stop();
        thread_.join();
    }

    unsigned port() const { return port_; }
    void answer_after(std::chrono::milliseconds delay) {
        std::lock_guard const lock(mutex_);
        delay_ = delay;
    }
    std::vector<AskedQuestion> questions() const {
        std::lock_guard const lock(mutex_);
        return questions_;
    }
    std::size_t asked(std::string const& name) const {
        std::lock_guard const lock(mutex_);
        return static_cast<std::size_t>(std::ranges::count(questions_, name, &AskedQuestion::name));
    }
    std::size_t open() const {
        std::lock_guard const lock(mutex_);
        return open_;
    }
    double seconds_waited() const {
        std::lock_guard const lock(mutex_);
        return waited_ + waiting_since_last_change();
    }

private:
    void accept() {
        acceptor_.async_accept([this](auto error, tcp::socket socket) {
            if (error) return;
            auto take = [this](std::string body) { return this->take(std::move(body)); };
            auto wait = [this](asio::steady_timer& timer, std::function<void()> then) {
                this->wait(timer, std::move(then));
            };
            std::make_shared<Session>(std::move(socket), std::move(take), std::move(wait))->read();
            accept();
        });
    }
    std::string take(std::string body) {
        auto const asked = json::parse(body);
        auto const& name = asked.at("response_format").at("json_schema").at("name").get_ref<std::string const&>();
        auto answer = completion(asked, replies_(name, document_of(asked)));
        std::lock_guard const lock(mutex_);
        questions_.push_back({name, std::move(body)});
        return answer;
    }
    void wait(asio::steady_timer& timer, std::function<void()> then) {
        {
            std::lock_guard const lock(mutex_);
            timer.expires_after(delay_ * (75 + questions_.size() * 19 % 51) / 100);
            now_open(open_ + 1);
        }
        timer.async_wait([this, then = std::move(then)](auto) {
            {
                std::lock_guard const lock(mutex_);
                now_open(open_ - 1);
            }
            then();
        });
    }
    double waiting_since_last_change() const { return static_cast<double>(open_) * since_change_.seconds(); }
    void now_open(std::size_t count) {
        waited_ += waiting_since_last_change();
        since_change_ = {};
        open_ = count;
    }

    asio::io_context io_;
    tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    unsigned const port_ = acceptor_.local_endpoint().port();
    Replies const replies_;
    mutable std::mutex mutex_;
    std::chrono::milliseconds delay_;
    std::vector<AskedQuestion> questions_;
    std::size_t open_ = 0;
    double waited_ = 0;
    Stopwatch since_change_;
    std::thread thread_;
};

SlowModel::SlowModel(Replies replies, std::chrono::milliseconds delay)
    : running_(std::make_unique<Running>(std::move(replies), delay)) {}

SlowModel::~SlowModel() = default;

std::string SlowModel::address() const { return "http://127.0.0.1:" + std::to_string(running_->port()) + "/v1"; }

void SlowModel::answer_after(std::chrono::milliseconds delay) { running_->answer_after(delay); }

std::vector<AskedQuestion> SlowModel::questions() const { return running_->questions(); }

std::size_t SlowModel::asked(std::string const& name) const { return running_->asked(name); }

std::size_t SlowModel::open() const { return running_->open(); }

double SlowModel::seconds_waited() const { return running_->seconds_waited(); }

}  // namespace keepsake::bench
