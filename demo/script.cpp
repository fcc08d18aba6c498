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

Script read_document(json const& document) {
    Script script;
    for (auto const& session : document.at("sessions")) script.sessions.push_back(read_session(session));
    for (auto const& question : document.at("questions")) script.questions.push_back(read_question(question));
    script.last_word = document.at("last_word").at("text");
    script.last_question = read_question(document.at("last_word"));
    return script;
}

}  // namespace

Script read_script(std::filesystem::path const& file) {
    std::ifstream input(file);
    if (!input) throw std::runtime_error("cannot read " + file.string());
    try {
        return read_document(json::parse(input));
    } catch (json::exception const& error) {
        throw std::runtime_error(file.string() + ": " + error.what());
    }
}

}  // namespace keepsake::demo
