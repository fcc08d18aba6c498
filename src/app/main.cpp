#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "app/application.h"
#include "app/command_line.h"
#include "app/doctor.h"
#include "app/extract_backlog.h"
#include "app/graph_command.h"
#include "app/graph_import.h"
#include "app/jobs.h"
#include "app/reembed.h"
#include "core/log.h"

namespace {

using namespace keepsake;

constexpr int wrong_usage = 2;

std::string environment(char const* name) {
    char const* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

struct Configuration {
    core::Settings settings;
    memory::Formula formula;
    std::string problem;
};

/// A wrong setting leaves the defaults and a sentence about it.
Configuration configure(app::CommandLine const& line) {
    core::SettingSources const sources{core::settings_in(environ), line.settings, environment("HOME"),
                                       environment("XDG_DATA_HOME"), environment("OPENAI_API_KEY")};
    auto const wrong = [](core::Settings settings, std::string problem) {
        return Configuration{std::move(settings), memory::make_formula().value(), std::move(problem)};
    };
    auto read = core::read_settings(sources);
    if (!read) return wrong({}, read.error().message);
    auto settings = std::move(read).value();
    if (!tools::profile_named(settings.tools)) {
        auto problem = "Setting KEEPSAKE_TOOLS is \"" + settings.tools + "\"; allowed: " + tools::profile_names() + ".";
        return wrong(std::move(settings), std::move(problem));
    }
    settings.llm.keeps_relations = settings.graph;
    if (!settings.graph) settings.ranking["graph"] = 0;
    auto formula = memory::make_formula(settings.ranking);
    if (!formula) return wrong(std::move(settings), "Setting KEEPSAKE_RANKING: " + formula.error().message);
    return {std::move(settings), std::move(formula).value(), ""};
}

int serve_stdio(Configuration configuration) {
    if (core::is_terminal(STDIN_FILENO)) {
        std::cout << app::help_text();
        return 0;
    }
    core::create_files_for_owner_only();
    for (auto const& warning : configuration.settings.warnings) spdlog::warn("{}", warning);
    if (!configuration.problem.empty()) spdlog::error("{}", configuration.problem);
    return app::Application(configuration.settings, std::move(configuration.formula), configuration.problem)
        .serve_stdio();
}

int serve_http(Configuration configuration) {
    auto const address = app::listen_address(configuration.settings.http);
    if (!address) {
        std::cerr << address.error().message << "\n";
        return wrong_usage;
    }
    core::create_files_for_owner_only();
    core::allow_many_descriptors();
    for (auto const& warning : configuration.settings.warnings) spdlog::warn("{}", warning);
    return app::Application(configuration.settings, std::move(configuration.formula), "")
        .serve_http(address.value(), std::cout);
}

int run_command(app::CommandLine const& line, core::Settings const& settings) {
    using enum app::Command;
    if (line.command == list_jobs) return app::list_jobs(settings, std::cout, std::cerr);
    if (line.command == retry_jobs) return app::retry_jobs(settings, line.job, std::cout, std::cerr);
    if (line.command == import_graph) return app::import_graph(settings, line.file, std::cin, std::cout, std::cerr);
    if (line.command == export_graph) return app::export_graph(settings, std::cout, std::cerr);
    if (line.command == graph) return app::run_graph(settings, line.graph, std::cout, std::cerr);
    if (line.command == extract_backlog) return app::extract_backlog(settings, std::cout, std::cerr);
    return app::run_reembed(settings, std::cout, std::cerr);
}

int run(app::CommandLine const& line) {
    if (line.command == app::Command::help) {
        std::cout << app::help_text();
        return 0;
    }
    if (line.command == app::Command::version) {
        std::cout << "keepsake " KEEPSAKE_VERSION "\n";
        return 0;
    }
    auto configuration = configure(line);
    core::start_log(configuration.settings.log, configuration.settings.log_format);
    if (line.command == app::Command::serve_stdio) return serve_stdio(std::move(configuration));
    if (line.command == app::Command::doctor) {
        auto const exit_code = app::run_doctor(configuration.settings, configuration.problem, std::cout);
        return configuration.problem.empty() ? exit_code : wrong_usage;
    }
    if (!configuration.problem.empty()) {
        std::cerr << configuration.problem << "\n";
        return wrong_usage;
    }
    if (line.command == app::Command::serve_http) return serve_http(std::move(configuration));
    return run_command(line, configuration.settings);
}

}  // namespace

int main(int count, char** words) {
    try {
        auto const line = app::read_command_line({words + 1, words + count});
        if (!line) {
            std::cerr << line.error().message << "\n";
            return wrong_usage;
        }
        return run(line.value());
    } catch (std::exception const& error) {
        std::cerr << "keepsake: " << error.what() << "\n";
        return 1;
    }
}
