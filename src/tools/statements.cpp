#include "tools/statements.h"

#include <initializer_list>

namespace keepsake::tools {
namespace {

std::optional<Value> first_member(Value const& value, std::initializer_list<std::string_view> names) {
    for (auto const name : names) {
        if (auto const member = value.member(name)) return member;
    }
    return std::nullopt;
}

/// The first of the names is the one that errors speak of.
std::string read_place(Value const& relation, std::initializer_list<std::string_view> names, std::string_view example) {
    auto const member = first_member(relation, names);
    if (!member) relation.refuse("an object with a " + std::string(*names.begin()), example);
    return member->name("\"Ana\"");
}

std::string read_type(Value const& relation, std::string_view name) {
    auto const type = relation.member(name);
    return type ? type->name("\"person\"") : "";
}

}  // namespace

memory::StatedFact read_fact(Value const& value) {
    memory::StatedFact fact;
    if (!value.json().is_object()) {
        fact.content.text = value.text(facts_example);
        return fact;
    }
    auto const text = first_member(value, {"text", "fact", "memory"});
    if (!text) value.refuse("a text, or an object with a text", facts_example);
    fact.content.text = text->text("\"Ana lives in Porto\"");
    if (auto const date = value.member("event_date")) fact.content.event_date = date->date();
    if (auto const since = value.member("valid_from")) fact.valid_from = since->time();
    if (auto const confidence = value.member("confidence")) fact.content.confidence = confidence->number(0, 1);
    if (auto const categories = value.member("categories")) fact.content.categories = categories->names("[\"travel\"]");
    if (auto const metadata = value.member("metadata"))
        fact.content.metadata = metadata->object("{\"topic\": \"travel\"}");
    return fact;
}

Places read_places(Value const& value, std::string_view example) {
    if (!value.json().is_object()) value.refuse("an object with source, relation and target", example);
    return {read_place(value, {"source", "subject", "from"}, example),
            read_place(value, {"relation", "relationship", "predicate", "relationType"}, example),
            read_place(value, {"target", "destination", "object", "to"}, example)};
}

memory::StatedRelation read_relation(Value const& value) {
    auto [source, name, target] = read_places(value, relations_example);
    memory::StatedRelation relation;
    relation.triple = {.source = std::move(source),
                       .source_type = read_type(value, "source_type"),
                       .relation = std::move(name),
                       .target = std::move(target),
                       .target_type = read_type(value, "target_type")};
    if (auto const since = first_member(value, {"valid_from", "event_date"})) relation.valid_from = since->time();
    if (auto const confidence = value.member("confidence")) relation.confidence = confidence->number(0, 1);
    return relation;
}

}  // namespace keepsake::tools
