#include "tools/memory_resources.h"

#include "core/embedded_files.h"
#include "core/text/unicode.h"
#include "tools/cursor.h"
#include "tools/graph_views.h"
#include "tools/request_answer.h"
#include "tools/views.h"

namespace keepsake::tools {
namespace {

constexpr std::size_t entries_of_page = 50;
constexpr int most_of_user = 200;
constexpr int most_completed = 100;
constexpr int most_relations = 100;
constexpr std::size_t longest_title = 60;  ///< in code points

Json definition(std::string_view file) { return Json::parse(core::text_of(core::embedded_resources(), file)); }

std::string numbers(std::initializer_list<std::int64_t> values) {
    std::string text;
    for (auto const value : values) text += (text.empty() ? "" : ".") + std::to_string(value);
    return text;
}

/// The beginning of a text on one line.
std::string title_of(std::string_view text) {
    text = core::trimmed(text);
    std::size_t end = 0;
    for (std::size_t count = 0; count < longest_title && end < text.size(); ++count) core::next_code_point(text, end);
    std::string title(core::trimmed(text.substr(0, end)));
    for (auto& c : title) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    return end < text.size() ? title + "\u2026" : title;
}

/// An entry of a list for one address of a template.
Json entry(Json const& definition, std::string uri, std::string name) {
    auto described = definition;
    described.erase("uriTemplate");
    described["uri"] = std::move(uri);
    described["title"] = name;
    described["name"] = std::move(name);
    return described;
}

}  // namespace

MemoryResources::MemoryResources(ToolEnvironment const& environment)
    : environment_(environment),
      memory_(definition("memory.json")),
      user_memories_(definition("user_memories.json")),
      stats_(definition("stats.json")),
      entity_(definition("entity.json")) {}

Json MemoryResources::templates() const {
    auto all = Json::array({user_memories_, memory_});
    if (environment_.has_graph) all.push_back(entity_);
    return all;
}

Json MemoryResources::fixed_entries(Viewer const& viewer) const {
    auto const& user = viewer.user();
    return Json::array({stats_, entry(user_memories_, uri_of(UserAddress{user}), "Memories of " + user)});
}

mcp::ResourcePage MemoryResources::list(std::string const& cursor, mcp::CallContext const& context) const {
    return answered(environment_, [&] {
        Viewer const viewer(environment_, context.caller);
        mcp::ResourcePage page;
        memory::ListRequest request;
        request.visible = viewer.own();
        request.hands_out = false;  // only their beginnings, and to the client
        if (cursor.empty()) {
            page.resources = fixed_entries(viewer);
        } else {
            request.before = place_of_cursor(cursor);
            if (!request.before) refuse_argument("cursor", "the nextCursor of the page before", cursor, cursor_at(120));
        }
        request.limit = static_cast<int>(entries_of_page - page.resources.size());
        auto const answer = environment_.engine.list(request);
        for (auto const& memory : answer.memories) {
            auto shown = entry(memory_, uri_of(MemoryAddress{memory.id}), title_of(memory.content.text));
            shown.erase("description");
            page.resources.push_back(std::move(shown));
        }
        if (answer.next_before) page.next_cursor = cursor_at(*answer.next_before);
        return page;
    });
}

std::optional<mcp::ResourceReply> MemoryResources::read(std::string const& uri, mcp::CallContext const& context) const {
    return answered(environment_, [&]() -> std::optional<mcp::ResourceReply> {
        auto const address = read_address(uri);
        if (!address) return std::nullopt;
        Viewer const viewer(environment_, context.caller);
        auto const shown = std::visit([&](auto const& known) { return show(known, viewer); }, *address);
        if (!shown) return std::nullopt;
        auto text = shown->dump(-1, ' ', false, Json::error_handler_t::replace);
        return Json::array({{{"uri", uri}, {"mimeType", "application/json"}, {"text", std::move(text)}}});
    });
}

MemoryResources::Shown MemoryResources::show(MemoryAddress const& address, Viewer const& viewer) const {
    auto const details = environment_.engine.get(address.id, viewer.all(), memory::Engine::History::without);
    return details ? Shown(details_view(details.value())) : std::nullopt;
}

MemoryResources::Shown MemoryResources::show(UserAddress const& address, Viewer const& viewer) const {
    if (!viewer.sees(address.user)) return std::nullopt;
    memory::ListRequest request;
    request.visible = viewer.of(address.user);
    request.limit = most_of_user;
    auto const answer = environment_.engine.list(request);
    Json view = {{"user_id", address.user}, {"results", Json::array()}, {"total", answer.total}};
    for (auto const& memory : answer.memories) view["results"].push_back(hit_view(memory, environment_.low_confidence));
    if (answer.next_before) {
        view["more"] = "These are the newest " + std::to_string(most_of_user) +
                       ". search_memory finds any of them; list_memories goes through all.";
    }
    return view;
}

MemoryResources::Shown MemoryResources::show(StatsAddress, Viewer const& viewer) const {
    auto const counted = environment_.engine.overview(viewer.all());
    auto const& extractions = counted.extractions;
    return Json{{"memories",
                 {{"total", counted.facts + counted.turns + counted.procedures},
                  {"facts", counted.facts},
                  {"turns", counted.turns},
                  {"procedures", counted.procedures}}},
                {"users", counted.users},
                {"extractions",
                 {{"waiting", extractions.waiting}, {"running", extractions.running}, {"failed", extractions.failed}}}};
}

MemoryResources::Shown MemoryResources::show(EntityAddress const& address, Viewer const& viewer) const {
    if (!environment_.has_graph) return std::nullopt;
    memory::GraphExploreRequest request;
    request.scope = {.visible = viewer.own(), .visible_for_ids = viewer.all(), .time = {}};
    request.entity = address.name;
    request.limit = most_relations;
    auto const answer = environment_.graph.explore(request);
    if (!answer || answer.value().entities.empty()) return std::nullopt;
    auto const& found = answer.value();
    auto view = entity_details_view(found.entities.front());
    view["relations"] = relation_views(found.relations);
    if (found.truncated) view["more"] = "These are not all of its relations; explore_graph shows others.";
    return view;
}

template <typename Stamp>
std::string MemoryResources::stamped(mcp::Caller const& caller, Stamp const& stamp) const {
    try {
        return answered(environment_, [&] { return stamp(Viewer(environment_, caller)); });
    } catch (mcp::RpcFailure const&) {
        return "";
    }
}

std::string MemoryResources::stamp(std::string const& uri, mcp::Caller const& caller) const {
    auto const address = read_address(uri);
    if (!address) return "";
    return stamped(caller, [&](Viewer const& viewer) {
        return std::visit([&](auto const& known) { return stamp_of(known, viewer); }, *address);
    });
}

std::string MemoryResources::list_stamp(mcp::Caller const& caller) const {
    return stamped(caller, [&](Viewer const& viewer) { return stamp_of(UserAddress{viewer.user()}, viewer); });
}

std::string MemoryResources::stamp_of(MemoryAddress const& address, Viewer const& viewer) const {
    auto const state = environment_.engine.state(address.id, viewer.all());
    return state ? numbers({state->version, state->has_ended, state->sources}) : "";
}

std::string MemoryResources::stamp_of(UserAddress const& address, Viewer const& viewer) const {
    if (!viewer.sees(address.user)) return "";
    auto const state = environment_.engine.changes(viewer.of(address.user));
    return numbers({state.changes, state.expired});
}

std::string MemoryResources::stamp_of(StatsAddress, Viewer const& viewer) const {
    auto const state = environment_.engine.changes(viewer.all());
    auto const extractions = environment_.engine.extractions(viewer.all());
    return numbers({state.changes, state.expired, extractions.waiting, extractions.running, extractions.failed});
}

std::string MemoryResources::stamp_of(EntityAddress const&, Viewer const& viewer) const {
    // By its id, an entity of any user who is seen may be meant.
    return environment_.has_graph ? numbers({environment_.engine.changes(viewer.all()).changes}) : "";
}

mcp::Completion MemoryResources::complete(std::string const& uri_template, std::string const& variable,
                                          std::string const& begun, mcp::CallContext const& context) const {
    return answered(environment_, [&]() -> mcp::Completion {
        Viewer const viewer(environment_, context.caller);
        auto const as_completion = [](memory::NamesFound found) {
            return mcp::Completion{std::move(found.names), static_cast<std::size_t>(found.total)};
        };
        auto const& engine = environment_.engine;
        if (uri_template == memory_["uriTemplate"] && variable == "id")
            return as_completion(engine.ids_beginning_with(begun, viewer.all(), most_completed));
        if (uri_template == user_memories_["uriTemplate"] && variable == "user_id")
            return as_completion(engine.users_beginning_with(begun, viewer.all(), most_completed));
        if (environment_.has_graph && uri_template == entity_["uriTemplate"] && variable == "name") {
            memory::GraphScope const scope{.visible = viewer.own(), .visible_for_ids = viewer.all(), .time = {}};
            auto names = environment_.graph.names_beginning_with(begun, scope, most_completed);
            auto const count = names.size();
            return {std::move(names), count};
        }
        return {};
    });
}

}  // namespace keepsake::tools
