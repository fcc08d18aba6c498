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

/// Conversations of which the later ones change what the earlier ones said.
struct ChangesScript {
    std::vector<Session> sessions;
    /// Asked after the first and after the last.
    std::vector<std::string> questions;
};

/// Throws when the file cannot be read or something in it is missing.
Script read_script(std::filesystem::path const& file);
/// Likewise.
ChangesScript read_changes_script(std::filesystem::path const& file);

}  // namespace keepsake::demo
