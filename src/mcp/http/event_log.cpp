#include "mcp/http/event_log.h"

#include <algorithm>

namespace keepsake::mcp {
namespace {

/// What an event costs beside its text.
constexpr std::size_t overhead = 128;

}  // namespace

void EventLog::keep(Number stream, Number event, std::string text) {
    std::lock_guard const lock(mutex_);
    size_ += text.size() + overhead;
    auto const place = streams_.try_emplace(stream).first;
    place->second.push_back({event, next_age_++, std::move(text)});
    if (place->second.size() > std::max<std::size_t>(events_of_a_stream_, 1)) drop_first(place);
    while (size_ > bytes_ && (streams_.size() > 1 || streams_.begin()->second.size() > 1)) drop_first(oldest());
}

std::vector<std::string> EventLog::after(Number stream, Number event) const {
    std::lock_guard const lock(mutex_);
    std::vector<std::string> texts;
    auto const place = streams_.find(stream);
    if (place == streams_.end()) return texts;
    for (auto const& kept : place->second) {
        if (kept.event > event) texts.push_back(kept.text);
    }
    return texts;
}

bool EventLog::has_any(Number stream) const {
    std::lock_guard const lock(mutex_);
    return streams_.contains(stream);
}

void EventLog::drop_first(Streams::iterator stream) {
    auto& events = stream->second;
    size_ -= events.front().text.size() + overhead;
    events.pop_front();
    if (events.empty()) streams_.erase(stream);
}

EventLog::Streams::iterator EventLog::oldest() {
    return std::min_element(streams_.begin(), streams_.end(), [](auto const& one, auto const& other) {
        return one.second.front().age < other.second.front().age;
    });
}

}  // namespace keepsake::mcp
