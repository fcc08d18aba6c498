#include "tools/add_memory.h"

#include <array>

#include "tools/views.h"

namespace keepsake::tools {
namespace {

constexpr auto messages_example = "[{\"role\": \"user\", \"content\": \"I moved to Porto.\"}]";
constexpr auto facts_example = "[\"Ana lives in Porto\"]";
constexpr auto object_example = "{\"topic\": \"travel\"}";

memory::Message read_message(Value const& value) {
    static constexpr std::array<std::string_view, 4> roles = {"user", "assistant", "system", "tool"};
    if (!value.json().is_object()) value.refuse("an object with role and content", messages_example);
    auto const role = value.member("role");
    auto const content = value.member("content");
    if (!role) value.refuse("an object with a role", messages_example);
    if (!content) value.refuse("an object with content", messages_example);
    auto const name = value.member("name");
    auto const time = value.member("time");
    return {.role = role->one_of(roles),
            .speaker = name ? name->name("\"Ana\"") : "",
            .text = content->text("\"I moved to Porto.\""),
            .time = time ? std::optional(time->time()) : std::nullopt};
}

/// A fact is a text, or an object that has one.
memory::StatedFact read_fact(Value const& value) {
    memory::StatedFact fact;
    if (!value.json().is_object()) {
        fact.content.text = value.text(facts_example);
        return fact;
    }
    auto text = value.member("text");
    for (auto const* const other : {"fact", "memory"}) text = text ? text : value.member(other);
    if (!text) value.refuse("a text, or an object with a text", facts_example);
    fact.content.text = text->text("\"Ana lives in Porto\"");
    if (auto const date = value.member("event_date")) fact.content.event_date = date->date();
    if (auto const since = value.member("valid_from")) fact.valid_from = since->time();
    if (auto const confidence = value.member("confidence")) fact.content.confidence = confidence->number(0, 1);
    if (auto const categories = value.member("categories")) fact.content.categories = categories->names("[\"travel\"]");
    if (auto const metadata = value.member("metadata")) fact.content.metadata = metadata->object(object_example);
    return fact;
}

memory::Content read_shared(Arguments const& arguments) {
    memory::Content shared;
    if (auto const categories = arguments.find("categories")) shared.categories = categories->names("[\"travel\"]");
    if (auto const metadata = arguments.find("metadata")) shared.metadata = metadata->object(object_example);
    shared.expires_at = arguments.time("expires_at");
    if (auto const last_day = arguments.find("expiration_date")) {
        if (shared.expires_at) last_day->refuse("only one of expires_at and expiration_date", "\"2026-12-31\"");
        shared.expires_at = core::Timestamp{last_day->day() + std::chrono::days{1}};
    }
    return shared;
}

memory::MemoryKind read_kind(Arguments const& arguments, bool has_messages) {
    static constexpr std::array<std::string_view, 3> names = {"fact", "procedure", "turn"};
    auto const value = arguments.find("kind");
    if (!value) return memory::MemoryKind::fact;
    auto const name = value->one_of(names);
    if (name == "turn" && !has_messages)
        value->refuse("\"fact\" or \"procedure\": a turn comes as one of the messages", "\"fact\"");
    return name == "procedure" ? memory::MemoryKind::procedure : memory::MemoryKind::fact;
}

}  // namespace

AddMemory::AddMemory(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition),
                 {"text", "messages", "facts", "relations", "timestamp", "infer", "wait", "kind", "metadata",
                  "categories", "expires_at", "expiration_date"}) {}

memory::AddRequest AddMemory::read(Arguments const& arguments) const {
    memory::AddRequest request;
    request.scope = scope_for_adding(arguments);
    if (auto const relations = arguments.find("relations"); relations && !relations->items("[]").empty()) {
        relations->refuse(
            "to be left out: this version keeps no relations yet. Say them as facts; nothing of this call was stored",
            "[]");
    }
    if (auto const text = arguments.find("text")) request.text = text->text("\"Ana lives in Porto\"");
    if (auto const messages = arguments.find("messages")) {
        if (request.text) messages->refuse("only one of text and messages", messages_example);
        for (auto const& message : messages->items(messages_example)) request.messages.push_back(read_message(message));
    }
    if (auto const facts = arguments.find("facts")) {
        for (auto const& fact : facts->items(facts_example)) request.facts.push_back(read_fact(fact));
    }
    if (!request.text && request.messages.empty() && request.facts.empty()) {
        refuse_argument("facts", "text, messages or facts with something in it", nullptr,
                        std::string("{\"facts\": ") + facts_example + "}");
    }
    request.said_at = arguments.time("timestamp");
    request.infer = arguments.flag("infer", true);
    request.kind = read_kind(arguments, !request.messages.empty());
    request.shared = read_shared(arguments);
    (void)arguments.flag("wait", false);  // without a model everything is done when the answer comes
    return request;
}

Json AddMemory::run(Arguments const& arguments, mcp::CallContext const& context) const {
    auto request = read(arguments);
    request.actor = actor_of(context);
    auto const answer = engine().add(request, {context.stop, context.progress});
    Json view = {
        {"event_id", answer.event.text}, {"status", name_of(answer.status)}, {"message", "Saved; nothing more to do."},
        {"results", Json::array()},      {"relations", Json::array()},       {"similar", Json::array()}};
    for (auto const& [id, memory, event] : answer.results) {
        view["results"].push_back({{"id", id.text}, {"memory", memory}, {"event", name_of(event)}});
    }
    for (auto const& [id, memory] : answer.similar) view["similar"].push_back({{"id", id.text}, {"memory", memory}});
    return view;
}

}  // namespace keepsake::tools
