#pragma once

#include "memory/requests.h"

/// What a call of add_memory stores.
namespace keepsake::memory {

/// Text, messages and facts as they stand, in the order of the results.
storage::Addition as_it_stands(AddRequest const& request, Timestamp now);

/// Text and messages as the turns of a conversation that facts are to be extracted from.
storage::Addition as_conversation(AddRequest const& request, Timestamp now);

}  // namespace keepsake::memory
