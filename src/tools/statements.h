#pragma once

#include "memory/requests.h"
#include "tools/arguments.h"

/// What a caller states by itself, ready to be kept.
namespace keepsake::tools {

constexpr auto facts_example = "[\"Ana lives in Porto\"]";
constexpr auto relations_example = "[{\"source\": \"Ana\", \"relation\": \"lives in\", \"target\": \"Porto\"}]";

/// A fact is a text, or an object that has one.
memory::StatedFact read_fact(Value const& value);

/// What stands in the three places of a relation, or of a pattern for relations.
struct Places {
    std::string source;
    std::string relation;
    std::string target;
};
/// An object with source, relation and target, also under the names that other servers have for them.
Places read_places(Value const& value, std::string_view example);

/// The same, with types, a time and a confidence where the caller knows them.
memory::StatedRelation read_relation(Value const& value);

}  // namespace keepsake::tools
