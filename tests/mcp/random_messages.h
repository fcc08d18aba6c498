#pragma once

#include "memory/random_replies.h"
#include "support/modern_era.h"

namespace keepsake::testing {

/// Messages of MCP: right ones of every method in both eras, damaged ones, and bytes that are none. The same for the same
/// seed.
class RandomMessages {
    using Json = nlohmann::json;

public:
    explicit RandomMessages(std::uint32_t seed) : random_(seed) {}

    static Json handshake(std::string const& revision) {
        return {{"jsonrpc", "2.0"},
                {"id", "handshake"},
                {"method", "initialize"},
                {"params",
                 {{"protocolVersion", revision},
                  {"capabilities", {{"roots", Json::object()}, {"elicitation", Json::object()}}},
                  {"clientInfo", {{"name", "fuzz"}, {"version", "1"}}}}}};
    }

    std::string text() {
        if (random_.one_in(50)) return random_.random_bytes();
        if (random_.one_in(100)) return random_.deep("params");
        auto json = random_.one_in(6) ? batch() : message();
        auto text = random_.written(json);
        if (random_.one_in(4)) text = random_.damaged(std::move(text));
        return random_.one_in(40) ? text.substr(0, text.size() / 2) : text;
    }

private:
    Json batch() {
        auto messages = Json::array();
        for (int more = random_.below(5); more > 0; --more) messages.push_back(message());
        return messages;
    }
    Json message() {
        auto json = random_.one_in(12) ? answer() : request();
        if (random_.one_in(2)) {
            for (int more = random_.below(4); more > 0; --more) random_.mutate(json);
        }
        return json;
    }
    Json answer() {
        Json json = {{"jsonrpc", "2.0"}, {"id", random_.one_in(2) ? Json("keepsake-1") : Json(1)}};
        if (random_.one_in(2)) {
            json["result"] = {{"action", "accept"}};
        } else {
            json["error"] = {{"code", -1}, {"message", random_.text()}};
        }
        return json;
    }
    Json request() {
        Json json = {{"jsonrpc", "2.0"}, {"id", id()}};
        json.update(random_.one_in(2) ? tool_call() : other_call());
        if (random_.one_in(8)) json["params"]["_meta"]["progressToken"] = id();
        if (random_.one_in(2)) json["params"] = modern(json["params"]);
        if (random_.one_in(8)) json.erase("id");
        if (random_.one_in(20)) json.erase("params");
        return json;
    }
    Json id() {
        // Few different ones, so that they meet in a batch.
        if (random_.one_in(2)) return random_.below(3);
        return random_.one_in(4) ? Json(random_.text()) : Json(std::to_string(random_.below(3)));
    }

    Json tool_call() {
        static std::string const does[] = {"succeed", "fail",    "refuse", "throw", "await",
                                           "ask",     "require", "state",  "log"};
        static std::string const names[] = {"do", "do", "do", "do", "undo"};
        Json arguments = {{"what", random_.any(does)}, {"text", random_.text()}};
        return {{"method", "tools/call"}, {"params", {{"name", random_.any(names)}, {"arguments", arguments}}}};
    }
    Json other_call() {
        static std::string const uris[] = {"test://known", "test://unknown", "test://throws", "", "no address"};
        static std::string const names[] = {"greet", "greet", "throw", "unknown"};
        static std::string const levels[] = {"debug", "emergency", "loud"};
        static std::string const references[] = {"ref/prompt", "ref/resource", "ref/else"};
        static std::string const revisions[] = {"2024-11-05", "2025-03-26", "2025-11-25", "2026-07-28", "1"};
        auto const& uri = random_.any(uris);
        auto const& name = random_.any(names);
        Json const calls = {
            {{"method", "initialize"},
             {"params", {{"protocolVersion", random_.any(revisions)}, {"capabilities", Json::object()}}}},
            {{"method", "ping"}, {"params", Json::object()}},
            {{"method", "logging/setLevel"}, {"params", {{"level", random_.any(levels)}}}},
            {{"method", "server/discover"}, {"params", Json::object()}},
            {{"method", "subscriptions/listen"},
             {"params",
              {{"notifications", {{"resourcesListChanged", random_.one_in(2)}, {"resourceSubscriptions", {uri}}}}}}},
            {{"method", "tools/list"}, {"params", {{"cursor", random_.text()}}}},
            {{"method", "resources/list"}, {"params", {{"cursor", random_.text()}}}},
            {{"method", "resources/templates/list"}, {"params", Json::object()}},
            {{"method", "resources/read"}, {"params", {{"uri", uri}}}},
            {{"method", "resources/subscribe"}, {"params", {{"uri", uri}}}},
            {{"method", "resources/unsubscribe"}, {"params", {{"uri", uri}}}},
            {{"method", "prompts/list"}, {"params", Json::object()}},
            {{"method", "prompts/get"}, {"params", {{"name", name}, {"arguments", {{"who", random_.text()}}}}}},
            {{"method", "completion/complete"},
             {"params",
              {{"ref", {{"type", random_.any(references)}, {"name", name}, {"uri", uri}}},
               {"argument", {{"name", "who"}, {"value", random_.text()}}}}}},
            {{"method", "notifications/cancelled"}, {"params", {{"requestId", id()}}}},
            {{"method", "no/such/method"}, {"params", Json::object()}}};
        return random_.any(calls);
    }

    RandomReplies random_;
};

}  // namespace keepsake::testing
