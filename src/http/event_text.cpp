#include "http/event_text.h"

namespace keepsake::http {
namespace {

/// A line break in a name or id would begin a field of its own; a reader drops an id with a zero byte.
std::string one_line(std::string_view text) {
    std::string line;
    for (char const c : text) {
        if (c != '\n' && c != '\r' && c != '\0') line += c;
    }
    return line;
}

void append_data(std::string& text, std::string_view data) {
    while (true) {
        auto const end = data.find_first_of("\r\n");
        text.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == std::string_view::npos) return;
        data.remove_prefix(data.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
    }
}

}  // namespace

std::string event_text(Event const& event) {
    std::string text;
    text.reserve(event.data.size() + event.name.size() + event.id.size() + 64);
    if (!event.name.empty()) text += "event: " + one_line(event.name) + "\n";
    if (!event.id.empty()) text += "id: " + one_line(event.id) + "\n";
    if (event.retry_ms) text += "retry: " + std::to_string(*event.retry_ms) + "\n";
    append_data(text, event.data);
    return text + "\n";
}

Response event_stream_head() {
    // The last field keeps nginx from collecting events before it passes them on.
    return {
        200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}}, ""};
}

}  // namespace keepsake::http
