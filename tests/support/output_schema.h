#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace keepsake::testing {

/// The schema uses a keyword that violations() does not know, so it cannot tell whether a value fits.
class UnknownKeyword : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Where and how `value` does not fit `schema`, one sentence each; empty when it fits.
/// Knows type, properties, required, items, enum, const, additionalProperties, minimum, maximum and anyOf of JSON
/// Schema 2020-12, and the annotations title, description, default and examples. Throws UnknownKeyword for anything
/// else, also in parts of the schema that this value does not reach.
std::vector<std::string> violations(nlohmann::json const& schema, nlohmann::json const& value);

}  // namespace keepsake::testing
