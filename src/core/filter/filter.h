#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "core/time.h"

namespace keepsake::core {

/// What a condition looks at. `valid_from` is when a memory became true or was said.
enum class FilterField {
    user,
    agent,
    app,
    session,
    kind,
    memory_id,
    keywords,
    categories,
    created_at,
    updated_at,
    valid_from,
    event_date,
    expires_at,
    confidence,
    metadata
};

enum class FilterOperator {
    equal,
    not_equal,
    in,
    greater,
    greater_or_equal,
    less,
    less_or_equal,
    contains,
    contains_any_case,
    has_value
};

/// The first and the last millisecond that a time in a filter means: a day means all of it.
struct TimeSpan {
    Timestamp first;
    Timestamp last;
    auto operator<=>(TimeSpan const&) const = default;
};

using FilterValue = std::variant<std::string, std::int64_t, double, bool, TimeSpan>;

/// True or false of every memory, never unknown: where there is no value, not_equal holds and all others do not.
struct FilterCondition {
    FilterField field = FilterField::user;
    std::vector<std::string> keys;  ///< of metadata: the way from the outermost object inwards
    FilterOperator comparison = FilterOperator::equal;
    std::vector<FilterValue> values;  ///< one; any number for `in`, none for `has_value`
};

struct Filter;

struct FilterGroup {
    enum class Holds { all, any, none };
    Holds holds = Holds::all;
    std::vector<Filter> parts;
};

/// Which memories are wanted, as a tree; as it is made it lets all through.
struct Filter {
    std::variant<FilterGroup, FilterCondition> node;

    bool lets_all_through() const;
};

void for_each_condition(Filter const& filter, std::function<void(FilterCondition const&)> const& visit);

/// The conditions that let something through; those that only keep something out are left aside.
void for_each_granting_condition(Filter const& filter, std::function<void(FilterCondition const&)> const& visit);

/// Only the conditions without which nothing is let through, as far as the form alone tells.
void for_each_required_condition(Filter const& filter, std::function<void(FilterCondition const&)> const& visit);

}  // namespace keepsake::core
