#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "models/breaker.h"

namespace keepsake::models {

/// One breaker for each address, shared by all models behind it. Safe from many threads.
class Breakers {
public:
    /// `failures`: so many in a row open one.
    explicit Breakers(int failures, std::chrono::milliseconds open_for = std::chrono::seconds(30),
                      Breaker::Now now = &std::chrono::steady_clock::now);

    /// Stays where it is as long as this lives.
    Breaker& of(std::string const& base_url);

private:
    int const failures_;
    std::chrono::milliseconds const open_for_;
    Breaker::Now const now_;
    std::mutex mutex_;
    std::map<std::string, Breaker> breakers_;
};

}  // namespace keepsake::models
