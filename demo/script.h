#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace keepsake::demo {

/// One conversation, its messages in the shape that add_memory takes.
struct Session {
    std::string id;
    std::string title;
    nlohmann::json messages;
};

/// `expected` must stand in one of the answers that are shown.
struct Question {
    std::string text;
    std::string expected;
};

/// What the server is told and asked.
struct Script {
    std::vector<Session> sessions;
    std::vector<Question> questions;
    /// Said in the moment before the server is killed.
    std::string last_word;
    Question last_question;
};

/// Throws when the file cannot be read or something in it is missing.
Script read_script(std::filesystem::path const& file);

}  // namespace keepsake::demo
