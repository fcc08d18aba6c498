#include "soak_visitor.h"

#include <array>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <utility>

#include "piped_server.h"
#include "samples.h"
#include "soak_requests.h"

namespace keepsake::bench {
namespace {

using nlohmann::json;
using testing::HttpSocket;

constexpr std::size_t most_own_memories = 20;
constexpr std::size_t most_held_streams = 6;
constexpr std::size_t uses_of_connection = 50;
constexpr std::array<char const*, 3> revisions = {"2025-03-26", "2025-06-18", "2025-11-25"};
char const* const updated = "notifications/resources/updated";

std::string address_of(std::string const& memory) { return "keepsake://memories/" + memory; }

json content_of(std::string const& answer) { return json::parse(answer).at("result").at("structuredContent"); }

void expect(int status, testing::ReceivedAnswer const& answer) {
    if (answer.status != status) {
        throw std::runtime_error("expected " + std::to_string(status) + ", came " + std::to_string(answer.status) +
                                 " " + answer.body);
    }
}

/// Of the last event in a piece of a stream; empty when there is none.
std::string event_id(std::string const& events) {
    auto const place = events.rfind("id: ");
    return place == std::string::npos ? "" : events.substr(place + 4, events.find('\n', place) - place - 4);
}

}  // namespace

SoakVisitor::SoakVisitor(std::uint16_t port, std::size_t number, std::vector<SampleQuestion> const& questions,
                         SoakPace& pace, SoakTally& tally)
    : port_(port),
      questions_(questions),
      pace_(pace),
      tally_(tally),
      random_(number),
      user_("visitor-" + std::to_string(number), 700 + number) {}

std::vector<SoakVisitor::Activity> const& SoakVisitor::activities() {
    static std::vector<Activity> const all = {
        {"asked, stateless", 30, &SoakVisitor::ask_stateless},
        {"changed, stateless", 15, &SoakVisitor::change_stateless},
        {"a session", 6, &SoakVisitor::use_session},
        {"followed a memory in a session", 4, &SoakVisitor::follow_in_session},
        {"followed a memory, stateless", 4, &SoakVisitor::follow_stateless},
        {"HTTP+SSE", 4, &SoakVisitor::use_sse},
        {"a wrong request", 10, &SoakVisitor::say_wrong},
        {"went away", 6, &SoakVisitor::go_away},
        {"said nothing more", 1, &SoakVisitor::say_nothing},
    };
    return all;
}

SoakVisitor::Activity const& SoakVisitor::draw() {
    auto const& all = activities();
    auto const sum = std::accumulate(all.begin(), all.end(), std::size_t{0},
                                     [](std::size_t before, Activity const& one) { return before + one.weight; });
    auto drawn = pick(random_, sum);
    for (auto const& activity : all) {
        if (drawn < activity.weight) return activity;
        drawn -= activity.weight;
    }
    return all.front();
}

void SoakVisitor::run() {
    while (!pace_.is_over()) {
        auto const& activity = draw();
        try {
            (this->*activity.run)();
            tally_.done(activity.name);
        } catch (std::exception const& error) {
            tally_.failed(activity.name, error.what());
            stateless_.reset();
        }
    }
}

std::string SoakVisitor::ask(HttpClient& client, std::string_view method, json params) {
    pace_.wait();
    return client.request(method, std::move(params));
}

std::string SoakVisitor::call(HttpClient& client, std::string_view tool, json arguments) {
    pace_.wait();
    return client.call(tool, std::move(arguments));
}

void SoakVisitor::search(HttpClient& client) {
    (void)call(client, "search_memory", {{"query", one_of(random_, questions_).query}});
}

void SoakVisitor::update_own(HttpClient& client, std::string const& memory) {
    auto const text = user_.next_conversation(1).turns.front().text;
    (void)call(client, "update_memory", {{"memory_id", memory}, {"text", text}});
}

void SoakVisitor::add_and_delete(HttpClient& client) {
    auto const added = content_of(call(client, "add_memory", add_arguments(user_.next_conversation(1))));
    memories_.push_back(added.at("results").at(0).at("id"));
    if (memories_.size() <= most_own_memories) return;
    auto const oldest = std::exchange(memories_.front(), "");
    memories_.pop_front();
    (void)call(client, "delete_memory", {{"memory_id", oldest}});
}

std::string SoakVisitor::own_memory() {
    if (memories_.empty()) add_and_delete(stateless());
    return one_of(random_, memories_);
}

HttpClient& SoakVisitor::stateless() {
    if (!stateless_ || uses_left_ == 0) {
        stateless_ = std::make_unique<HttpClient>(port_, Era::modern);
        uses_left_ = uses_of_connection;
    }
    --uses_left_;
    return *stateless_;
}

void SoakVisitor::ask_stateless() {
    auto const memory = own_memory();
    auto& client = stateless();
    switch (pick(random_, 10)) {
        case 0: return void(ask(client, "server/discover"));
        case 1: return void(ask(client, "tools/list"));
        case 2: return void(ask(client, "resources/list"));
        case 3: return void(ask(client, "resources/read", {{"uri", address_of(memory)}}));
        case 4: return void(ask(client, "prompts/get", {{"name", "recall"}, {"arguments", {{"topic", "harbour"}}}}));
        case 5: return void(call(client, "list_memories", {{"limit", 50}}));
        case 6: return void(call(client, "get_memory", {{"memory_id", memory}}));
        default: return search(client);
    }
}

void SoakVisitor::change_stateless() {
    auto const memory = own_memory();
    auto& client = stateless();
    if (with_chance(random_, .5)) return add_and_delete(client);
    update_own(client, memory);
}

HttpClient SoakVisitor::begin_session() {
    pace_.wait();
    pace_.wait();
    return {port_, Era::session, one_of(random_, revisions)};
}

void SoakVisitor::leave_session(std::string const& session) {
    if (with_chance(random_, .3)) return tally_.left_session();
    pace_.wait();
    HttpSocket socket(port_);
    expect(204,
           socket.ask("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n" + session_lines(session, "2025-11-25") + "\r\n"));
    if (with_chance(random_, .8)) return;
    pace_.wait();
    auto const ping = request_message(1, "ping", json::object());
    expect(404, socket.ask(session_post(session, "2025-11-25", ping)));
}

void SoakVisitor::use_session() {
    auto const memory = own_memory();
    auto client = begin_session();
    (void)ask(client, "tools/list");
    (void)ask(client, "prompts/list");
    for (auto searches = 1 + pick(random_, 4); searches > 0; --searches) search(client);
    (void)ask(client, "resources/read", {{"uri", with_chance(random_, .5) ? address_of(memory) : "keepsake://stats"}});
    (void)ask(client, "ping");
    update_own(client, memory);
    leave_session(client.session());
}

HttpSocket SoakVisitor::open_stream(HttpClient const& client, std::string const& last_event) {
    pace_.wait();
    HttpSocket stream(port_);
    auto lines = "Accept: text/event-stream\r\n" + session_lines(client.session(), client.revision());
    if (!last_event.empty()) lines += "Last-Event-ID: " + last_event + "\r\n";
    stream.send(testing::get_request("/mcp", lines));
    expect(200, stream.read_head());
    return stream;
}

void SoakVisitor::hold(HttpSocket stream, std::string session) {
    held_.push_back({std::move(stream), std::move(session)});
    if (held_.size() <= most_held_streams) return;
    auto oldest = std::move(held_.front());
    held_.pop_front();
    with_chance(random_, .5) ? oldest.socket.close() : oldest.socket.reset();
    if (!oldest.session.empty()) leave_session(oldest.session);
}

void SoakVisitor::follow_in_session() {
    auto const memory = own_memory();
    auto client = begin_session();
    auto stream = open_stream(client);
    (void)ask(client, "resources/list");
    (void)ask(client, "resources/subscribe", {{"uri", address_of(memory)}});
    update_own(client, memory);
    auto const last_event = event_id(stream.read_until(updated));
    if (!last_event.empty() && with_chance(random_, .4)) {
        stream.reset();
        stream = open_stream(client, last_event);
        update_own(client, memory);
        (void)stream.read_until(updated);
    }
    hold(std::move(stream), client.session());
}

void SoakVisitor::follow_stateless() {
    auto const memory = own_memory();
    pace_.wait();
    HttpSocket stream(port_);
    json const wanted = {{"resourceSubscriptions", {address_of(memory)}}, {"resourcesListChanged", true}};
    stream.send(modern_post(1, "subscriptions/listen", {{"notifications", wanted}}));
    expect(200, stream.read_head());
    (void)stream.read_until("notifications/subscriptions/acknowledged");
    update_own(stateless(), memory);
    (void)stream.read_until(updated);
    hold(std::move(stream));
}

void SoakVisitor::use_sse() {
    pace_.wait();
    HttpSocket stream(port_);
    stream.send(testing::get_request("/sse", "Accept: text/event-stream\r\n"));
    expect(200, stream.read_head());
    (void)stream.read_until("data: ");
    auto path = stream.read_until("\n");
    path.pop_back();

    HttpSocket socket(port_);
    int id = 0;
    auto const post = [&](json const& message) {
        pace_.wait();
        expect(202, socket.ask(session_post("", "", message, path)));
    };
    auto const request = [&](std::string_view method, json params) {
        post(request_message(++id, method, std::move(params)));
        (void)stream.read_until("{\"id\":" + std::to_string(id) + ",");
        auto const answer = stream.read_until("\n\n");
        if (is_failure(answer)) throw std::runtime_error(answer);
    };
    request("initialize", initialize_params(with_chance(random_, .5) ? "2024-11-05" : "2025-11-25"));
    post(notification_message("notifications/initialized"));
    request("tools/list", json::object());
    json const search = {{"name", "search_memory"}, {"arguments", {{"query", one_of(random_, questions_).query}}}};
    request("tools/call", search);
    if (with_chance(random_, .3)) post(request_message(++id, "tools/call", search));
    if (with_chance(random_, .3)) return hold(std::move(stream));
    if (with_chance(random_, .5)) stream.reset();
}

void SoakVisitor::say_wrong() {
    auto const& wrong = one_of(random_, wrong_requests());
    pace_.wait();
    HttpSocket socket(port_);
    auto const answer = socket.ask(wrong.bytes);
    if (answer.status != wrong.status)
        expect(wrong.status, {answer.status, {}, "(" + wrong.name + ") " + answer.body, ""});
}

void SoakVisitor::go_away() {
    auto const memory = own_memory();
    auto const client = begin_session();
    for (int times = 0; times < 3; ++times) {
        auto const requests = abandoned_requests(client.session(), memory);
        pace_.wait();
        HttpSocket socket(port_);
        (void)socket.try_send(one_of(random_, requests));
        std::this_thread::sleep_for(std::chrono::milliseconds(pick(random_, 8)));
        if (with_chance(random_, .7)) socket.reset();
    }
    leave_session(client.session());
}

void SoakVisitor::say_nothing() {
    pace_.wait();
    HttpSocket socket(port_);
    if (with_chance(random_, .7)) socket.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Le");
    hold(std::move(socket));
}

}  // namespace keepsake::bench
