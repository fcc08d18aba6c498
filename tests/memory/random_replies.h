#pragma once

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace keepsake::testing {

/// Replies as models give them: right ones, in every wrapping, and damaged ones.
class RandomReplies {
public:
    using Json = nlohmann::json;

    explicit RandomReplies(std::uint32_t seed) : engine_(seed) {}

    int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(end)); }
    bool one_in(int times) { return below(times) == 0; }
    template <typename List>
    auto const& any(List const& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(std::size(list))))];
    }

    std::string text() {
        static std::string const texts[] = {"Ana likes tea",
                                            "ana LIKES tea.",
                                            "Ana ist 34",
                                            "",
                                            "  ",
                                            "...",
                                            "</think>{'facts': [], 'decisions': []}",
                                            "she said \"no\" [x] {y}",
                                            "\u5c0f\u660e\u67093\u53ea\u732b",
                                            "\U0001F600 \\ud83d",
                                            "C:\\Users\\u12",
                                            "```json\n{}\n```",
                                            "\u0627\u0644\u0642\u0647\u0648\u0629"};
        return any(texts);
    }
    Json extraction() {
        Json reply = {{"facts", Json::array()}, {"relations", Json::array()}, {"summary", text()}};
        for (int more = below(4); more > 0; --more) {
            reply["facts"].push_back({{"text", text()},
                                      {"sources", {below(6), below(6)}},
                                      {"confidence", below(10) / 10.},
                                      {"event_date", one_in(2) ? Json("2023-05-07") : Json()},
                                      {"category", one_in(2) ? Json("work") : Json()},
                                      {"forget", one_in(5)}});
        }
        for (int more = below(3); more > 0; --more) {
            reply["relations"].push_back({{"source", "Ana"},
                                          {"source_type", "person"},
                                          {"relation", "likes"},
                                          {"target", text()},
                                          {"target_type", "thing"},
                                          {"sources", {below(6)}},
                                          {"fact", below(5)},
                                          {"valid_from", nullptr}});
        }
        return reply;
    }
    Json consolidation() {
        static std::string const events[] = {"ADD", "UPDATE", "DELETE", "NOOP", "none", "del", "MERGE"};
        Json reply = {{"decisions", Json::array()}, {"relation_decisions", Json::array()}};
        for (int more = below(4); more > 0; --more) {
            reply["decisions"].push_back({{"fact", below(9)},
                                          {"event", any(events)},
                                          {"memory", one_in(2) ? Json(below(9)) : Json()},
                                          {"text", one_in(2) ? Json(text()) : Json()},
                                          {"reason", text()}});
        }
        for (int more = below(3); more > 0; --more) {
            reply["relation_decisions"].push_back(
                {{"relation", below(9)}, {"event", any(events)}, {"ends", {below(9), below(9)}}, {"reason", text()}});
        }
        return reply;
    }

    /// Changes one place somewhere inside.
    void mutate(Json& json) {
        if (json.is_structured() && !json.empty() && !one_in(4)) {
            auto place = json.begin();
            std::advance(place, below(static_cast<int>(json.size())));
            mutate(*place);
        } else if (json.is_object() && !json.empty() && one_in(2)) {
            json.erase(json.begin());
        } else if (json.is_object() && one_in(2)) {
            json["note"] = odd_value();
        } else if (json.is_array() && one_in(2)) {
            json.push_back(odd_value());
        } else {
            json = odd_value();
        }
    }

    std::string written(Json const& reply) {
        return reply.dump(one_in(3) ? 2 : -1, ' ', one_in(3), Json::error_handler_t::replace);
    }

    /// The shapes in which a right reply comes.
    std::string wrapped(std::string const& text) {
        switch (below(9)) {
            case 0: return "```json\n" + text + "\n```";
            case 1: return "<think>There may be {braces} here. [\"It's}</think>\n" + text;
            case 2: return "Sure! Here is the JSON you asked for:\n\n" + text + "\n\nLet me know if it helps.";
            case 3: return text.ends_with('}') ? text.substr(0, text.size() - 1) + ",\n}" : text;
            case 4: return "\xEF\xBB\xBF" + text + "\n\n";
            case 5: return "{\"result\": " + text + "}";
            case 6: return "<think>{\"facts\": [], \"decisions\": []} is wrong</think>" + text;
            case 7: return "I took [1] and {2}: " + text;
            default: return text;
        }
    }

    /// Some bytes changed, or a stretch cut out, doubled or replaced.
    std::string damaged(std::string text) {
        static std::string const pieces[] = {"{",
                                             "}",
                                             "[",
                                             "]",
                                             "\"",
                                             ":",
                                             ",",
                                             "'",
                                             "\\",
                                             "\\u",
                                             "\\ud800",
                                             "</think>",
                                             "<think>",
                                             "None",
                                             "NaN",
                                             "1e999",
                                             "-",
                                             "\xff",
                                             "\xed\xa0",
                                             "\xc3",
                                             "null",
                                             "{\"facts\"",
                                             "```",
                                             "\xEF\xBB\xBF",
                                             "999999999999999999999"};
        for (int more = 1 + below(4); more > 0 && !text.empty(); --more) {
            auto const place = static_cast<std::size_t>(below(static_cast<int>(text.size())));
            auto const length = static_cast<std::size_t>(below(one_in(4) ? 60 : 3));
            switch (below(4)) {
                case 0: text.erase(place, length); break;
                case 1: text.insert(place, any(pieces)); break;
                case 2: text.insert(place, text.substr(place, length)); break;
                default: text.replace(place, length, any(pieces));
            }
        }
        return text;
    }

    std::string random_bytes() {
        static std::string const likely = "{}[]\":,'\\ ntu0159eE-+.\n\xff\x80";
        std::string text;
        for (int more = below(300); more > 0; --more) text += one_in(3) ? static_cast<char>(below(256)) : any(likely);
        return text;
    }

    std::string deep(std::string const& member) {
        static std::string const steps[] = {"[", "{\"a\":", "{\"a\":[", "[[{\"a\":"};
        auto text = "{\"" + member + "\":";
        auto const& step = any(steps);
        for (int more = below(400); more > 0; --more) text += step;
        return one_in(2) ? text : "Well: " + text;
    }

private:
    Json odd_value() {
        switch (below(14)) {
            case 0: return nullptr;
            case 1: return -1;
            case 2: return INT64_MIN;
            case 3: return UINT64_MAX;
            case 4: return 1e308;
            case 5: return -0.5;
            case 6: return one_in(2);
            case 7: return "3";
            case 8: return " 90 % ";
            case 9: return Json::array();
            case 10: return Json::object();
            case 11: return Json::array({"0", 1.0, nullptr, Json::array({2})});
            case 12: return Json{{"text", text()}, {"fact", 0}, {"event", "DELETE"}, {"memory", 1}};
            default: return text();
        }
    }

    std::mt19937 engine_;
};

}  // namespace keepsake::testing
