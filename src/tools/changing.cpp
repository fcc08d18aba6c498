#include "tools/changing.h"

#include <algorithm>
#include <array>
#include <limits>

#include "tools/filters.h"
#include "tools/views.h"

namespace keepsake::tools {
namespace {

constexpr auto id_example = "\"0198c0de-0000-7000-8000-000000000000\"";

std::vector<memory::MemoryId> read_ids(Arguments const& arguments) {
    std::vector<memory::MemoryId> ids;
    auto const one = arguments.find("memory_id");
    if (one) ids.push_back({one->name(id_example)});
    if (auto const many = arguments.find("memory_ids")) {
        auto const example = "[" + std::string(id_example) + "]";
        if (one) many->refuse("only one of memory_id and memory_ids", example);
        for (auto& id : many->names(example)) ids.push_back({std::move(id)});
        if (ids.empty()) many->refuse("at least one id", example);
    }
    return ids;
}

/// What people thought of a memory, as clients of other servers say it; search ranks by it a little.
std::optional<int> read_feedback(Arguments const& arguments) {
    static constexpr std::array<std::string_view, 4> names = {"VERY_NEGATIVE", "NEGATIVE", "NONE", "POSITIVE"};
    auto const value = arguments.find("feedback");
    if (!value) return std::nullopt;
    auto const name = value->one_of(names);
    return static_cast<int>(std::find(names.begin(), names.end(), name) - names.begin()) - 2;
}

}  // namespace

UpdateMemory::UpdateMemory(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition),
                 {"memory_id", "text", "metadata", "categories", "expires_at", "expected_version", "feedback"}) {}

Answer UpdateMemory::run(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::Revision revision;
    revision.id = {arguments.require("memory_id", "the id of a memory", id_example).name(id_example)};
    revision.visible = scope_for_ids(arguments, context);
    if (auto const text = arguments.find("text")) revision.text = text->text("\"Ana lives in Lisbon\"");
    if (auto const metadata = arguments.find("metadata"))
        revision.metadata = metadata->object("{\"topic\": \"travel\"}");
    if (auto const categories = arguments.find("categories")) revision.categories = categories->names("[\"travel\"]");
    revision.expires_at = arguments.time("expires_at");
    if (auto const version = arguments.find("expected_version")) {
        revision.expected_version = version->integer(1, std::numeric_limits<int>::max());
    }
    auto const feedback = read_feedback(arguments);
    bool const changes = revision.text || revision.metadata || revision.categories || revision.expires_at;
    if (!changes && !feedback) {
        refuse_argument("text", "something to change: text, metadata, categories, expires_at or feedback", nullptr,
                        "{\"text\": \"Ana lives in Lisbon\"}");
    }
    revision.actor = actor_of(context);
    revision.reason = "changed by update_memory";
    std::optional<memory::MemoryRecord> memory;
    if (changes) memory = value_or_refuse(engine().update(revision, context.stop));
    if (feedback) memory = value_or_refuse(engine().rate(revision.id, revision.visible, *feedback));
    return memory_view(*memory);
}

DeleteMemory::DeleteMemory(ToolEnvironment const& environment, Json definition)
    : MemoryTool(environment, std::move(definition), {"memory_id", "memory_ids", "all", "erase"}) {}

Answer DeleteMemory::run(Arguments const& arguments, mcp::CallContext const& context) const {
    refuse_filters(arguments);
    memory::Removal removal;
    removal.visible = scope_for_ids(arguments, context);
    removal.ids = read_ids(arguments);
    bool const all = arguments.flag("all", false);
    if (all && !removal.ids.empty())
        refuse_argument("all", "only one of memory_id, memory_ids and all", true,
                        "{\"memory_id\": " + std::string(id_example) + "}");
    if (all && !names_scope(arguments)) {
        refuse_argument(
            "all", "a scope beside it, so that nothing is removed by mistake: user_id, agent_id, app_id or session_id",
            true, "{\"all\": true, \"user_id\": \"ana\"}");
    }
    if (!all && removal.ids.empty()) {
        refuse_argument("memory_id", "memory_id, memory_ids, or all with a scope", nullptr,
                        "{\"memory_id\": " + std::string(id_example) + "}");
    }
    return remove(std::move(removal), arguments, context);
}

Json DeleteMemory::remove(memory::Removal removal, Arguments const& arguments, mcp::CallContext const& context) const {
    removal.actor = actor_of(context);
    removal.reason = "removed by delete_memory";
    if (!arguments.flag("erase", false)) return {{"deleted", value_or_refuse(engine().end(removal))}};
    context.progress(0, 1, "erasing, and rebuilding the store's file");
    auto const erased = value_or_refuse(engine().erase(removal));
    context.progress(1, 1, "erased");
    return {{"deleted", erased}};
}

Answer DeleteAllMemories::run(Arguments const& arguments, mcp::CallContext const& context) const {
    refuse_filters(arguments);
    memory::Removal removal;
    removal.visible = scope_for_finding(arguments, {}, context);
    return remove(std::move(removal), arguments, context);
}

}  // namespace keepsake::tools
