#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "memory/requests.h"

/// How values are shown to clients.
namespace keepsake::tools {

using Json = nlohmann::json;

std::string_view name_of(memory::MemoryKind kind);
std::string_view name_of(memory::ChangeEvent event);
std::string_view name_of(memory::EventStatus status);

/// All that a memory carries.
Json memory_view(memory::MemoryRecord const& memory);
/// What a search or a list shows of it; how sure it is only when that is less than `low_confidence`.
Json hit_view(memory::MemoryRecord const& memory, double low_confidence);
Json explanation_view(memory::Explanation const& explanation);
Json source_view(memory::SourceRecord const& source);
Json history_view(memory::HistoryRecord const& record);
/// A memory with its sources, and its history when that was asked for.
Json details_view(memory::MemoryDetails const& details);
Json event_view(memory::EventRecord const& event);

/// The answer to a call that adds. For the caller it is done or it is not: what runs already is PENDING too.
Json added_view(memory::AddAnswer const& answer);
/// The same, now that more is known of what became of the call.
Json completed_view(Json added, memory::EventRecord const& event);

}  // namespace keepsake::tools
