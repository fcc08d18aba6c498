#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace keepsake::mcp {

/// What the streams of one session have sent, for a client that comes back. Bounded: of each stream the latest events
/// are kept, of all together the latest bytes, and the newest event in any case. Safe from many threads.
class EventLog {
public:
    using Number = std::uint64_t;

    EventLog(std::size_t events_of_a_stream, std::size_t bytes)
        : events_of_a_stream_(events_of_a_stream), bytes_(bytes) {}

    /// Numbers of one stream must grow.
    void keep(Number stream, Number event, std::string text);
    std::vector<std::string> after(Number stream, Number event) const;
    bool has_any(Number stream) const;

private:
    struct Kept {
        Number event;
        std::uint64_t age;  ///< grows over all streams
        std::string text;
    };
    using Streams = std::map<Number, std::deque<Kept>>;

    void drop_first(Streams::iterator stream);
    Streams::iterator oldest();

    std::size_t events_of_a_stream_;
    std::size_t bytes_;
    mutable std::mutex mutex_;
    Streams streams_;
    std::size_t size_ = 0;
    std::uint64_t next_age_ = 0;
};

}  // namespace keepsake::mcp
