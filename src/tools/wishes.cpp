#include "tools/wishes.h"

#include "core/text/unicode.h"

namespace keepsake::tools {
namespace {

constexpr std::size_t longest_wish = 16u << 10;
constexpr std::size_t longest_meaning = 1u << 10;
constexpr std::size_t most_categories = 100;
constexpr auto wish_example = "\"Keep what is said about the house.\"";
constexpr auto categories_example = "{\"travel\": \"journeys made or planned\"}";

std::string limited(Value const& value, std::size_t most, std::string_view example) {
    if (!value.json().is_string()) value.refuse("a text", example);
    auto const text = core::trimmed(value.json().get_ref<std::string const&>());
    if (text.size() > most) value.refuse("at most " + std::to_string(most) + " bytes of text", example);
    return std::string(text);
}

std::string read_wish(Arguments const& arguments, std::string_view name) {
    auto const value = arguments.find(name);
    return value ? limited(*value, longest_wish, wish_example) : "";
}

std::string read_instructions(Arguments const& arguments) {
    auto instructions = read_wish(arguments, "custom_instructions");
    auto prompt = read_wish(arguments, "prompt");
    if (!instructions.empty() && !prompt.empty() && instructions != prompt)
        arguments.find("prompt")->refuse("the same as custom_instructions, of which it is another name", wish_example);
    return instructions.empty() ? prompt : instructions;
}

using Categories = std::map<std::string, std::string>;

/// An object of names and meanings, or a name alone.
void read_categories(Value const& value, Categories& categories) {
    if (value.json().is_string()) {
        categories.try_emplace(value.name("\"travel\""));
        return;
    }
    if (!value.json().is_object()) value.refuse("an object of names and what they mean", categories_example);
    for (auto const& [key, meaning] : value.json().items()) {
        auto const name = Value(key, "custom_categories").name("\"travel\"");
        auto const member = value.member(key);
        categories[name] = member ? limited(*member, longest_meaning, "\"journeys made or planned\"") : "";
    }
}

Categories read_categories(Arguments const& arguments) {
    Categories categories;
    auto const value = arguments.find("custom_categories");
    if (!value) return categories;
    if (value->json().is_array()) {
        for (auto const& item : value->items(categories_example)) read_categories(item, categories);
    } else {
        read_categories(*value, categories);
    }
    if (categories.size() > most_categories)
        value->refuse("at most " + std::to_string(most_categories) + " categories", categories_example);
    return categories;
}

}  // namespace

memory::ExtractionWishes read_wishes(Arguments const& arguments) {
    return {.instructions = read_instructions(arguments),
            .includes = read_wish(arguments, "includes"),
            .excludes = read_wish(arguments, "excludes"),
            .categories = read_categories(arguments)};
}

}  // namespace keepsake::tools
