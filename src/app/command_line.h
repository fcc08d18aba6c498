#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/graph_words.h"
#include "core/result.h"
#include "core/settings.h"

namespace keepsake::app {

enum class Command {
    serve_stdio,
    serve_http,
    doctor,
    reembed,
    list_jobs,
    retry_jobs,
    extract_backlog,
    import_graph,
    export_graph,
    graph,
    help,
    version
};

struct CommandLine {
    Command command = Command::serve_stdio;
    core::SettingValues settings;
    std::optional<std::string> job;  ///< the one that is retried; none: all
    std::string file;                ///< that is imported; "-": the input
    GraphOrder graph;
};

/// Reads the words behind the program's name; an error is wrong usage.
core::Result<CommandLine> read_command_line(std::vector<std::string> const& words);

std::string_view help_text();

}  // namespace keepsake::app
