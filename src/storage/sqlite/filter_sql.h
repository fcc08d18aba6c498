#pragma once

#include <string>
#include <vector>

#include "core/filter/filter.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// Whose content a filter looks at: memories m as they are, or versions v of memories m.
enum class FilteredRows { memories, versions };

/// A condition for WHERE. Nothing of the filter's texts stands in the SQL: they are its parameters.
struct SqlCondition {
    std::string sql;
    std::vector<Parameter> parameters;
};

/// Over m, s and u, and v for versions; its parameters are numbered from `first_parameter` on.
SqlCondition filter_condition(core::Filter const& filter, FilteredRows rows, std::size_t first_parameter);

}  // namespace keepsake::storage::sqlite
