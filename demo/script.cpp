#include "script.h"

#include <fstream>
#include <stdexcept>

namespace keepsake::demo {
namespace {

using nlohmann::json;

Session read_session(json const& session) {
    return {.id = session.at("session_id"), .title = session.at("title"), .messages = session.at("messages")};
}

Question read_question(json const& question) {
    return {.text = question.at("question"), .expected = question.at("expect")};
}

std::vector<Session> read_sessions(json const& document) {
    std::vector<Session> sessions;
    for (auto const& session : document.at("sessions")) sessions.push_back(read_session(session));
    return sessions;
}

Script read_conversation(json const& document) {
    Script script;
    script.sessions = read_sessions(document);
    for (auto const& question : document.at("questions")) script.questions.push_back(read_question(question));
    script.last_word = document.at("last_word").at("text");
    script.last_question = read_question(document.at("last_word"));
    return script;
}

ChangesScript read_changes(json const& document) {
    return {.sessions = read_sessions(document), .questions = document.at("questions")};
}

template <typename Read>
auto read_file(std::filesystem::path const& file, Read read) {
    std::ifstream input(file);
    if (!input) throw std::runtime_error("cannot read " + file.string());
    try {
        return read(json::parse(input));
    } catch (json::exception const& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
}

}  // namespace

Script read_script(std::filesystem::path const& file) { return read_file(file, read_conversation); }

ChangesScript read_changes_script(std::filesystem::path const& file) { return read_file(file, read_changes); }

}  // namespace keepsake::demo
