#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "http_client.h"
#include "sample_user.h"
#include "soak_tally.h"

namespace keepsake::bench {

/// One of those who use a server in a soak: does one thing after the other, drawn by weight, until the time is over. Keeps
/// a few memories of its own, which it changes and replaces, so that there are never more. One thread.
class SoakVisitor {
public:
    SoakVisitor(std::uint16_t port, std::size_t number, std::vector<SampleQuestion> const& questions, SoakPace& pace,
                SoakTally& tally);

    void run();

private:
    struct Activity {
        std::string name;
        std::size_t weight;
        void (SoakVisitor::*run)();
    };
    /// A stream that stays open, unread, and the session that it belongs to, if any.
    struct HeldStream {
        testing::HttpSocket socket;
        std::string session;
    };

    static std::vector<Activity> const& activities();
    Activity const& draw();

    void ask_stateless();
    void change_stateless();
    void use_session();
    void follow_in_session();
    void follow_stateless();
    void use_sse();
    void say_wrong();
    void go_away();
    void say_nothing();

    std::string ask(HttpClient& client, std::string_view method, nlohmann::json params = nlohmann::json::object());
    std::string call(HttpClient& client, std::string_view tool, nlohmann::json arguments);
    void search(HttpClient& client);
    void update_own(HttpClient& client, std::string const& memory);
    void add_and_delete(HttpClient& client);
    /// Adds one when there is none.
    std::string own_memory();

    /// A connection that has been used often is given up for a new one.
    HttpClient& stateless();
    HttpClient begin_session();
    void leave_session(std::string const& session);
    testing::HttpSocket open_stream(HttpClient const& client, std::string const& last_event = "");
    void hold(testing::HttpSocket stream, std::string session = "");

    std::uint16_t const port_;
    std::vector<SampleQuestion> const& questions_;
    SoakPace& pace_;
    SoakTally& tally_;
    Random random_;
    SampleUser user_;
    std::deque<std::string> memories_;
    std::unique_ptr<HttpClient> stateless_;
    std::size_t uses_left_ = 0;
    std::deque<HeldStream> held_;
};

}  // namespace keepsake::bench
