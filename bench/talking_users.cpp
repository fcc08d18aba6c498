#include "talking_users.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t turns_per_conversation = 20;

}  // namespace

TalkingUsers::TalkingUsers(std::vector<std::string> const& names) {
    constexpr std::uint64_t first_seed = 400;
    for (auto const& name : names) users_.emplace_back(name, first_seed + users_.size());
}

nlohmann::json TalkingUsers::next_conversation() {
    auto& user = users_[next_++ % users_.size()];
    auto const conversation = user.next_conversation(turns_per_conversation);
    auto messages = nlohmann::json::array();
    for (auto const& turn : conversation.turns) {
        messages.push_back({{"role", turn.role}, {"name", turn.speaker}, {"content", turn.text}});
    }
    // Stored conversations count their sessions in the same way.
    return {{"messages", std::move(messages)},
            {"user_id", user.name()},
            {"session_id", "new-" + conversation.scope.session},
            {"timestamp", core::format_time(conversation.turns.front().said_at)}};
}

}  // namespace keepsake::bench
