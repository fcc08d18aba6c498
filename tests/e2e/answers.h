#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "support/server_process.h"

namespace keepsake::testing {

inline std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char letter) { return std::tolower(letter); });
    return text;
}

/// Whether `text` has `part` somewhere, upper and lower case of ASCII being equal.
inline bool mentions(std::string const& text, std::string const& part) {
    return lower_case(text).find(lower_case(part)) != std::string::npos;
}

inline ::testing::AssertionResult says(std::string const& text, std::string const& part) {
    if (mentions(text, part)) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\"" << part << "\" is missing in: " << text;
}

/// The word of the contract for what is not there or may not be seen.
inline ::testing::AssertionResult says_not_found(std::string const& text) { return says(text, "not found"); }

/// The text of a refusal. Throws when the call was accepted.
inline std::string refusal(ServerProcess& server, std::string_view tool, Json arguments) {
    auto const sent = arguments.dump();
    auto const result = server.call(tool, std::move(arguments));
    if (!result.value("isError", false))
        throw std::runtime_error(std::string(tool) + " accepted " + sent + " and answered " + result.dump());
    return text_of(result);
}

/// One field of every element, in order.
inline std::vector<std::string> each(Json const& elements, std::string const& field) {
    std::vector<std::string> values;
    for (auto const& element : elements) values.push_back(element.at(field));
    return values;
}

inline std::vector<std::string> texts(Json const& answer) { return each(answer.at("results"), "memory"); }
inline std::vector<std::string> ids(Json const& answer) { return each(answer.at("results"), "id"); }

/// All memories that list_memories shows for these arguments, over all pages.
inline std::vector<Json> list_all(ServerProcess& server, Json arguments = Json::object()) {
    arguments["limit"] = 200;
    std::vector<Json> found;
    for (;;) {
        auto const page = server.call_ok("list_memories", arguments);
        found.insert(found.end(), page["results"].begin(), page["results"].end());
        if (!page.contains("next_cursor")) return found;
        arguments["cursor"] = page["next_cursor"];
    }
}

inline std::vector<std::string> sorted(std::vector<std::string> words) {
    std::ranges::sort(words);
    return words;
}

using Words = std::vector<std::string>;

}  // namespace keepsake::testing
