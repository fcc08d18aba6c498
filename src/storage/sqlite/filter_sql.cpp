#include "storage/sqlite/filter_sql.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/text/unicode.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

using core::FilterCondition;
using core::FilterField;
using core::FilterOperator;
using core::FilterValue;
using core::TimeSpan;
using Holds = core::FilterGroup::Holds;
using Json = nlohmann::json;

enum class Sense { as_said, negated };
Sense opposite(Sense sense) { return sense == Sense::as_said ? Sense::negated : Sense::as_said; }

/// A condition in SQL and how it hangs together.
struct Piece {
    std::string sql;
    std::string_view joined_by;  ///< " AND " or " OR ", empty for a single condition
    int depth = 0;               ///< brackets inside brackets
};

std::string_view sign_of(FilterOperator comparison) {
    switch (comparison) {
        case FilterOperator::greater: return ">";
        case FilterOperator::greater_or_equal: return ">=";
        case FilterOperator::less: return "<";
        case FilterOperator::less_or_equal: return "<=";
        default: return "=";
    }
}

std::string const& text_of(FilterCondition const& condition) { return std::get<std::string>(condition.values.front()); }

double to_double(FilterValue const& value) {
    auto const* const whole = std::get_if<std::int64_t>(&value);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

/// As the first part of a JSON path: every key quoted, so that it means itself.
std::string json_path(std::vector<std::string> const& keys) {
    std::string path = "$";
    for (auto const& key : keys) path += ".\"" + key + "\"";
    return path;
}

/// The values of one JSON type as a JSON array.
template <typename... Types>
Json array_of(std::vector<FilterValue> const& values) {
    auto array = Json::array();
    for (auto const& value : values) {
        std::visit(
            [&]<typename T>(T const& held) {
                if constexpr ((std::is_same_v<T, Types> || ...)) array.push_back(held);
            },
            value);
    }
    return array;
}

class Compiler {
public:
    Compiler(FilteredRows rows, std::size_t first_parameter) : rows_(rows), next_(first_parameter) {}

    /// Negation is carried down to the conditions, which are true or false and nothing else.
    Piece compile(core::Filter const& filter, Sense sense);
    std::vector<Parameter> take_parameters() { return std::move(parameters_); }

private:
    Piece group(core::FilterGroup const& group, Sense sense);
    std::string condition(FilterCondition const& condition);
    std::string on_name(std::string const& column, FilterCondition const& condition);
    std::string on_text(FilterCondition const& condition);
    std::string on_categories(FilterCondition const& condition);
    std::string on_time(std::string const& time, FilterCondition const& condition);
    std::string on_confidence(FilterCondition const& condition);
    std::string on_metadata(FilterCondition const& condition);
    std::string equals_any(std::string const& type, std::string const& value, std::vector<FilterValue> const& values);

    /// A column that every version has of its own.
    std::string content(std::string const& column) const {
        return (rows_ == FilteredRows::memories ? "m." : "v.") + column;
    }
    std::string parameter(Parameter value) {
        parameters_.push_back(std::move(value));
        return "?" + std::to_string(next_++);
    }
    std::string rows_of(Json const& array) {
        return "(SELECT w.value FROM json_each(" + parameter(array.dump()) + ") w)";
    }

    FilteredRows rows_;
    std::size_t next_;
    std::vector<Parameter> parameters_;
};

Piece Compiler::compile(core::Filter const& filter, Sense sense) {
    if (auto const* const inner = std::get_if<core::FilterGroup>(&filter.node)) return group(*inner, sense);
    auto said = std::get<FilterCondition>(filter.node);
    if (said.comparison == FilterOperator::not_equal) {
        said.comparison = FilterOperator::equal;
        sense = opposite(sense);
    }
    auto const sql = condition(said);
    return {sense == Sense::as_said ? sql : "NOT (" + sql + ")", "", 0};
}

Piece Compiler::group(core::FilterGroup const& group, Sense sense) {
    bool const any = (group.holds == Holds::any) == (sense == Sense::as_said);
    std::string_view const joined_by = any ? " OR " : " AND ";
    auto const inner = group.holds == Holds::none ? opposite(sense) : sense;
    std::vector<Piece> pieces;
    for (auto const& part : group.parts) pieces.push_back(compile(part, inner));
    if (pieces.empty()) return {any ? "0" : "1", "", 0};
    if (pieces.size() == 1) return std::move(pieces.front());
    // SQLite's parser keeps open brackets on a stack of 100: what nests deepest comes first, before anything waits.
    std::ranges::stable_sort(pieces, std::greater{}, &Piece::depth);
    Piece whole{"", joined_by, 0};
    for (auto const& piece : pieces) {
        bool const in_brackets = !piece.joined_by.empty() && piece.joined_by != joined_by;
        if (!whole.sql.empty()) whole.sql += joined_by;
        whole.sql += in_brackets ? "(" + piece.sql + ")" : piece.sql;
        whole.depth = std::max(whole.depth, piece.depth + (in_brackets ? 1 : 0));
    }
    return whole;
}

std::string Compiler::condition(FilterCondition const& condition) {
    switch (condition.field) {
        case FilterField::user: return on_name("u.name", condition);
        case FilterField::agent: return on_name("s.agent", condition);
        case FilterField::app: return on_name("s.app", condition);
        case FilterField::session: return on_name("s.session", condition);
        case FilterField::kind: return on_name("m.kind", condition);
        case FilterField::memory_id: return on_name("m.uuid", condition);
        case FilterField::keywords: return on_text(condition);
        case FilterField::categories: return on_categories(condition);
        case FilterField::created_at: return on_time("m.created_at", condition);
        case FilterField::updated_at:
            return on_time(rows_ == FilteredRows::memories ? "m.updated_at" : "v.recorded_at", condition);
        case FilterField::valid_from: return on_time(content("valid_from"), condition);
        case FilterField::event_date: return on_time("time_ms(" + content("event_date") + ")", condition);
        case FilterField::expires_at: return on_time(content("expires_at"), condition);
        case FilterField::confidence: return on_confidence(condition);
        case FilterField::metadata: return on_metadata(condition);
    }
    throw std::logic_error("a filter's field without SQL");
}

std::string Compiler::on_name(std::string const& column, FilterCondition const& condition) {
    switch (condition.comparison) {
        case FilterOperator::has_value: return column + " <> ''";
        case FilterOperator::in: return column + " IN " + rows_of(array_of<std::string>(condition.values));
        default: return column + " = " + parameter(text_of(condition));
    }
}

std::string Compiler::on_text(FilterCondition const& condition) {
    auto const text = content("text");
    switch (condition.comparison) {
        case FilterOperator::has_value: return "1";
        case FilterOperator::contains_any_case:
            return "instr(folded(" + text + "), " + parameter(core::fold(text_of(condition))) + ")";
        default: return "instr(" + text + ", " + parameter(text_of(condition)) + ")";
    }
}

std::string Compiler::on_categories(FilterCondition const& condition) {
    auto const some = "EXISTS (SELECT 1 FROM json_each(" + content("categories") + ") e";
    switch (condition.comparison) {
        case FilterOperator::has_value: return some + ")";
        case FilterOperator::contains_any_case:
            return some + " WHERE instr(folded(e.value), " + parameter(core::fold(text_of(condition))) + "))";
        case FilterOperator::in:
            return some + " WHERE e.value IN " + rows_of(array_of<std::string>(condition.values)) + ")";
        default: return some + " WHERE e.value = " + parameter(text_of(condition)) + ")";
    }
}

std::string Compiler::on_time(std::string const& time, FilterCondition const& condition) {
    if (condition.comparison == FilterOperator::has_value) return time + " IS NOT NULL";
    if (condition.comparison == FilterOperator::in) {
        auto spans = Json::array();
        for (auto const& value : condition.values) {
            auto const& span = std::get<TimeSpan>(value);
            spans.push_back({to_ms(span.first), to_ms(span.last)});
        }
        return "EXISTS (SELECT 1 FROM json_each(" + parameter(spans.dump()) + ") w WHERE " + time +
               " BETWEEN json_extract(w.value, '$[0]') AND json_extract(w.value, '$[1]'))";
    }
    auto const& [first, last] = std::get<TimeSpan>(condition.values.front());
    std::string test;
    if (condition.comparison == FilterOperator::equal) {
        auto const least = parameter(to_ms(first));
        test = " BETWEEN " + least + " AND " + parameter(to_ms(last));
    } else {
        // After a day is after its end; from a day on is from its start on.
        bool const from_its_end =
            condition.comparison == FilterOperator::greater || condition.comparison == FilterOperator::less_or_equal;
        test = std::string(sign_of(condition.comparison)) + parameter(to_ms(from_its_end ? last : first));
    }
    return "coalesce(" + time + test + ", 0)";
}

std::string Compiler::on_confidence(FilterCondition const& condition) {
    auto const column = content("confidence");
    if (condition.comparison == FilterOperator::has_value) return "1";
    if (condition.comparison != FilterOperator::in)
        return column + std::string(sign_of(condition.comparison)) + parameter(to_double(condition.values.front()));
    // As texts: SQLite's reading of a number in JSON may differ from ours in the last bit.
    auto numbers = Json::array();
    for (auto const& value : condition.values) numbers.push_back(Json(to_double(value)).dump());
    return column + " IN (SELECT number_of(w.value) FROM json_each(" + parameter(numbers.dump()) + ") w)";
}

/// Whether a JSON value is one of the values, type by type.
std::string Compiler::equals_any(std::string const& type, std::string const& value,
                                 std::vector<FilterValue> const& values) {
    std::string sql;
    auto const add = [&](std::string const& types, std::string const& more) {
        sql += (sql.empty() ? "" : " OR ") + type + types + more;
    };
    if (auto const texts = array_of<std::string>(values); !texts.empty())
        add(" = 'text'", " AND " + value + " IN " + rows_of(texts));
    // Both sides are numbers in JSON then, read by the same reader.
    if (auto const numbers = array_of<std::int64_t, double>(values); !numbers.empty())
        add(" IN ('integer', 'real')", " AND " + value + " IN " + rows_of(numbers));
    for (bool const flag : {true, false}) {
        if (std::ranges::find(values, FilterValue(flag)) != values.end()) add(flag ? " = 'true'" : " = 'false'", "");
    }
    return sql.empty() ? "0" : "(" + sql + ")";
}

std::string Compiler::on_metadata(FilterCondition const& condition) {
    auto const path = parameter(json_path(condition.keys));
    auto const place = "(" + content("metadata") + ", " + path + ")";
    auto const type = "json_type" + place;
    auto const value = "json_extract" + place;
    auto const some = "EXISTS (SELECT 1 FROM json_each" + place + " e WHERE ";
    auto const& values = condition.values;
    switch (condition.comparison) {
        case FilterOperator::has_value: return "coalesce(" + type + ", 'null') <> 'null'";
        case FilterOperator::equal:
        case FilterOperator::in: {
            auto const in_array = some + equals_any("e.type", "e.value", values) + ")";
            return "coalesce(CASE " + type + " WHEN 'array' THEN " + in_array + " ELSE " +
                   equals_any(type, value, values) + " END, 0)";
        }
        case FilterOperator::contains: {
            auto const in_array = some + equals_any("e.type", "e.value", values) + ")";
            auto const* const text = std::get_if<std::string>(&values.front());
            auto const in_text = text == nullptr
                                     ? std::string()
                                     : " WHEN 'text' THEN instr(" + value + ", " + parameter(*text) + ") > 0";
            return "CASE " + type + " WHEN 'array' THEN " + in_array + in_text + " ELSE 0 END";
        }
        case FilterOperator::contains_any_case: {
            auto const folded = parameter(core::fold(text_of(condition)));
            return "CASE " + type + " WHEN 'array' THEN " + some + "e.type = 'text' AND folded(e.value) = " + folded +
                   ") WHEN 'text' THEN instr(folded(" + value + "), " + folded + ") > 0 ELSE 0 END";
        }
        default: {
            auto const* const text = std::get_if<std::string>(&values.front());
            auto const types = text != nullptr ? " = 'text'" : " IN ('integer', 'real')";
            auto const operand =
                text != nullptr
                    ? parameter(*text)
                    : "json_extract(" + parameter(array_of<std::int64_t, double>(values).dump()) + ", '$[0]')";
            return "coalesce(" + type + types + " AND " + value + " " + std::string(sign_of(condition.comparison)) +
                   " " + operand + ", 0)";
        }
    }
}

}  // namespace

SqlCondition filter_condition(core::Filter const& filter, FilteredRows rows, std::size_t first_parameter) {
    Compiler compiler(rows, first_parameter);
    auto const piece = compiler.compile(filter, Sense::as_said);
    // Conditions that are joined by AND stay at the outermost level, where SQLite finds an index for them.
    auto sql = piece.joined_by == " OR " ? "(" + piece.sql + ")" : piece.sql;
    return {std::move(sql), compiler.take_parameters()};
}

}  // namespace keepsake::storage::sqlite
