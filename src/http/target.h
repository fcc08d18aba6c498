#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::http {

using Parameters = std::map<std::string, std::string>;

/// Where a request goes: "/mcp/desk/http/ana%40home?x=1".
struct Target {
    std::string path;                   ///< as it came, without the query
    std::vector<std::string> segments;  ///< of the path, decoded; empty ones (//, a / at the end) left out
    Parameters query;                   ///< decoded; of a name that comes twice the first
};

/// Nothing when it is not an absolute path (RFC 9112, 3.2.1), an escape is broken, or something decodes to a zero byte.
std::optional<Target> read_target(std::string_view text);

}  // namespace keepsake::http
