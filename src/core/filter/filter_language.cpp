#include "core/filter/filter_language.h"

#include <algorithm>
#include <array>
#include <utility>

namespace keepsake::core {
namespace {

using enum FilterOperator;

constexpr std::array<std::pair<std::string_view, FilterOperator>, 10> operators = {{{"eq", equal},
                                                                                    {"ne", not_equal},
                                                                                    {"in", in},
                                                                                    {"gt", greater},
                                                                                    {"gte", greater_or_equal},
                                                                                    {"lt", less},
                                                                                    {"lte", less_or_equal},
                                                                                    {"contains", contains},
                                                                                    {"icontains", contains_any_case},
                                                                                    {"*", has_value}}};

constexpr std::array of_names = {equal, not_equal, in, has_value};
constexpr std::array of_words = {contains, contains_any_case, has_value};
constexpr std::array of_categories = {equal, not_equal, in, contains, contains_any_case, has_value};
constexpr std::array of_numbers = {equal, not_equal, in, greater, greater_or_equal, less, less_or_equal, has_value};
constexpr std::array of_metadata = {equal, not_equal,     in,       greater,           greater_or_equal,
                                    less,  less_or_equal, contains, contains_any_case, has_value};

constexpr FilterFieldKind names = {of_names, equal, "a name of 1 to 256 bytes without control characters", "\"ana\""};
constexpr FilterFieldKind kinds = {of_names, equal, "\"fact\", \"turn\" or \"procedure\"", "\"fact\""};
constexpr FilterFieldKind ids = {of_names, equal, "the id of a memory", "\"0198c0de-0000-7000-8000-000000000000\""};
constexpr FilterFieldKind words = {of_words, contains_any_case, "text that is not empty", "\"tea\""};
constexpr FilterFieldKind categories = {of_categories, equal, "text that is not empty", "\"travel\""};
constexpr FilterFieldKind times = {of_numbers, equal, "an ISO 8601 day or time, or seconds since 1970",
                                   "\"2026-03-14\""};
constexpr FilterFieldKind numbers = {of_numbers, equal, "a number", "0.8"};
constexpr FilterFieldKind metadata = {of_metadata, equal, "a text, a number, true or false", "\"Porto\""};

constexpr FilterFieldRule fields[] = {
    {"user_id", FilterField::user, &names, R"({"user_id": "ana"})"},
    {"agent_id", FilterField::agent, &names, R"({"agent_id": "planner"})"},
    {"app_id", FilterField::app, &names, R"({"app_id": "desktop"})"},
    {"session_id", FilterField::session, &names, R"({"session_id": "2026-03-14"})"},
    {"run_id", FilterField::session, &names, R"({"run_id": "2026-03-14"})"},
    {"kind", FilterField::kind, &kinds, R"({"kind": "fact"})"},
    {"memory_ids", FilterField::memory_id, &ids, R"({"memory_ids": ["0198c0de-0000-7000-8000-000000000000"]})"},
    {"keywords", FilterField::keywords, &words, R"({"keywords": {"icontains": "tea"}})"},
    {"categories", FilterField::categories, &categories, R"({"categories": {"in": ["travel", "work"]}})"},
    {"created_at", FilterField::created_at, &times, R"({"created_at": {"gte": "2026-03-14"}})"},
    {"updated_at", FilterField::updated_at, &times, R"({"updated_at": {"gte": "2026-03-14"}})"},
    {"timestamp", FilterField::valid_from, &times, R"({"timestamp": {"gte": "2026-03-01", "lt": "2026-04-01"}})"},
    {"event_date", FilterField::event_date, &times, R"({"event_date": "2026-03-14"})"},
    {"expires_at", FilterField::expires_at, &times, R"({"expires_at": {"lt": "2026-12-31"}})"},
    {"confidence", FilterField::confidence, &numbers, R"({"confidence": {"gte": 0.8}})"},
    {"metadata", FilterField::metadata, &metadata, R"({"metadata.city": "Porto"})"},
};

}  // namespace

std::span<FilterFieldRule const> filter_fields() { return fields; }

FilterFieldRule const* filter_field_named(std::string_view name) {
    auto const* const found = std::ranges::find(fields, name, &FilterFieldRule::name);
    return found == std::end(fields) ? nullptr : found;
}

std::string_view name_of(FilterOperator comparison) {
    return std::ranges::find(operators, comparison, [](auto const& entry) { return entry.second; })->first;
}

std::optional<FilterOperator> filter_operator_named(std::string_view name) {
    auto const* const found = std::ranges::find(operators, name, [](auto const& entry) { return entry.first; });
    return found == operators.end() ? std::nullopt : std::optional(found->second);
}

std::string operator_names(FilterFieldKind const& kind) {
    std::string list;
    for (auto const comparison : kind.operators) {
        if (comparison != has_value) list += (list.empty() ? "" : ", ") + std::string(name_of(comparison));
    }
    return list;
}

}  // namespace keepsake::core
