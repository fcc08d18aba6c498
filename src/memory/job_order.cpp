#include "memory/job_order.h"

#include <nlohmann/json.hpp>

namespace keepsake::memory {
namespace {

using Json = nlohmann::json;

void put(Json& json, char const* name, std::optional<Timestamp> const& time) {
    if (time) json[name] = time->time_since_epoch().count();
}

std::optional<Timestamp> time_in(Json const& json, char const* name) {
    auto const found = json.find(name);
    if (found == json.end()) return std::nullopt;
    return Timestamp{std::chrono::milliseconds{found->get<std::int64_t>()}};
}

Json json_of(Content const& content) {
    Json json = {{"text", content.text},
                 {"categories", content.categories},
                 {"metadata", content.metadata},
                 {"confidence", content.confidence}};
    if (content.event_date) json["event_date"] = *content.event_date;
    put(json, "expires_at", content.expires_at);
    return json;
}

Content content_in(Json const& json) {
    Content content;
    content.text = json.at("text");
    content.categories = json.at("categories").get<std::vector<std::string>>();
    content.metadata = json.at("metadata");
    content.confidence = json.at("confidence");
    if (auto const date = json.find("event_date"); date != json.end()) content.event_date = date->get<std::string>();
    content.expires_at = time_in(json, "expires_at");
    return content;
}

Json json_of(StatedFact const& fact) {
    Json json = {{"content", json_of(fact.content)}};
    put(json, "valid_from", fact.valid_from);
    return json;
}

Json json_of(StatedRelation const& relation) {
    auto const& triple = relation.triple;
    Json json = {{"source", triple.source}, {"source_type", triple.source_type}, {"relation", triple.relation},
                 {"target", triple.target}, {"target_type", triple.target_type}, {"confidence", relation.confidence}};
    put(json, "valid_from", relation.valid_from);
    return json;
}

StatedRelation relation_in(Json const& json) {
    return {.triple = {json.at("source"), json.at("source_type"), json.at("relation"), json.at("target"),
                       json.at("target_type")},
            .valid_from = time_in(json, "valid_from"),
            .confidence = json.at("confidence")};
}

}  // namespace

std::string written(JobOrder const& order) {
    auto const& wishes = order.wishes;
    Json json = {{"shared", json_of(order.shared)}, {"instructions", wishes.instructions},
                 {"includes", wishes.includes},     {"excludes", wishes.excludes},
                 {"categories", wishes.categories}, {"facts", Json::array()},
                 {"relations", Json::array()}};
    for (auto const& fact : order.facts) json["facts"].push_back(json_of(fact));
    for (auto const& relation : order.relations) json["relations"].push_back(json_of(relation));
    put(json, "said_at", order.said_at);
    return json.dump();
}

JobOrder read_job_order(std::string const& text) {
    auto const json = Json::parse(text);
    JobOrder order;
    order.shared = content_in(json.at("shared"));
    order.wishes = {json.at("instructions"), json.at("includes"), json.at("excludes"),
                    json.at("categories").get<std::map<std::string, std::string>>()};
    for (auto const& fact : json.at("facts"))
        order.facts.push_back({content_in(fact.at("content")), time_in(fact, "valid_from")});
    for (auto const& relation : json.at("relations")) order.relations.push_back(relation_in(relation));
    order.said_at = time_in(json, "said_at");
    return order;
}

}  // namespace keepsake::memory
