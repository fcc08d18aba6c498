#pragma once

#include <array>
#include <string_view>

namespace keepsake::mcp {

/// Revisions with the `initialize` handshake, newest first.
inline constexpr std::array<std::string_view, 4> legacy_revisions = {"2025-11-25", "2025-06-18", "2025-03-26",
                                                                     "2024-11-05"};
/// The only legacy revision whose messages may come as arrays.
inline constexpr std::string_view batching_revision = "2025-03-26";
/// The revision in which every request carries its own version and capabilities.
inline constexpr std::string_view modern_revision = "2026-07-28";

/// A modern request carries its own version; a legacy one belongs to a client that has said `initialize`.
enum class Era { legacy, modern };

/// Keys of `_meta` in the modern era.
namespace meta {
inline constexpr char const* protocol_version = "io.modelcontextprotocol/protocolVersion";
inline constexpr char const* client_capabilities = "io.modelcontextprotocol/clientCapabilities";
inline constexpr char const* client_info = "io.modelcontextprotocol/clientInfo";
inline constexpr char const* log_level = "io.modelcontextprotocol/logLevel";
inline constexpr char const* server_info = "io.modelcontextprotocol/serverInfo";
inline constexpr char const* subscription_id = "io.modelcontextprotocol/subscriptionId";
}  // namespace meta

constexpr bool is_legacy(std::string_view revision) {
    for (auto const known : legacy_revisions) {
        if (known == revision) return true;
    }
    return false;
}

/// What `initialize` is answered with: the version asked for where it is known, else the newest legacy one. Never a
/// modern one: clients then send a mixture of both eras.
constexpr std::string_view negotiated(std::string_view requested) {
    return is_legacy(requested) ? requested : legacy_revisions.front();
}

}  // namespace keepsake::mcp
