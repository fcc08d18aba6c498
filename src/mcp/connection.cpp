#include "mcp/connection.h"

namespace keepsake::mcp {
namespace {

constexpr std::size_t most_streams = 16;

std::string_view changed_method(ListKind kind) {
    if (kind == ListKind::tools) return "notifications/tools/list_changed";
    return kind == ListKind::prompts ? "notifications/prompts/list_changed" : "notifications/resources/list_changed";
}

Json with_subscription(Json params, Json const& id) {
    params["_meta"] = {{meta::subscription_id, id}};
    return params;
}

}  // namespace

std::string capability_for(std::string_view method) { return std::string(method.substr(0, method.find('/'))); }

Json end_of_listening(Json const& id) {
    return result_message(id, with_subscription({{"resultType", "complete"}}, id));
}

void Connection::initialize(Handshake handshake) {
    std::lock_guard const lock(mutex_);
    handshake_ = std::move(handshake);
}

bool Connection::is_initialized() const {
    std::lock_guard const lock(mutex_);
    return handshake_.has_value();
}

Handshake Connection::handshake() const {
    std::lock_guard const lock(mutex_);
    return handshake_.value_or(Handshake{});
}

std::optional<std::stop_token> Connection::open(Json const& id) {
    std::lock_guard const lock(mutex_);
    auto const key = id.dump();
    if (listening_.contains(key)) return std::nullopt;
    auto const [place, is_new] = open_.try_emplace(key);
    return is_new ? std::optional(place->second.get_token()) : std::nullopt;
}

bool Connection::close(Json const& id) {
    std::lock_guard const lock(mutex_);
    auto const place = open_.find(id.dump());
    if (place == open_.end()) return false;
    bool const cancelled = place->second.stop_requested();
    open_.erase(place);
    return !cancelled;
}

void Connection::cancel(Json const& id) {
    std::shared_ptr<Channel> ended;
    std::stop_source source{std::nostopstate};
    {
        std::lock_guard const lock(mutex_);
        auto const key = id.dump();
        if (auto const place = listening_.find(key); place != listening_.end()) {
            ended = std::move(place->second.channel);
            listening_.erase(place);
        }
        if (auto const place = open_.find(key); place != open_.end()) source = place->second;
    }
    source.request_stop();
}

void Connection::cancel_all() {
    std::vector<std::stop_source> sources;
    std::map<std::string, Listening> ended;
    std::map<std::string, std::shared_ptr<ClientAnswer>> asked;
    {
        std::lock_guard const lock(mutex_);
        for (auto const& [id, source] : open_) sources.push_back(source);
        ended.swap(listening_);
        asked.swap(asked_);
    }
    for (auto& source : sources) source.request_stop();
    for (auto const& [id, answer] : asked) {
        answer->settle(core::Error{core::ErrorKind::unavailable, "The client has gone."});
    }
}

bool Connection::is_busy() const {
    std::lock_guard const lock(mutex_);
    return !open_.empty() || !listening_.empty();
}

std::shared_ptr<ClientAnswer> Connection::ask(Channel& channel, std::string_view method, Json params) {
    auto answer = std::make_shared<ClientAnswer>();
    std::string id;
    {
        std::lock_guard const lock(mutex_);
        auto const capability = capability_for(method);
        if (!handshake_ || !handshake_->capabilities.contains(capability)) {
            answer->settle(core::Error{core::ErrorKind::unavailable,
                                       "The client has not said that it supports " + capability + "."});
            return answer;
        }
        id = "keepsake-" + std::to_string(++questions_);
        asked_.emplace(id, answer);
    }
    channel.send(request_message(id, method, std::move(params)));
    return answer;
}

void Connection::settle(Answer answer) {
    std::shared_ptr<ClientAnswer> waiting;
    {
        std::lock_guard const lock(mutex_);
        auto const place = answer.id.is_string() ? asked_.find(answer.id.get<std::string>()) : asked_.end();
        if (place == asked_.end()) return;
        waiting = std::move(place->second);
        asked_.erase(place);
    }
    if (answer.error.empty()) return waiting->settle(std::move(answer.result));
    waiting->settle(core::Error{core::ErrorKind::unavailable, "The client answered: " + answer.error});
}

void Connection::set_log_level(LogLevel level) {
    std::lock_guard const lock(mutex_);
    log_level_ = level;
}

LogLevel Connection::log_level() const {
    std::lock_guard const lock(mutex_);
    return log_level_;
}

bool Connection::subscribe(std::string uri) {
    std::lock_guard const lock(mutex_);
    if (subscribed_.uris.size() >= most_subscriptions) return subscribed_.uris.contains(uri);
    subscribed_.uris.insert(std::move(uri));
    return true;
}

void Connection::unsubscribe(std::string const& uri) {
    std::lock_guard const lock(mutex_);
    subscribed_.uris.erase(uri);
}

void Connection::follow(ListKind kind) {
    std::lock_guard const lock(mutex_);
    subscribed_.lists.insert(kind);
}

Connection::Listens Connection::listen(Json const& id, std::shared_ptr<Channel> channel, Interest interest) {
    std::lock_guard const lock(mutex_);
    auto const key = id.dump();
    auto const request = open_.extract(key);
    if (request.empty() || request.mapped().stop_requested()) return Listens::was_cancelled;
    if (listens_no_more_) return Listens::is_ending;
    if (listening_.size() >= most_streams) return Listens::too_many;
    listening_.emplace(key, Listening{id, std::move(channel), std::move(interest)});
    return Listens::yes;
}

void Connection::end_listening() {
    std::map<std::string, Listening> ended;
    {
        std::lock_guard const lock(mutex_);
        listens_no_more_ = true;
        ended.swap(listening_);
    }
    for (auto const& [key, stream] : ended) stream.channel->answer(end_of_listening(stream.id), 200);
}

void Connection::tell_list_changed(ListKind kind) {
    auto const wants = [kind](Interest const& interest) { return interest.lists.contains(kind); };
    for (auto const& stream : listening_to(wants)) {
        auto params = with_subscription(Json::object(), stream.id);
        stream.channel->send(notification_message(changed_method(kind), std::move(params)));
    }
    std::unique_lock lock(mutex_);
    bool const follows = wants(subscribed_);
    lock.unlock();
    if (follows) sink_.send(notification_message(changed_method(kind), Json::object()));
}

void Connection::tell_updated(std::string const& uri) {
    static constexpr std::string_view method = "notifications/resources/updated";
    auto const wants = [&uri](Interest const& interest) { return interest.uris.contains(uri); };
    for (auto const& stream : listening_to(wants)) {
        stream.channel->send(notification_message(method, with_subscription({{"uri", uri}}, stream.id)));
    }
    std::unique_lock lock(mutex_);
    bool const subscribed = wants(subscribed_);
    lock.unlock();
    if (subscribed) sink_.send(notification_message(method, {{"uri", uri}}));
}

Interest Connection::interest() const {
    std::lock_guard const lock(mutex_);
    auto all = subscribed_;
    for (auto const& [key, stream] : listening_) {
        all.lists.insert(stream.interest.lists.begin(), stream.interest.lists.end());
        all.uris.insert(stream.interest.uris.begin(), stream.interest.uris.end());
    }
    return all;
}

std::vector<Connection::Listening> Connection::listening_to(std::function<bool(Interest const&)> const& wanted) const {
    std::lock_guard const lock(mutex_);
    std::vector<Listening> found;
    for (auto const& [key, stream] : listening_) {
        if (wanted(stream.interest)) found.push_back(stream);
    }
    return found;
}

}  // namespace keepsake::mcp
