#include "tools/filters.h"

#include "core/filter/filter_parser.h"

namespace keepsake::tools {
namespace {

struct ScopePart {
    char const* name;
    std::string core::ScopeFilter::*place;
};

/// Nothing for what is no part of a scope.
std::optional<ScopePart> part_of(core::FilterField field) {
    switch (field) {
        case core::FilterField::user: return ScopePart{"user_id", &core::ScopeFilter::user};
        case core::FilterField::agent: return ScopePart{"agent_id", &core::ScopeFilter::agent};
        case core::FilterField::app: return ScopePart{"app_id", &core::ScopeFilter::app};
        case core::FilterField::session: return ScopePart{"session_id", &core::ScopeFilter::session};
        default: return std::nullopt;
    }
}

}  // namespace

core::Filter read_filters(Arguments const& arguments) {
    auto const value = arguments.find("filters");
    if (!value) return {};
    auto filter = core::parse_filter(value->json());
    if (!filter) throw ArgumentError(filter.error().message);
    return std::move(filter).value();
}

void refuse_filters(Arguments const& arguments) {
    if (auto const filters = arguments.find("filters")) {
        filters->refuse_with_call("to be left out: memories are removed by their ids or by a scope, not by a filter",
                                  "{\"all\": true, \"user_id\": \"ana\"}");
    }
}

bool names_scope(core::Filter const& filter) {
    bool named = false;
    core::for_each_condition(filter, [&](core::FilterCondition const& condition) {
        named = named || condition.field == core::FilterField::user;
    });
    core::for_each_granting_condition(
        filter, [&](core::FilterCondition const& condition) { named = named || part_of(condition.field).has_value(); });
    return named;
}

void narrow(core::ScopeFilter& scope, core::Filter const& filter) {
    auto const given = scope;
    core::for_each_required_condition(filter, [&](core::FilterCondition const& condition) {
        auto const part = part_of(condition.field);
        if (!part || condition.comparison != core::FilterOperator::equal) return;
        auto const& wanted = std::get<std::string>(condition.values.front());
        auto const& named = given.*part->place;
        if (!named.empty() && named != wanted) {
            refuse_argument("filters." + std::string(part->name), "\"" + named + "\", which the call names already",
                            wanted, Json{{"filters", {{part->name, named}}}}.dump());
        }
        scope.*part->place = wanted;
    });
}

}  // namespace keepsake::tools
