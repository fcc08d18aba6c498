#include "tools/resource_address.h"

#include "core/text/percent_encoding.h"
#include "tools/arguments.h"

namespace keepsake::tools {
namespace {

constexpr std::string_view scheme = "keepsake://";
constexpr std::string_view memories = "memories/";
constexpr std::string_view users = "users/";
constexpr std::string_view of_user = "/memories";
constexpr std::string_view entities = "graph/entities/";

/// The name between two fixed parts.
std::optional<std::string> name_between(std::string_view path, std::string_view before, std::string_view behind) {
    if (path.size() <= before.size() + behind.size() || !path.starts_with(before) || !path.ends_with(behind))
        return std::nullopt;
    path.remove_prefix(before.size());
    path.remove_suffix(behind.size());
    auto name = core::percent_decoded(path);
    return name && is_name(*name) ? name : std::nullopt;
}

}  // namespace

std::optional<ResourceAddress> read_address(std::string_view uri) {
    if (!uri.starts_with(scheme)) return std::nullopt;
    auto const path = uri.substr(scheme.size());
    if (path == "stats") return StatsAddress{};
    if (auto id = name_between(path, memories, "")) return MemoryAddress{{std::move(*id)}};
    if (auto user = name_between(path, users, of_user)) return UserAddress{std::move(*user)};
    if (auto name = name_between(path, entities, "")) return EntityAddress{std::move(*name)};
    return std::nullopt;
}

std::string uri_of(MemoryAddress const& address) {
    return std::string(scheme) + std::string(memories) + core::percent_encoded(address.id.text);
}

std::string uri_of(UserAddress const& address) {
    return std::string(scheme) + std::string(users) + core::percent_encoded(address.user) + std::string(of_user);
}

std::string uri_of(EntityAddress const& address) {
    return std::string(scheme) + std::string(entities) + core::percent_encoded(address.name);
}

}  // namespace keepsake::tools
