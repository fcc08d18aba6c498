#pragma once

#include <string>
#include <vector>

namespace keepsake::bench {

/// A request that is wrong, and how the server must answer it.
struct WrongRequest {
    std::string name;
    std::string bytes;
    int status;
};
std::vector<WrongRequest> const& wrong_requests();

/// What a client sends before it goes away without another word. `session`: an open one.
std::vector<std::string> abandoned_requests(std::string const& session, std::string const& memory);

}  // namespace keepsake::bench
