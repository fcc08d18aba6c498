#include "memory/extraction/stretch.h"

#include <algorithm>

namespace keepsake::memory {
namespace {

using storage::JobTurn;

constexpr std::size_t most_recent = 10;
/// What a turn takes in the question besides its text.
constexpr std::size_t frame_bytes = 80;

std::size_t bytes_of(JobTurn const& turn) { return turn.text.size() + frame_bytes; }

}  // namespace

std::string const& speaker_of(JobTurn const& turn) { return turn.speaker.empty() ? turn.role : turn.speaker; }

std::size_t Stretch::bytes() const {
    std::size_t sum = 0;
    for (auto const& turn : turns) sum += bytes_of(turn);
    return sum;
}

Stretch next_stretch(std::span<JobTurn const> recent, std::span<JobTurn const> turns, std::size_t most_bytes,
                     storage::RowId until) {
    Stretch stretch;
    std::vector<JobTurn> context(recent.begin(), recent.end());
    std::size_t bytes = 0;
    for (auto const& turn : turns) {
        if (until != 0 && turn.row > until) break;
        if (turn.is_context) {
            context.push_back(turn);
        } else {
            bytes += bytes_of(turn);
            if (bytes > most_bytes && !stretch.turns.empty()) break;
            stretch.turns.push_back(turn);
        }
        stretch.until = turn.row;
    }
    auto from = context.size();
    for (auto room = most_bytes / 2; from > 0 && context.size() - from < most_recent; --from) {
        auto const needed = bytes_of(context[from - 1]);
        if (needed > room) break;
        room -= needed;
    }
    stretch.recent.assign(context.begin() + static_cast<std::ptrdiff_t>(from), context.end());
    return stretch;
}

}  // namespace keepsake::memory
