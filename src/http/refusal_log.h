#pragma once

#include <chrono>
#include <cstdint>

#include "http/message.h"

namespace keepsake::http {

/// Says in the log who was not let in, and why: the clients of many people say no more than "failed". At most one line a
/// second, so that nobody fills a disk by asking. On the server's thread.
class RefusalLog {
public:
    void note(Request const& request, Response const& refusal);

private:
    std::chrono::steady_clock::time_point next_{};
    std::uint64_t unsaid_ = 0;
};

}  // namespace keepsake::http
