#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/text/unicode.h"
#include "storage/records.h"
#include "storage/set_clock.h"

namespace keepsake::testing {

/// What a filter says of one memory, read from the filter's JSON step by step, without our parser and without SQL.
class FilterEvaluator {
public:
    using Json = nlohmann::json;

    explicit FilterEvaluator(storage::MemoryRecord const& memory)
        : memory_(memory), metadata_(Json::parse(memory.content.metadata)) {}

    bool holds(Json const& filter) const {
        for (auto const& [name, value] : filter.items()) {
            if (!member(name, value)) return false;
        }
        return true;
    }

private:
    bool member(std::string const& name, Json const& value) const {
        auto const passes = [&](Json const& part) { return holds(part); };
        if (name == "AND") return std::ranges::all_of(value, passes);
        if (name == "OR") return std::ranges::any_of(value, passes);
        if (name == "NOT") return value.is_object() ? !holds(value) : std::ranges::none_of(value, passes);
        if (name == "metadata") return in_metadata(metadata_, value);
        if (name.starts_with("metadata.")) return at_path(name.substr(9), value);
        return all_hold(
            value, name == "keywords" ? "icontains" : "eq",
            [&](std::string const& comparison, Json const& operand) { return field(name, comparison, operand); });
    }

    static bool is_operator(std::string const& name) {
        static std::string const names[] = {"eq", "ne", "in", "gt", "gte", "lt", "lte", "contains", "icontains"};
        return std::ranges::find(names, name) != std::end(names);
    }

    template <typename Test>
    static bool all_hold(Json const& value, std::string const& of_a_value, Test const& test) {
        if (value == "*") return test("*", value);
        if (value.is_array()) return test("in", value);
        if (!value.is_object()) return test(of_a_value, value);
        for (auto const& [comparison, operand] : value.items()) {
            if (!test(comparison, operand)) return false;
        }
        return true;
    }

    static bool in_metadata(std::optional<Json> const& found, Json const& value) {
        bool conditions = value.is_object() && !value.empty();
        if (value.is_object()) {
            for (auto const& [key, inner] : value.items()) conditions = conditions && is_operator(key);
        }
        if (!value.is_object() || conditions)
            return all_hold(value, "eq",
                            [&](std::string const& c, Json const& operand) { return metadata(found, c, operand); });
        for (auto const& [key, inner] : value.items()) {
            if (!in_metadata(inside(found, key), inner)) return false;
        }
        return true;
    }

    static std::optional<Json> inside(std::optional<Json> const& found, std::string const& key) {
        if (!found || !found->is_object() || !found->contains(key)) return std::nullopt;
        return found->at(key);
    }

    bool at_path(std::string path, Json const& value) const {
        std::optional<Json> found = metadata_;
        for (;;) {
            auto const dot = path.find('.');
            found = inside(found, path.substr(0, dot));
            if (dot == std::string::npos) break;
            path.erase(0, dot + 1);
        }
        return all_hold(value, "eq",
                        [&](std::string const& c, Json const& operand) { return metadata(found, c, operand); });
    }

    /// Below zero, zero or above; nothing for values that are not of one type.
    static std::optional<int> order(Json const& a, Json const& b) {
        if (a.is_string() && b.is_string())
            return a.get_ref<std::string const&>().compare(b.get_ref<std::string const&>());
        if (a.is_boolean() && b.is_boolean()) return a == b ? 0 : 1;
        if (!a.is_number() || !b.is_number()) return std::nullopt;
        auto const number = [](Json const& json) {
            // As SQLite has it: whole numbers up to 63 bits, all others as double.
            bool const whole =
                json.is_number_integer() &&
                !(json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX));
            return whole ? static_cast<long double>(json.get<std::int64_t>())
                         : static_cast<long double>(json.get<double>());
        };
        return number(a) < number(b) ? -1 : number(a) > number(b) ? 1 : 0;
    }
    static bool equal(Json const& a, Json const& b) { return order(a, b) == 0; }

    static bool compares(int order, std::string const& comparison) {
        if (comparison == "gt") return order > 0;
        if (comparison == "gte") return order >= 0;
        if (comparison == "lt") return order < 0;
        if (comparison == "lte") return order <= 0;
        throw std::logic_error("no order in " + comparison);
    }

    static bool has_inside(std::string const& text, std::string const& part) {
        return text.find(part) != std::string::npos;
    }

