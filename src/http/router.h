#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.h"

namespace keepsake::http {

/// Which handler answers which path. Filled before the server runs, then only read.
class Router {
public:
    /// `pattern`: "/mcp/{client}/http/{user}"; a segment in braces takes any one segment, which becomes a parameter of the
    /// request. A slash at the end makes no difference.
    void add(std::string_view method, std::string_view pattern, Handler handler);
    /// 404 for a path that nobody answers, 405 with Allow for another method (RFC 9110, 15.5.6).
    void handle(std::shared_ptr<Exchange> exchange) const;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        Handler handler;
    };
    std::vector<Route> routes_;
};

}  // namespace keepsake::http
