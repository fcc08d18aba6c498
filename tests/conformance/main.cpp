#include <iostream>

#include "core/log.h"
#include "core/process.h"
#include "fixture_server.h"

int main() {
    try {
        keepsake::core::start_log("warn", keepsake::core::LogFormat::lines);
        keepsake::core::ignore_broken_pipes();
        return keepsake::conformance::FixtureServer().run();
    } catch (std::exception const& error) {
        std::cerr << "keepsake_conformance_server: " << error.what() << "\n";
        return 1;
    }
}