    static bool metadata(std::optional<Json> const& found, std::string const& comparison, Json const& operand) {
        if (comparison == "ne") return !metadata(found, "eq", operand);
        if (!found || found->is_null()) return false;
        if (comparison == "*") return true;
        auto const some_element = [&](auto const& test) {
            return found->is_array() && std::ranges::any_of(*found, test);
        };
        if (comparison == "eq")
            return equal(*found, operand) || some_element([&](Json const& element) { return equal(element, operand); });
        if (comparison == "in")
            return std::ranges::any_of(operand, [&](Json const& one) { return metadata(found, "eq", one); });
        if (comparison == "contains") {
            if (found->is_string()) return operand.is_string() && has_inside(found->get<std::string>(), operand);
            return some_element([&](Json const& element) { return equal(element, operand); });
        }
        if (comparison == "icontains") {
            auto const part = core::fold(operand.get<std::string>());
            if (found->is_string()) return has_inside(core::fold(found->get<std::string>()), part);
            return some_element([&](Json const& element) {
                return element.is_string() && core::fold(element.get<std::string>()) == part;
            });
        }
        if (found->is_boolean()) return false;
        auto const relation = order(*found, operand);
        return relation && compares(*relation, comparison);
    }

    bool field(std::string const& name, std::string const& comparison, Json const& operand) const {
        static char const* const kinds[] = {"fact", "turn", "procedure"};
        auto const& scope = memory_.scope;
        auto const& content = memory_.content;
        if (comparison == "ne") return !field(name, "eq", operand);
        if (name == "user_id") return among(scope.user, comparison, operand);
        if (name == "agent_id") return among(scope.agent, comparison, operand);
        if (name == "app_id") return among(scope.app, comparison, operand);
        if (name == "session_id" || name == "run_id") return among(scope.session, comparison, operand);
        if (name == "kind") return among(kinds[static_cast<int>(memory_.kind)], comparison, operand);
        if (name == "memory_ids") return among(memory_.id.text, comparison, operand);
        if (name == "keywords") return keyword(comparison, operand);
        if (name == "categories") return category(comparison, operand);
        if (name == "confidence") return number(content.confidence, comparison, operand);
        if (name == "created_at") return time(memory_.created_at, comparison, operand);
        if (name == "updated_at") return time(memory_.updated_at, comparison, operand);
        if (name == "timestamp") return time(memory_.valid_from, comparison, operand);
        if (name == "expires_at") return time(content.expires_at, comparison, operand);
        if (name == "event_date") {
            return time(content.event_date ? core::parse_time(*content.event_date) : std::nullopt, comparison, operand);
        }
        throw std::logic_error("no field " + name);
    }

    static bool among(std::string const& held, std::string const& comparison, Json const& operand) {
        if (comparison == "*") return !held.empty();
        if (comparison == "in") return std::ranges::find(operand, Json(held)) != operand.end();
        return held == operand.get<std::string>();
    }

    bool keyword(std::string const& comparison, Json const& operand) const {
        auto const& text = memory_.content.text;
        if (comparison == "*") return true;
        if (comparison == "contains") return has_inside(text, operand);
        return has_inside(core::fold(text), core::fold(operand.get<std::string>()));
    }

    bool category(std::string const& comparison, Json const& operand) const {
        return std::ranges::any_of(memory_.content.categories, [&](std::string const& category) {
            if (comparison == "*") return true;
            if (comparison == "in") return std::ranges::find(operand, Json(category)) != operand.end();
            if (comparison == "icontains")
                return has_inside(core::fold(category), core::fold(operand.get<std::string>()));
            return category == operand.get<std::string>();
        });
    }

    static bool number(double held, std::string const& comparison, Json const& operand) {
        if (comparison == "*") return true;
        if (comparison == "eq") return held == operand.get<double>();
        if (comparison == "in")
            return std::ranges::any_of(operand, [&](Json const& one) { return held == one.get<double>(); });
        return compares(held < operand.get<double>() ? -1 : held > operand.get<double>() ? 1 : 0, comparison);
    }

    static bool time(std::optional<core::Timestamp> const& held, std::string const& comparison, Json const& operand) {
        using namespace std::chrono_literals;
        if (!held) return false;
        if (comparison == "*") return true;
        if (comparison == "in")
            return std::ranges::any_of(operand, [&](Json const& one) { return time(held, "eq", one); });
        bool const day = operand.is_string() && operand.get_ref<std::string const&>().size() == 10;
        auto const from =
            operand.is_string() ? at(operand) : core::Timestamp{std::chrono::seconds(operand.get<std::int64_t>())};
        auto const behind = from + (day ? 24h : 1ms);
        if (comparison == "eq") return *held >= from && *held < behind;
        if (comparison == "gt") return *held >= behind;
        if (comparison == "gte") return *held >= from;
        if (comparison == "lt") return *held < from;
        if (comparison == "lte") return *held < behind;
        throw std::logic_error("no time in " + comparison);
    }

    storage::MemoryRecord const& memory_;
    Json metadata_;
};

}  // namespace keepsake::testing
