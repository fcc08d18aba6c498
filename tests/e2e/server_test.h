#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace keepsake::testing {

/// A data directory of the test's own and, from the first use on, a server over it that has been initialized.
class ServerTest : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path const& data_directory() const { return directory_.path(); }

    using Environment = std::map<std::string, std::string>;

    /// Settings of every program that a test starts. The model would take most of the time of tests that do not need it.
    [[nodiscard]] virtual Environment settings() const { return {{"KEEPSAKE_EMBEDDER_PROVIDER", "none"}}; }
    /// The program that is started.
    [[nodiscard]] virtual std::string program() const { return server_binary(); }

    /// `environment` goes before the test's settings.
    [[nodiscard]] Launch launch(Environment environment = {}) const {
        environment.emplace("KEEPSAKE_DATA_DIR", data_directory().string());
        environment.merge(settings());
        return {.path = program(), .environment = std::move(environment)};
    }

    [[nodiscard]] std::unique_ptr<ServerProcess> start(Environment environment = {}) const {
        auto started = std::make_unique<ServerProcess>(launch(std::move(environment)));
        started->initialize();
        return started;
    }

    /// A command of the program, to its end.
    CommandResult run(std::vector<std::string> arguments, Environment environment = {}) const {
        auto surroundings = launch(std::move(environment));
        surroundings.arguments = std::move(arguments);
        return run_command(surroundings);
    }

    ServerProcess& server() {
        if (!server_) server_ = start();
        return *server_;
    }

    /// Ends the server as a client does; the next server() is a new process.
    void stop() {
        if (!server_) return;
        server_->close_input();
        server_->wait_exit();
        server_.reset();
    }

    Json call_ok(std::string_view tool, Json arguments = Json::object()) {
        return server().call_ok(tool, std::move(arguments));
    }

    /// The id of a new memory, a fact.
    std::string add(std::string_view text, Json scope = Json::object()) {
        scope["text"] = text;
        return call_ok("add_memory", std::move(scope)).at("results").at(0).at("id");
    }

private:
    TemporaryDirectory directory_;
    std::unique_ptr<ServerProcess> server_;
};

}  // namespace keepsake::testing
