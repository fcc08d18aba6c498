#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keepsake::mcp {

/// The text that a field of a modern request stands for (revision 2026-07-28, Streamable HTTP: value encoding):
/// "=?base64?...?=" is decoded, everything else means itself. Nothing when the Base64 (RFC 4648, 4; with padding) is
/// broken, or a byte stands there that no field may have.
std::optional<std::string> read_header_value(std::string_view value);

}  // namespace keepsake::mcp
