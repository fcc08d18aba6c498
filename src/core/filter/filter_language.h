#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/filter/filter.h"

namespace keepsake::core {

/// What can be said of a field: which operators it has, and how their values are written.
struct FilterFieldKind {
    std::span<FilterOperator const> operators;
    FilterOperator of_a_text;        ///< what {"field": "text"} means
    std::string_view value;          ///< what is expected as a value
    std::string_view value_example;  ///< JSON
};

struct FilterFieldRule {
    std::string_view name;
    FilterField field;
    FilterFieldKind const* kind;
    std::string_view example;  ///< a whole filter, as JSON
};

/// Every field by its name in filters; `metadata` stands last.
std::span<FilterFieldRule const> filter_fields();
FilterFieldRule const* filter_field_named(std::string_view name);

std::string_view name_of(FilterOperator comparison);
std::optional<FilterOperator> filter_operator_named(std::string_view name);

/// "eq, ne, in" of a kind of field.
std::string operator_names(FilterFieldKind const& kind);

}  // namespace keepsake::core
