#include "app/command_line.h"

#include <algorithm>
#include <span>

namespace keepsake::app {
namespace {

using Words = std::vector<std::string>;

core::Error wrong_usage(std::string const& what) {
    return {core::ErrorKind::bad_argument, what + " `keepsake --help` shows what there is."};
}

/// Asked for anywhere, they win over all other commands.
std::optional<Command> information_named(std::string const& word) {
    if (word == "help" || word == "--help" || word == "-h") return Command::help;
    if (word == "version" || word == "--version" || word == "-V") return Command::version;
    return std::nullopt;
}

/// Words that look like settings and belong to a command.
bool is_flag(std::string const& word, Words const& commands) {
    if (commands.empty()) return false;
    return (word == "--all" && commands.front() == "jobs") || (word == "--backlog" && commands.front() == "extract") ||
           (commands.front() == "graph" && is_graph_flag(word));
}

/// Takes the settings; what is left are the words of the command.
core::Result<Words> read_settings(Words const& words, core::SettingValues& settings) {
    Words commands;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto const& word = words[i];
        if (information_named(word) || !word.starts_with("--") || is_flag(word, commands)) {
            commands.push_back(word);
            continue;
        }
        auto const equals = word.find('=');
        auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        std::replace(name.begin(), name.end(), '-', '_');
        if (!core::is_setting(name)) return wrong_usage("There is no option " + word + core::near_setting(name) + ".");
        if (equals == std::string::npos && i + 1 == words.size())
            return wrong_usage("The option " + word + " needs a value.");
        settings[name] = equals == std::string::npos ? words[++i] : word.substr(equals + 1);
    }
    return commands;
}

core::Result<CommandLine> with_command(CommandLine line, Command command, std::span<std::string const> unread) {
    if (!unread.empty()) return wrong_usage("The word \"" + unread.front() + "\" means nothing there.");
    line.command = command;
    return line;
}

core::Result<CommandLine> read_jobs(CommandLine line, std::span<std::string const> words) {
    if (words.empty()) return with_command(std::move(line), Command::list_jobs, words);
    if (words[0] != "retry") return wrong_usage("`keepsake jobs` does not know the word \"" + words[0] + "\".");
    if (words.size() < 2)
        return wrong_usage("`keepsake jobs retry` needs the id of a job, which `keepsake jobs` shows, or --all.");
    if (words[1] != "--all") line.job = words[1];
    return with_command(std::move(line), Command::retry_jobs, words.subspan(2));
}

core::Result<CommandLine> read_extract(CommandLine line, std::span<std::string const> words) {
    if (words.empty()) {
        return wrong_usage(
            "`keepsake extract --backlog` has the configured language model extract all conversations that were stored "
            "without one; as this may cost money, --backlog must be said.");
    }
    if (words[0] != "--backlog")
        return wrong_usage("`keepsake extract` does not know the word \"" + words[0] + "\", only --backlog.");
    return with_command(std::move(line), Command::extract_backlog, words.subspan(1));
}

core::Result<CommandLine> read_import(CommandLine line, std::span<std::string const> words) {
    if (words.empty())
        return wrong_usage(
            "`keepsake import` needs a file, such as the memory.jsonl of the official memory server, or - for the input.");
    line.file = words[0];
    return with_command(std::move(line), Command::import_graph, words.subspan(1));
}

core::Result<CommandLine> read_graph(CommandLine line, std::span<std::string const> words) {
    auto order = read_graph_words(words);
    if (!order) return wrong_usage(order.error().message);
    line.graph = std::move(order).value();
    return with_command(std::move(line), Command::graph, {});
}

}  // namespace

core::Result<CommandLine> read_command_line(std::vector<std::string> const& words) {
    CommandLine line;
    auto const commands = read_settings(words, line.settings);
    if (!commands) return commands.error();
    std::span<std::string const> const said = commands.value();
    for (auto const& word : said) {
        // What is behind it may be a name.
        if (said[0] == "graph" && !word.starts_with('-')) continue;
        if (auto const information = information_named(word)) return with_command(std::move(line), *information, {});
    }
    if (said.empty()) return line;
    auto const rest = said.subspan(1);
    if (said[0] == "serve") return with_command(std::move(line), Command::serve_http, rest);
    if (said[0] == "doctor") return with_command(std::move(line), Command::doctor, rest);
    if (said[0] == "reembed") return with_command(std::move(line), Command::reembed, rest);
    if (said[0] == "jobs") return read_jobs(std::move(line), rest);
    if (said[0] == "extract") return read_extract(std::move(line), rest);
    if (said[0] == "import") return read_import(std::move(line), rest);
    if (said[0] == "export") return with_command(std::move(line), Command::export_graph, rest);
    if (said[0] == "graph") return read_graph(std::move(line), rest);
    return wrong_usage("There is no command \"" + said[0] + "\".");
}

