#pragma once

#include "http/message.h"

namespace keepsake::mcp {

/// In which form a client takes an answer, by its Accept (RFC 9110, 12.5.1). The protocol wants both named; who names
/// neither, or nothing, is not refused where a wildcard covers them.
struct Accepted {
    bool json = true;
    bool events = true;
};
Accepted accepted_by(http::Headers const& headers);

/// Whether the body is said to be application/json, whatever its parameters.
bool says_json(http::Headers const& headers);

}  // namespace keepsake::mcp
