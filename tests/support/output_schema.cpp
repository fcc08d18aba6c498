#include "support/output_schema.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace keepsake::testing {
namespace {

using Json = nlohmann::json;

constexpr std::array known_keywords{
    std::string_view("type"),    std::string_view("properties"), std::string_view("required"),
    std::string_view("items"),   std::string_view("enum"),       std::string_view("additionalProperties"),
    std::string_view("minimum"), std::string_view("maximum"),    std::string_view("anyOf"),
    std::string_view("const"),   std::string_view("title"),      std::string_view("description"),
    std::string_view("default"), std::string_view("examples"),   std::string_view("$schema"),
};

void require_known_keywords(Json const& schema, std::string const& place);

void require_known_in_each(Json const& schemas, std::string const& place) {
    for (auto const& [name, schema] : schemas.items()) require_known_keywords(schema, place + "/" + name);
}

void require_known_keywords(Json const& schema, std::string const& place) {
    if (schema.is_boolean()) return;
    if (!schema.is_object()) throw UnknownKeyword(place + " is no schema: " + schema.dump());
    for (auto const& [keyword, operand] : schema.items())
        if (std::ranges::find(known_keywords, keyword) == known_keywords.end())
            throw UnknownKeyword(place + " uses " + keyword);
    if (schema.contains("properties")) require_known_in_each(schema["properties"], place + "/properties");
    if (schema.contains("anyOf")) require_known_in_each(schema["anyOf"], place + "/anyOf");
    if (schema.contains("items")) require_known_keywords(schema["items"], place + "/items");
    if (schema.contains("additionalProperties"))
        require_known_keywords(schema["additionalProperties"], place + "/additionalProperties");
}

bool is_whole(Json const& value) {
    return value.is_number_integer() || (value.is_number() && std::trunc(value.get<double>()) == value.get<double>());
}

bool has_type(Json const& value, std::string const& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    if (type == "number") return value.is_number();
    if (type == "integer") return is_whole(value);
    throw UnknownKeyword("type " + type);
}

/// Collects the violations of one value against one schema, depth first.
class Comparison {
public:
    void compare(Json const& schema, Json const& value, std::string const& place) {
        if (schema.is_boolean()) {
            if (!schema.get<bool>()) report(place, "is not allowed");
            return;
        }
        compare_type(schema, value, place);
        compare_choice(schema, value, place);
        compare_range(schema, value, place);
        compare_alternatives(schema, value, place);
        if (value.is_object()) compare_members(schema, value, place);
        if (value.is_array() && schema.contains("items")) compare_items(schema["items"], value, place);
    }

    std::vector<std::string> found;

private:
    void report(std::string const& place, std::string const& what) {
        found.push_back((place.empty() ? "the value" : place) + " " + what);
    }

    void compare_type(Json const& schema, Json const& value, std::string const& place) {
        if (!schema.contains("type")) return;
        auto const types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
        auto const fits = [&value](Json const& type) { return has_type(value, type.get<std::string>()); };
        if (!std::ranges::any_of(types, fits)) report(place, "is " + value.dump() + ", not of type " + types.dump());
    }

    void compare_choice(Json const& schema, Json const& value, std::string const& place) {
        if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
            report(place, "is " + value.dump() + ", not one of " + schema["enum"].dump());
        if (schema.contains("const") && schema["const"] != value)
            report(place, "is " + value.dump() + ", not " + schema["const"].dump());
    }

    void compare_range(Json const& schema, Json const& value, std::string const& place) {
        if (!value.is_number()) return;
        auto const number = value.get<double>();
        if (schema.contains("minimum") && number < schema["minimum"].get<double>())
            report(place, "is " + value.dump() + ", below " + schema["minimum"].dump());
        if (schema.contains("maximum") && number > schema["maximum"].get<double>())
            report(place, "is " + value.dump() + ", above " + schema["maximum"].dump());
    }

    void compare_alternatives(Json const& schema, Json const& value, std::string const& place) {
        if (!schema.contains("anyOf")) return;
        auto const fits = [&](Json const& alternative) {
            Comparison attempt;
            attempt.compare(alternative, value, place);
            return attempt.found.empty();
        };
        if (!std::ranges::any_of(schema["anyOf"], fits)) report(place, "is " + value.dump() + ", which fits no anyOf");
    }

    void compare_members(Json const& schema, Json const& value, std::string const& place) {
        for (auto const& name : schema.value("required", Json::array()))
            if (!value.contains(name.get<std::string>())) report(place, "lacks " + name.dump());
        auto const properties = schema.value("properties", Json::object());
        for (auto const& [name, member] : value.items()) {
            if (properties.contains(name)) compare(properties[name], member, place + "/" + name);
            else if (schema.contains("additionalProperties"))
                compare(schema["additionalProperties"], member, place + "/" + name);
        }
    }

    void compare_items(Json const& schema, Json const& value, std::string const& place) {
        for (std::size_t index = 0; index < value.size(); ++index)
            compare(schema, value[index], place + "/" + std::to_string(index));
    }
};

}  // namespace

std::vector<std::string> violations(Json const& schema, Json const& value) {
    require_known_keywords(schema, "schema");
    Comparison comparison;
    comparison.compare(schema, value, "");
    return comparison.found;
}

}  // namespace keepsake::testing
