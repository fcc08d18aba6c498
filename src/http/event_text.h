#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace keepsake::http {

/// One event of a stream as text (WHATWG HTML, 9.2: server-sent events). `data` may have several lines.
struct Event {
    std::string_view name;  ///< empty: none
    std::string_view id;
    std::string_view data;
    std::optional<int> retry_ms = std::nullopt;
};
std::string event_text(Event const& event);

/// A comment: keeps a silent stream alive.
inline constexpr char const* event_heartbeat = ":\n\n";

/// Status 200 and the header fields of a stream of events.
Response event_stream_head();

}  // namespace keepsake::http
