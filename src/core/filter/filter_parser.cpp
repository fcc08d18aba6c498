#include "core/filter/filter_parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/filter/filter_language.h"
#include "core/filter/filter_value.h"
#include "core/text/json_excerpt.h"
#include "core/text/near_name.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;
using Holds = FilterGroup::Holds;

constexpr std::string_view metadata_prefix = "metadata.";

/// Leaves the reading; what() is the whole sentence.
class Refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string did_you_mean(std::string_view name, std::vector<std::string_view> const& known) {
    auto const near = near_name(name, known);
    return near.empty() ? "" : " (did you mean " + std::string(near) + "?)";
}

/// What a condition is about.
struct Subject {
    FilterFieldRule const& rule;
    std::vector<std::string> keys;  ///< of metadata
};

/// One reading of one filter; knows where in it the reading is.
class Reader {
public:
    Filter read(Json const& json) { return object(json, 1); }

private:
    /// A step into the filter; a key of any length leaves the path readable.
    class Step {
    public:
        Step(Reader& reader, std::string const& step) : path_(reader.path_), before_(path_.size()) {
            path_ += cut_utf8(step, 64);
        }
        Step(Step const&) = delete;
        Step& operator=(Step const&) = delete;
        ~Step() { path_.resize(before_); }

    private:
        std::string& path_;
        std::size_t before_;
    };

    [[noreturn]] void refuse_text(std::string const& expected, std::string const& came,
                                  std::string_view example) const {
        throw Refused(path_ + ": expected " + expected + ", got " + came +
                      ". Example: {\"filters\": " + std::string(example) + "}");
    }
    [[noreturn]] void refuse(std::string const& expected, Json const& came, std::string_view example) const {
        refuse_text(expected, excerpt(came), example);
    }

    void check_level(int level) const {
        if (level > most_filter_levels) {
            refuse_text("at most " + std::to_string(most_filter_levels) + " levels of nesting", "more",
                        filter_fields().front().example);
        }
    }
    /// What says nothing counts too, so that the size of the whole is limited.
    void count_condition() {
        if (++conditions_ > most_filter_conditions) {
            refuse_text("at most " + std::to_string(most_filter_conditions) + " conditions altogether", "more",
                        filter_fields().front().example);
        }
    }

    Filter object(Json const& json, int level);
    Filter member(std::string const& name, Json const& value, int level);
    Filter group(Holds holds, Json const& value, int level);
    Filter field(Subject const& subject, Json const& value);
    Filter metadata(Subject const& subject, Json const& value, int level);
    Filter condition(Subject const& subject, FilterOperator comparison, Json const& value);
    std::vector<FilterValue> values(Subject const& subject, FilterOperator comparison, Json const& value);
    FilterValue value_of(Subject const& subject, FilterOperator comparison, Json const& value);
    FilterOperator operator_named(Subject const& subject, std::string const& name) const;
    Subject with_keys(Subject subject, std::string_view dotted) const;
    void add_key(Subject& subject, std::string_view key) const;
    [[noreturn]] void refuse_field(std::string const& name) const;

    std::string path_ = "filters";
    int conditions_ = 0;
};

/// A group of one is that one.
Filter all_of(std::vector<Filter> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    return {FilterGroup{Holds::all, std::move(parts)}};
}

Filter Reader::object(Json const& json, int level) {
    if (!json.is_object()) refuse("an object with conditions", json, filter_fields().front().example);
    check_level(level);
    if (json.empty()) count_condition();
    std::vector<Filter> parts;
    for (auto const& [name, value] : json.items()) {
        Step const step(*this, "." + name);
        parts.push_back(member(name, value, level));
    }
    return all_of(std::move(parts));
}

Filter Reader::member(std::string const& name, Json const& value, int level) {
    if (name == "AND") return group(Holds::all, value, level);
    if (name == "OR") return group(Holds::any, value, level);
    if (name == "NOT") return group(Holds::none, value, level);
    if (name == "metadata") return metadata({*filter_field_named(name), {}}, value, level);
    if (name.starts_with(metadata_prefix)) {
        return field(with_keys({*filter_field_named("metadata"), {}}, name.substr(metadata_prefix.size())), value);
    }
    auto const* const rule = filter_field_named(name);
    if (rule == nullptr) refuse_field(name);
    return field({*rule, {}}, value);
}

void Reader::refuse_field(std::string const& name) const {
    std::vector<std::string_view> known = {"AND", "OR", "NOT"};
    std::string list;
    for (auto const& rule : filter_fields()) {
        known.push_back(rule.name);
        list += std::string(rule.name) + ", ";
    }
    refuse("one of the fields " + list + "metadata.KEY, or AND, OR, NOT" + did_you_mean(name, known), name,
           filter_fields().front().example);
}

Filter Reader::group(Holds holds, Json const& value, int level) {
    if (holds == Holds::none && value.is_object()) return {FilterGroup{holds, {object(value, level + 1)}}};
    if (!value.is_array()) {
        refuse(holds == Holds::none ? "a filter or a list of filters" : "a list of filters", value,
               holds == Holds::all   ? R"({"AND": [{"user_id": "ana"}, {"kind": "fact"}]})"
               : holds == Holds::any ? R"({"OR": [{"user_id": "ana"}, {"user_id": "ben"}]})"
                                     : R"({"NOT": {"kind": "turn"}})");
    }
    if (value.empty()) count_condition();
    FilterGroup read{holds, {}};
    for (std::size_t i = 0; i < value.size(); ++i) {
        Step const step(*this, "[" + std::to_string(i) + "]");
        read.parts.push_back(object(value[i], level + 1));
    }
    return holds == Holds::all ? all_of(std::move(read.parts)) : Filter{std::move(read)};
}

