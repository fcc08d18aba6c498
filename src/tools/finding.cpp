#include "tools/finding.h"

#include <array>

#include "tools/cursor.h"
#include "tools/filters.h"
#include "tools/graph_views.h"
#include "tools/views.h"

namespace keepsake::tools {
namespace {

constexpr int most_found = 100;
constexpr int most_listed = 200;
constexpr auto id_example = "\"0198c0de-0000-7000-8000-000000000000\"";

std::vector<memory::MemoryKind> read_kinds(Arguments const& arguments) {
    static constexpr std::array<std::string_view, 3> names = {"fact", "turn", "procedure"};
    std::vector<memory::MemoryKind> kinds;
    auto const value = arguments.find("kinds");
    if (!value) return kinds;
    for (auto const& item : value->items("[\"fact\"]")) {
        auto const name = item.one_of(names);
        kinds.push_back(static_cast<memory::MemoryKind>(std::find(names.begin(), names.end(), name) - names.begin()));
    }
    return kinds;
}

int read_limit(Arguments const& arguments, int most, int otherwise) {
    auto const value = arguments.find("limit");
    return value ? value->integer(1, most) : otherwise;
}

std::int64_t read_cursor(Value const& value) {
    auto const place =
        value.json().is_string() ? place_of_cursor(value.json().get_ref<std::string const&>()) : std::nullopt;
    if (!place) value.refuse("the next_cursor of the page before", "\"" + cursor_at(120) + "\"");
    return *place;
}

}  // namespace

SearchMemory::SearchMemory(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition),
                 {"query", "limit", "filters", "threshold", "kinds", "as_of", "known_at", "include_superseded",
                  "rerank", "explain", "full"}) {}

Answer SearchMemory::run(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::SearchRequest request;
    request.query = arguments.require("query", "a question or words to search for", "\"Where does Ana live?\"")
                        .text("\"Where does Ana live?\"");
    request.filter = read_filters(arguments);
    request.visible = scope_for_finding(arguments, request.filter, context);
    request.limit = read_limit(arguments, most_found, 10);
    if (auto const threshold = arguments.find("threshold")) request.threshold = threshold->number(0, 1);
    request.kinds = read_kinds(arguments);
    request.past = {arguments.time("as_of"), arguments.time("known_at"), arguments.flag("include_superseded", false)};
    request.rerank = arguments.flag("rerank", false);
    request.explain = arguments.flag("explain", false);
    bool const full = arguments.flag("full", false);

    auto const answer = engine().search(request, context.stop);
    Json view = {
        {"results", Json::array()}, {"relations", relation_views(answer.relations)}, {"not_searched", Json::array()}};
    for (auto const& hit : answer.hits) {
        auto shown = full ? memory_view(hit.memory) : hit_view(hit.memory, environment().low_confidence);
        shown["score"] = hit.score;
        if (hit.explanation) shown["explanation"] = explanation_view(*hit.explanation);
        view["results"].push_back(std::move(shown));
    }
    if (answer.filtered) view["filtered"] = *answer.filtered;
    for (auto const& [signal, reason] : answer.not_searched)
        view["not_searched"].push_back({{"signal", signal}, {"reason", reason}});
    return view;
}

ListMemories::ListMemories(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition),
                 {"limit", "cursor", "filters", "kinds", "include_superseded", "full", "page", "page_size"}) {}

Answer ListMemories::run(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::ListRequest request;
    request.filter = read_filters(arguments);
    request.visible = scope_for_finding(arguments, request.filter, context);
    request.kinds = read_kinds(arguments);
    request.superseded_too = arguments.flag("include_superseded", false);
    request.limit = read_limit(arguments, most_listed, 50);
    if (auto const cursor = arguments.find("cursor")) request.before = read_cursor(*cursor);
    bool const full = arguments.flag("full", false);
    // page and page_size are how clients of other servers ask (get_memories).
    if (auto const size = arguments.find("page_size")) request.limit = size->integer(1, most_listed);
    auto const page = arguments.find("page");
    int const wanted_page = page ? page->integer(1, 10'000) : 1;

    auto answer = engine().list(request);
    for (int i = 1; i < wanted_page; ++i) {
        request.before = answer.next_before ? *answer.next_before : 1;
        answer = engine().list(request);
    }
    Json view = {{"results", Json::array()}, {"total", answer.total}};
    for (auto const& memory : answer.memories) {
        view["results"].push_back(full ? memory_view(memory) : hit_view(memory, environment().low_confidence));
    }
    if (answer.next_before) view["next_cursor"] = cursor_at(*answer.next_before);
    return view;
}

GetMemory::GetMemory(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition), {"memory_id", "history"}) {}

Answer GetMemory::run(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::MemoryId const id{arguments.require("memory_id", "the id of a memory", id_example).name(id_example)};
    auto const history =
        arguments.flag("history", false) ? memory::Engine::History::with : memory::Engine::History::without;
    return details_view(value_or_refuse(engine().get(id, scope_for_ids(arguments, context), history)));
}

GetEvent::GetEvent(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition), {"event_id"}) {}

Answer GetEvent::run(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::EventId const id{arguments.require("event_id", "the event_id of an answer", id_example).name(id_example)};
    return event_view(value_or_refuse(engine().event(id, scope_for_ids(arguments, context))));
}

}  // namespace keepsake::tools
