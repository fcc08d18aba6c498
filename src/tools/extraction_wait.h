#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "memory/requests.h"

namespace keepsake::tools {

bool has_ended(memory::EventStatus status);

/// Somebody waits for what becomes of a conversation. Looked at again and again, on one thread at a time, so that no thread
/// is held between the looks.
class ExtractionWait {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Source {
        std::function<memory::EventRecord()> event;
        std::function<Time()> now = [] { return std::chrono::steady_clock::now(); };
        /// See mcp::CallContext.
        std::function<void(double, double, std::string_view)> progress;
    };

    /// `told`: the progress that the caller has been told of before.
    ExtractionWait(Source source, Time since, std::chrono::milliseconds longest, double told);

    /// The event once it has ended, or as it is when the longest wait is over. Till then nothing, and the caller is told how
    /// it stands, when that has changed or half a second has gone by.
    std::optional<memory::EventRecord> look();

private:
    void tell(memory::EventRecord const& event, Time now);

    Source source_;
    Time since_;
    std::chrono::milliseconds longest_;
    double told_before_;
    Time told_at_{};
    std::string told_;
};

}  // namespace keepsake::tools
