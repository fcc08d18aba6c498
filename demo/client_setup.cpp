#include "client_setup.h"

#include <cstdlib>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

namespace keepsake::demo {
namespace {

using nlohmann::json;

std::string server_entry(std::filesystem::path const& server) {
    return json{{"mcpServers", {{"keepsake", {{"command", server.string()}}}}}}.dump(2);
}

/// Quoted for a shell where the path needs it.
std::string shell_word(std::string const& text) {
    if (text.find_first_of(" '\"$`\\&;()<>|*?[]#~!") == std::string::npos) return text;
    std::string quoted = "'";
    for (char const c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string variable(char const* name) {
    auto const* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string default_data_directory() {
    auto const data_home = variable("XDG_DATA_HOME");
    return data_home.empty() ? variable("HOME") + "/.local/share/keepsake" : data_home + "/keepsake";
}

void show_block(Terminal const& terminal, std::string const& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) terminal.line("  " + line);
}

}  // namespace

void show_client_setup(Terminal const& terminal, std::filesystem::path const& server) {
    terminal.line(terminal.bold("Claude Desktop") + ": Settings, Developer, Edit Config (claude_desktop_config.json)");
    terminal.line(terminal.bold("Cursor") + ": ~/.cursor/mcp.json");
    terminal.line();
    show_block(terminal, server_entry(server));
    terminal.line();
    terminal.line(terminal.bold("Claude Code") + ":");
    terminal.line();
    show_block(terminal, "claude mcp add --scope user keepsake -- " + shell_word(server.string()));
    terminal.line();
    terminal.note("Their memories are kept in " + default_data_directory() + "; all of them share it.");
}

}  // namespace keepsake::demo
