#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "storage/job_records.h"

namespace keepsake::memory {

/// A part of a conversation that goes into one question.
struct Stretch {
    std::vector<storage::JobTurn> turns;   ///< new ones, in order; they may become facts
    std::vector<storage::JobTurn> recent;  ///< at most the last ten before the last of them that are context only, as
                                           ///< long as they take no more than half of the room
    storage::RowId until = 0;              ///< the last turn of the conversation that it covers

    bool is_empty() const { return turns.empty(); }
    std::size_t bytes() const;
    storage::Timestamp said_at() const { return turns.back().said_at; }
};

/// The next turns of a conversation, up to about so many bytes, cut between turns; at least one new turn when there is
/// one. `until`: the last turn that it may hold, 0 for no end.
Stretch next_stretch(std::span<storage::JobTurn const> recent, std::span<storage::JobTurn const> turns,
                     std::size_t most_bytes, storage::RowId until = 0);

/// Who said it: the name, or the role where no name is known.
std::string const& speaker_of(storage::JobTurn const& turn);

}  // namespace keepsake::memory
