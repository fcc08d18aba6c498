#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/identity.h"

/// The addresses under which memories, and those whom they speak of, are read as resources.
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

/// keepsake://graph/entities/{name}
struct EntityAddress {
    std::string name;  ///< or another name of it, or its id
};

using ResourceAddress = std::variant<MemoryAddress, UserAddress, StatsAddress, EntityAddress>;

/// Nothing for all that is not exactly one of them.
std::optional<ResourceAddress> read_address(std::string_view uri);

std::string uri_of(MemoryAddress const& address);
std::string uri_of(UserAddress const& address);
std::string uri_of(EntityAddress const& address);

}  // namespace keepsake::tools
