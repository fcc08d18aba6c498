#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sample_user.h"

namespace keepsake::bench {

/// Users whose assistants add what was said, in turn, each conversation in a session of its own.
class TalkingUsers {
public:
    explicit TalkingUsers(std::vector<std::string> const& names);

    std::size_t size() const { return users_.size(); }
    /// The arguments of add_memory for a conversation of twenty turns.
    nlohmann::json next_conversation();

private:
    std::vector<SampleUser> users_;
    std::size_t next_ = 0;
};

}  // namespace keepsake::bench
