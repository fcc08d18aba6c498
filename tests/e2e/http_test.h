#pragma once

#include "e2e/answers.h"
#include "e2e/server_test.h"
#include "support/http_server_process.h"
#include "support/mcp_http_client.h"

namespace keepsake::testing {

/// A data directory of the test's own and, from the first use on, `keepsake serve` over it; ServerTest::server() is a
/// process over stdio on the same data.
class HttpTest : public ServerTest {
protected:
    [[nodiscard]] Launch serving(Environment environment = {}, std::vector<std::string> options = {}) const {
        auto surroundings = launch(std::move(environment));
        surroundings.arguments = {"serve", "--listen", "127.0.0.1:0"};
        surroundings.arguments.insert(surroundings.arguments.end(), options.begin(), options.end());
        return surroundings;
    }
    [[nodiscard]] std::unique_ptr<HttpServerProcess> start_http(Environment environment = {}) const {
        return std::make_unique<HttpServerProcess>(serving(std::move(environment)));
    }

    HttpServerProcess& http() {
        if (!http_) http_ = start_http();
        return *http_;
    }
    std::uint16_t port() { return http().port(); }

    /// With a session.
    McpHttpClient client(std::string const& path = "/mcp", std::string const& fields = "") {
        McpHttpClient client(port(), path, fields);
        client.initialize();
        return client;
    }
    ReceivedAnswer get(std::string const& path, std::string const& fields = "") {
        return HttpSocket(port()).ask(get_request(path, fields));
    }

private:
    std::unique_ptr<HttpServerProcess> http_;
};

}  // namespace keepsake::testing
