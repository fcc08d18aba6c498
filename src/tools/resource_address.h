#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/identity.h"

/// The addresses under which memories are read as resources.
namespace keepsake::tools {

/// keepsake://memories/{id}
struct MemoryAddress {
    core::MemoryId id;
};
/// keepsake://users/{user_id}/memories
struct UserAddress {
    std::string user;
};
/// keepsake://stats
struct StatsAddress {};

using ResourceAddress = std::variant<MemoryAddress, UserAddress, StatsAddress>;

/// Nothing for all that is not exactly one of them.
std::optional<ResourceAddress> read_address(std::string_view uri);

std::string uri_of(MemoryAddress const& address);
std::string uri_of(UserAddress const& address);

}  // namespace keepsake::tools
