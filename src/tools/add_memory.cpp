#include "tools/add_memory.h"

#include <algorithm>
#include <array>
#include <memory>

#include "tools/extraction_wait.h"
#include "tools/messages.h"
#include "tools/statements.h"
#include "tools/views.h"
#include "tools/wishes.h"

namespace keepsake::tools {
namespace {

constexpr auto object_example = "{\"topic\": \"travel\"}";

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

/// Something to keep is there, under whichever name.
void require_content(memory::AddRequest const& request, Arguments const& arguments) {
    if (request.text || !request.messages.empty() || !request.facts.empty() || !request.relations.empty()) return;
    if (auto const messages = arguments.find("messages"); messages && !messages->json().empty())
        messages->refuse("at least one message in which something is said", messages_example);
    refuse_argument("facts", "text, messages, facts or relations with something in it", nullptr,
                    std::string("{\"facts\": ") + facts_example + "}");
}

/// Where there is no graph; a call that has nothing else is refused.
void leave_relations_out(memory::AddRequest& request) {
    if (!request.text && request.messages.empty() && request.facts.empty())
        throw CallRefused(std::string("relations: nothing else is there to be kept, and ") + graph_is_off + ".");
    request.relations.clear();
}

/// A conversation may have joined a job that waits already; both are the same user's.
core::ScopeFilter owner_of(core::Scope const& scope) {
    return {.tenant = scope.tenant, .user = scope.user, .agent = "", .app = "", .session = ""};
}

}  // namespace

AddMemory::AddMemory(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition),
                 {"text", "messages", "facts", "relations", "timestamp", "infer", "wait", "kind", "metadata",
                  "categories", "expires_at", "expiration_date", "custom_instructions", "prompt", "includes",
                  "excludes", "custom_categories"}) {}

memory::AddRequest AddMemory::read(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::AddRequest request;
    request.scope = scope_for_adding(arguments, context);
    if (auto const text = arguments.find("text")) request.text = text->text("\"Ana lives in Porto\"");
    if (auto const messages = arguments.find("messages")) {
        if (request.text) messages->refuse("only one of text and messages", messages_example);
        request.messages = read_messages(*messages);
    }
    if (auto const facts = arguments.find("facts")) {
        for (auto const& fact : facts->items(facts_example)) request.facts.push_back(read_fact(fact));
    }
    if (auto const relations = arguments.find("relations")) {
        for (auto const& relation : relations->items(relations_example))
            request.relations.push_back(read_relation(relation));
    }
    require_content(request, arguments);
    if (!environment().has_graph) leave_relations_out(request);
    request.said_at = arguments.time("timestamp");
    request.infer = arguments.flag("infer", true);
    request.kind = read_kind(arguments, !request.messages.empty());
    request.shared = read_shared(arguments);
    request.wait = arguments.flag("wait", false);
    request.wishes = read_wishes(arguments);
    return request;
}

Answer AddMemory::run(Arguments const& arguments, mcp::CallContext const& context) const {
    auto const begun = std::chrono::steady_clock::now();
    auto request = read(arguments, context);
    request.actor = actor_of(context);
    double told = 0;
    auto const progress = [&](double done, double all, std::string_view what) {
        told = std::max(told, done);
        if (context.progress) context.progress(done, all, what);
    };
    auto const added = engine().add(request, {context.stop, progress});
    Answer answer = added_view(added);
    auto const relations = arguments.find("relations");
    if (!environment().has_graph && relations && !relations->json().empty())
        answer.now["ignored"].push_back(std::string("relations (") + graph_is_off + ")");
    if (!request.wait || has_ended(added.status)) return answer;

    ExtractionWait::Source source{
        .event = [&engine = engine(), id = added.event,
                  visible = owner_of(request.scope)] { return value_or_refuse(engine.event(id, visible)); },
        .progress = context.progress};
    auto const wait = std::make_shared<ExtractionWait>(std::move(source), begun, environment().longest_wait, told);
    answer.later = [wait, view = answer.now]() -> std::optional<Json> {
        auto const event = wait->look();
        return event ? std::optional(completed_view(view, *event)) : std::nullopt;
    };
    return answer;
}

}  // namespace keepsake::tools