Filter Reader::field(Subject const& subject, Json const& value) {
    auto const& kind = *subject.rule.kind;
    if (value == "*") return condition(subject, FilterOperator::has_value, value);
    if (value.is_array()) {
        bool const has_lists = std::ranges::find(kind.operators, FilterOperator::in) != kind.operators.end();
        if (!has_lists) refuse(std::string(kind.value), value, subject.rule.example);
        return condition(subject, FilterOperator::in, value);
    }
    if (!value.is_object()) return condition(subject, kind.of_a_text, value);
    if (value.empty()) refuse("a condition with " + operator_names(kind), value, subject.rule.example);
    std::vector<Filter> parts;
    for (auto const& [name, operand] : value.items()) {
        Step const step(*this, "." + name);
        parts.push_back(condition(subject, operator_named(subject, name), operand));
    }
    return all_of(std::move(parts));
}

FilterOperator Reader::operator_named(Subject const& subject, std::string const& name) const {
    auto const& kind = *subject.rule.kind;
    auto const found = filter_operator_named(name);
    if (found && found != FilterOperator::has_value &&
        std::ranges::find(kind.operators, *found) != kind.operators.end())
        return *found;
    std::vector<std::string_view> known;
    for (auto const comparison : kind.operators) {
        if (comparison != FilterOperator::has_value) known.push_back(name_of(comparison));
    }
    refuse("one of the operators " + operator_names(kind) + ", or \"*\" as the value" + did_you_mean(name, known), name,
           subject.rule.example);
}

Filter Reader::metadata(Subject const& subject, Json const& value, int level) {
    if (subject.keys.empty() && !value.is_object())
        refuse("an object with keys", value, R"({"metadata": {"city": "Porto"}})");
    check_level(level);
    if (!value.is_object()) return field(subject, value);
    if (value.empty() && !subject.keys.empty()) return field(subject, value);
    auto const is_operator = [](auto const& item) {
        auto const found = filter_operator_named(item.key());
        return found && found != FilterOperator::has_value;
    };
    auto const items = value.items();
    bool const is_condition = !value.empty() && std::all_of(items.begin(), items.end(), is_operator);
    if (is_condition && subject.keys.empty())
        refuse("the key that is meant", value, R"({"metadata.city": {"contains": "Porto"}})");
    if (is_condition) return field(subject, value);
    if (value.empty()) count_condition();
    std::vector<Filter> parts;
    for (auto const& [key, inner] : items) {
        Step const step(*this, "." + key);
        auto deeper = subject;
        add_key(deeper, key);
        parts.push_back(metadata(deeper, inner, level + 1));
    }
    return all_of(std::move(parts));
}

Subject Reader::with_keys(Subject subject, std::string_view dotted) const {
    for (std::size_t start = 0; start <= dotted.size();) {
        auto const dot = std::min(dotted.find('.', start), dotted.size());
        add_key(subject, dotted.substr(start, dot - start));
        start = dot + 1;
    }
    return subject;
}

void Reader::add_key(Subject& subject, std::string_view key) const {
    bool const wrong =
        key.empty() || key.size() > longest_filter_text || !is_valid_utf8(key) || std::ranges::any_of(key, [](char c) {
            return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        });
    if (wrong) {
        refuse("keys of 1 to " + std::to_string(longest_filter_text) +
                   " bytes without quotes, backslashes and control characters",
               key, subject.rule.example);
    }
    if (subject.keys.size() >= static_cast<std::size_t>(most_filter_levels))
        refuse_text("at most " + std::to_string(most_filter_levels) + " keys one inside the other", "more",
                    subject.rule.example);
    subject.keys.emplace_back(key);
}

Filter Reader::condition(Subject const& subject, FilterOperator comparison, Json const& value) {
    count_condition();
    FilterCondition read{subject.rule.field, subject.keys, comparison, {}};
    if (comparison != FilterOperator::has_value) read.values = values(subject, comparison, value);
    return {std::move(read)};
}

std::vector<FilterValue> Reader::values(Subject const& subject, FilterOperator comparison, Json const& value) {
    if (comparison != FilterOperator::in) return {value_of(subject, comparison, value)};
    if (!value.is_array())
        refuse("a list of values", value,
               "{\"" + std::string(subject.rule.field == FilterField::metadata ? "metadata.city" : subject.rule.name) +
                   "\": {\"in\": [" + std::string(subject.rule.kind->value_example) + "]}}");
    if (value.size() > most_filter_values) {
        refuse_text("at most " + std::to_string(most_filter_values) + " values in a list", std::to_string(value.size()),
                    subject.rule.example);
    }
    std::vector<FilterValue> read;
    for (std::size_t i = 0; i < value.size(); ++i) {
        Step const step(*this, "[" + std::to_string(i) + "]");
        read.push_back(value_of(subject, comparison, value[i]));
    }
    return read;
}

FilterValue Reader::value_of(Subject const& subject, FilterOperator comparison, Json const& value) {
    auto read = read_filter_value(subject.rule.field, comparison, value);
    if (!read) refuse(read.error().message, value, subject.rule.example);
    return std::move(read).value();
}

}  // namespace

Result<Filter> parse_filter(Json const& filters) {
    try {
        return Reader().read(filters);
    } catch (Refused const& refusal) {
        return Error{ErrorKind::bad_argument, refusal.what()};
    }
}

}  // namespace keepsake::core
