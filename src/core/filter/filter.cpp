#include "core/filter/filter.h"

namespace keepsake::core {

bool Filter::lets_all_through() const {
    auto const* const group = std::get_if<FilterGroup>(&node);
    return group != nullptr && group->parts.empty() && group->holds != FilterGroup::Holds::any;
}

void for_each_condition(Filter const& filter, std::function<void(FilterCondition const&)> const& visit) {
    if (auto const* const condition = std::get_if<FilterCondition>(&filter.node)) {
        visit(*condition);
    } else {
        for (auto const& part : std::get<FilterGroup>(filter.node).parts) for_each_condition(part, visit);
    }
}

void for_each_granting_condition(Filter const& filter, std::function<void(FilterCondition const&)> const& visit) {
    if (auto const* const condition = std::get_if<FilterCondition>(&filter.node)) {
        if (condition->comparison != FilterOperator::not_equal) visit(*condition);
    } else if (auto const& group = std::get<FilterGroup>(filter.node); group.holds != FilterGroup::Holds::none) {
        for (auto const& part : group.parts) for_each_granting_condition(part, visit);
    }
}

void for_each_required_condition(Filter const& filter, std::function<void(FilterCondition const&)> const& visit) {
    if (auto const* const condition = std::get_if<FilterCondition>(&filter.node)) {
        visit(*condition);
    } else if (auto const& group = std::get<FilterGroup>(filter.node); group.holds == FilterGroup::Holds::all) {
        for (auto const& part : group.parts) for_each_required_condition(part, visit);
    }
}

}  // namespace keepsake::core
