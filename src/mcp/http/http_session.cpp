#include "mcp/http/http_session.h"

#include <charconv>
#include <utility>

namespace keepsake::mcp {
namespace {

constexpr std::string_view first_priming_revision = "2025-11-25";

struct EventId {
    EventStream::Number stream;
    EventStream::Number event;
};

std::optional<EventId> read_event_id(std::string_view text) {
    EventId id{};
    auto const* const end = text.data() + text.size();
    auto const [middle, bad_stream] = std::from_chars(text.data(), end, id.stream);
    if (bad_stream != std::errc() || middle == end || *middle != '_') return std::nullopt;
    auto const [last, bad_event] = std::from_chars(middle + 1, end, id.event);
    if (bad_event != std::errc() || last != end) return std::nullopt;
    return id;
}

std::shared_ptr<EventLog> log_of(HttpSession::Transport transport, HttpLimits const& limits) {
    if (transport == HttpSession::Transport::sse) return nullptr;
    return std::make_shared<EventLog>(limits.events_kept, limits.event_bytes_kept);
}

}  // namespace

HttpSession::HttpSession(std::string id, Transport transport, Caller caller, HttpLimits const& limits,
                         HttpEndpoints::Clock clock)
    : id_(std::move(id)),
      transport_(transport),
      clock_(std::move(clock)),
      retry_(limits.retry),
      used_(clock_()),
      log_(log_of(transport, limits)),
      connection_(*this, std::move(caller)),
      standalone_(std::make_shared<EventStream>(EventStream::Start::detached, 0, log_)) {}

std::shared_ptr<Connection> HttpSession::connection() { return {shared_from_this(), &connection_}; }

void HttpSession::send(Json const& message) {
    if (auto const stream = standalone()) stream->send(message);
}

bool HttpSession::primes() const { return log_ && revision() >= first_priming_revision; }

std::shared_ptr<EventStream> HttpSession::new_stream() {
    bool const primed = primes();
    std::lock_guard const lock(mutex_);
    std::erase_if(streams_,
                  [&](auto const& entry) { return entry.second->is_finished() && !log_->has_any(entry.first); });
    auto const number = ++last_stream_;
    auto stream = std::make_shared<EventStream>(EventStream::Start::waiting, number, log_);
    if (primed) stream->prime(retry_);
    if (is_ended_) stream->finish();
    return streams_.emplace(number, std::move(stream)).first->second;
}

std::shared_ptr<EventStream> HttpSession::standalone() const {
    std::lock_guard const lock(mutex_);
    return standalone_;
}

void HttpSession::open_standalone(std::shared_ptr<http::Stream> response) {
    auto const stream = standalone();
    if (!stream) return response->end();
    stream->attach(std::move(response));
    if (primes()) stream->prime(retry_);
}

bool HttpSession::resume(std::shared_ptr<http::Stream> const& response, std::string_view event_id) {
    auto const id = read_event_id(event_id);
    auto const stream = id ? find_stream(id->stream) : nullptr;
    return stream && stream->resume(response, id->event);
}

bool HttpSession::is_idle() const {
    {
        std::lock_guard const lock(mutex_);
        if (standalone_ && standalone_->is_open()) return false;
        for (auto const& [number, stream] : streams_) {
            if (stream->is_open()) return false;
        }
    }
    return !connection_.is_busy();
}

void HttpSession::close() {
    Server::close(connection_);
    std::shared_ptr<EventStream> standalone;
    std::lock_guard const lock(mutex_);
    standalone.swap(standalone_);
}

void HttpSession::end() {
    auto const standalone = this->standalone();
    close();
    connection_.cancel_all();
    if (standalone) standalone->finish();
    decltype(streams_) streams;
    {
        std::lock_guard const lock(mutex_);
        is_ended_ = true;
        streams.swap(streams_);
    }
    for (auto const& [number, stream] : streams) stream->finish();
}

std::shared_ptr<EventStream> HttpSession::find_stream(EventStream::Number number) const {
    std::lock_guard const lock(mutex_);
    if (number == 0) return standalone_;
    auto const place = streams_.find(number);
    return place == streams_.end() ? nullptr : place->second;
}

}  // namespace keepsake::mcp