std::string_view help_text() {
    return R"(Keepsake: a long-term memory for AI assistants.

  keepsake            speaks MCP on stdin and stdout; an assistant starts it
  keepsake serve      offers MCP over HTTP, by default at http://127.0.0.1:8765/mcp (older clients: /sse)
  keepsake doctor     checks data folder, store, settings and embedding model
  keepsake reembed    makes all vectors anew, for another embedding model; goes on where it was stopped
  keepsake jobs       lists the conversations that wait for the language model, and those that it could not extract
  keepsake jobs retry ID|--all
                      has it try again one of those that failed, or all
  keepsake extract --backlog
                      has it extract what was stored before one was configured
  keepsake import FILE
                      takes over the knowledge graph of the official memory server (memory.jsonl; - for the input)
  keepsake export     writes the user's knowledge graph as such a file to the output
  keepsake graph [--format FORMAT] [--entity NAME [--depth N]] [--as-of TIME] [--known-at TIME] [--limit N]
                      shows who and what is related, whole or around an entity: as lines, dot, mermaid, json, graphml
  keepsake graph merge NAME INTO
                      from now on both names are one entity
  keepsake graph split NAME
                      undoes that; with --as NEW_NAME RELATION_ID... moves relations to a new entity instead
  keepsake --version
  keepsake --help

Settings; each is also an environment variable (--data-dir: KEEPSAKE_DATA_DIR) or an entry of config.json in the data
folder:
  --data-dir DIR               where memories are kept; default: $XDG_DATA_HOME/keepsake, else ~/.local/share/keepsake
  --user-id NAME               whose memories a call means that names nobody; default: default
  --bind-user BOOL             true: this connection sees that user only; default: false
  --tools PROFILE              assistant, core (without the graph), graph (with query_graph), multi-user (shows the scope
                               arguments), knowledge-graph (the nine tools of the official memory server
                               instead), all; default: assistant
  --graph BOOL                 false: relations between people, places and things are not kept, and there are no tools
                               for them; default: true
  --ranking LIST               weights other than the measured ones, such as meaning=1.5,session=0
  --log LEVEL                  trace, debug, info, warn, error, off; default: info; the log goes to stderr
  --log-format FORM            lines, json; default: lines
  --config FILE                another configuration file

For keepsake serve:
  --listen ADDRESS             host and port, such as 127.0.0.1:8765, [::1]:8765, localhost:8765; where other machines can
                               reach it, --api-key must be set; default: 127.0.0.1:8765
  --api-key TOKEN              what clients must send as bearer token; others on this machine can read a command line
  --allowed-origins LIST       web pages that may ask, such as https://app.example.org; default: those of this machine
  --allowed-hosts LIST         other names of this machine under which it may be asked

Who turns texts into vectors, so that memories are found by their meaning:
  --embedder-provider NAME     local (inside the program), openai (a server that speaks OpenAI's /embeddings),
                               none (search by words only); default: local
  --embedder-reproducible BOOL for local; true: the same vectors on every processor, at twice the time; default: false
  --embedder-model NAME        for openai; default: text-embedding-3-small
  --embedder-base-url URL      for openai; default: https://api.openai.com/v1
  --embedder-api-key KEY       for openai; default: $OPENAI_API_KEY; others on this machine can read a command line
  --embedder-dimensions N      for openai: length of the vectors, 1 to 8192; default: the model's own

The language model that turns conversations into facts; without one they are kept and found as they were said:
  --llm-model NAME             default: gpt-4.1-mini; naming a model or an address is enough
  --llm-base-url URL           an OpenAI-compatible server (Ollama, LM Studio, vLLM, OpenRouter, ...);
                               default: https://api.openai.com/v1
  --llm-api-key KEY            default: $OPENAI_API_KEY; others on this machine can read a command line
  --llm-provider NAME          openai, none; default: none, as long as neither model nor address is named
  --llm-extraction-model NAME  another model for one of the two steps; so also --llm-consolidation-model,
                               and the base URL, key and provider of each
  --llm-max-concurrent N       conversations in work at the same time, 1 to 64; default: 4
  --llm-max-tokens-per-day N   when they are used up, conversations wait for the next day; default: no limit
  --llm-max-calls-per-minute N likewise for the next minute; default: no limit
  --custom-instructions TEXT   what is worth keeping here, for the model
  --custom-categories JSON     {"food": "what somebody eats"}; default: a set of our own
  --prompts-dir DIR            files that take the place of the questions in the program

An assistant's configuration:
  {"mcpServers": {"keepsake": {"command": "/path/to/keepsake"}}}
)";
}

}  // namespace keepsake::app
