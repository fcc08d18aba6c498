#include "tools/views.h"

#include <array>

#include "tools/extraction_wait.h"

namespace keepsake::tools {
namespace {

using core::format_time;

void put(Json& json, char const* name, std::string const& value) {
    if (!value.empty()) json[name] = value;
}

void put(Json& json, char const* name, std::optional<core::Timestamp> const& time) {
    if (time) json[name] = format_time(*time);
}

memory::EventStatus as_answered(memory::EventStatus status) {
    return has_ended(status) ? status : memory::EventStatus::pending;
}

std::string message_for(memory::EventStatus status, memory::EventId const& event) {
    if (status != memory::EventStatus::failed) return "Saved; nothing more to do.";
    return "Saved as it was said, but no facts could be extracted from it; `error` says why. After an outage of the model "
           "that is tried again by itself; `keepsake jobs retry " +
           event.text + "` tries it at once.";
}

Json results_view(memory::EventRecord const& event) {
    auto view = Json::array();
    for (auto const& result : event.results) {
        Json shown = {{"id", result.memory.text}, {"memory", result.text}, {"event", name_of(result.event)}};
        if (result.previous_text) shown["previous_memory"] = *result.previous_text;
        view.push_back(std::move(shown));
    }
    return view;
}

Json relations_view(decltype(memory::EventRecord::relations) const& relations) {
    auto view = Json::array();
    for (auto const& [source, relation, target, event] : relations)
        view.push_back({{"source", source}, {"relation", relation}, {"target", target}, {"event", name_of(event)}});
    return view;
}

}  // namespace

std::string_view name_of(memory::MemoryKind kind) {
    static constexpr std::array<std::string_view, 3> names = {"fact", "turn", "procedure"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(memory::ChangeEvent event) {
    static constexpr std::array<std::string_view, 4> names = {"ADD", "UPDATE", "DELETE", "NOOP"};
    return names[static_cast<std::size_t>(event)];
}

std::string_view name_of(memory::EventStatus status) {
    static constexpr std::array<std::string_view, 4> names = {"PENDING", "RUNNING", "SUCCEEDED", "FAILED"};
    return names[static_cast<std::size_t>(status)];
}

Json memory_view(memory::MemoryRecord const& memory) {
    auto const& content = memory.content;
    Json view = {{"id", memory.id.text},
                 {"memory", content.text},
                 {"kind", name_of(memory.kind)},
                 {"user_id", memory.scope.user},
                 {"categories", content.categories},
                 {"metadata", Json::parse(content.metadata)},
                 {"confidence", content.confidence},
                 {"valid_from", format_time(memory.valid_from)},
                 {"created_at", format_time(memory.created_at)},
                 {"updated_at", format_time(memory.updated_at)},
                 {"version", memory.version},
                 {"hash", core::content_hash(content.text)}};
    put(view, "agent_id", memory.scope.agent);
    put(view, "app_id", memory.scope.app);
    put(view, "session_id", memory.scope.session);
    put(view, "event_date", content.event_date.value_or(""));
    put(view, "valid_to", memory.valid_to);
    put(view, "expires_at", content.expires_at);
    return view;
}

Json hit_view(memory::MemoryRecord const& memory, double low_confidence) {
    Json view = {{"id", memory.id.text}, {"memory", memory.content.text}};
    if (memory.kind != memory::MemoryKind::fact) view["kind"] = name_of(memory.kind);
    put(view, "event_date", memory.content.event_date.value_or(""));
    // Only an answer that shows the past has such a memory; without the time it could not be told from the present.
    put(view, "valid_to", memory.valid_to);
    if (memory.content.confidence < low_confidence) view["confidence"] = memory.content.confidence;
    return view;
}

Json explanation_view(memory::Explanation const& explanation) {
    Json view = {{"signals", Json::array()}, {"factors", Json::array()}, {"fused", explanation.fused}};
    for (auto const& part : explanation.signals) {
        Json signal = {{"signal", part.name}, {"normalised", part.normalised}, {"weight", part.weight}};
        if (part.raw) signal["raw"] = *part.raw;
        view["signals"].push_back(std::move(signal));
    }
    for (auto const& part : explanation.factors)
        view["factors"].push_back({{"factor", part.name}, {"multiplier", part.multiplier}});
    if (!explanation.path.empty()) view["path"] = explanation.path;
    return view;
}

Json source_view(memory::SourceRecord const& source) {
    auto const& speaker = source.speaker.empty() ? source.role : source.speaker;
    Json view = {{"text", source.text}, {"speaker", speaker}, {"time", format_time(source.time)}};
    put(view, "session_id", source.session);
    return view;
}

Json history_view(memory::HistoryRecord const& record) {
    Json view = {{"event", name_of(record.event)},
                 {"time", format_time(record.time)},
                 {"actor", record.actor},
                 {"reason", record.reason}};
    if (record.old_text) view["old_memory"] = *record.old_text;
    if (record.new_text) view["new_memory"] = *record.new_text;
    return view;
}

Json details_view(memory::MemoryDetails const& details) {
    auto view = memory_view(details.memory);
    view["sources"] = Json::array();
    for (auto const& source : details.sources) view["sources"].push_back(source_view(source));
    if (details.history) {
        view["history"] = Json::array();
        for (auto const& record : *details.history) view["history"].push_back(history_view(record));
    }
    return view;
}

Json event_view(memory::EventRecord const& event) {
    Json view = {{"event_id", event.id.text},
                 {"status", name_of(event.status)},
                 {"attempts", event.attempts},
                 {"results", results_view(event)},
                 {"relations", relations_view(event.relations)},
                 {"created_at", format_time(event.created_at)}};
    put(view, "error", event.error.value_or(""));
    put(view, "started_at", event.started_at);
    put(view, "completed_at", event.completed_at);
    return view;
}

Json added_view(memory::AddAnswer const& answer) {
    auto const status = as_answered(answer.status);
    Json view = {{"event_id", answer.event.text},
                 {"status", name_of(status)},
                 {"message", message_for(status, answer.event)},
                 {"results", Json::array()},
                 {"relations", relations_view(answer.relations)},
                 {"similar", Json::array()}};
    for (auto const& [id, memory, event] : answer.results)
        view["results"].push_back({{"id", id.text}, {"memory", memory}, {"event", name_of(event)}});
    for (auto const& [id, memory] : answer.similar) view["similar"].push_back({{"id", id.text}, {"memory", memory}});
    return view;
}

Json completed_view(Json added, memory::EventRecord const& event) {
    if (!has_ended(event.status)) return added;
    added["status"] = name_of(event.status);
    added["message"] = message_for(event.status, event.id);
    added["results"] = results_view(event);
    added["relations"] = relations_view(event.relations);
    if (event.status == memory::EventStatus::failed && event.error) added["error"] = *event.error;
    return added;
}

}  // namespace keepsake::tools
