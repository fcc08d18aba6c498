#pragma once

#include "core/filter/filter.h"
#include "core/scope.h"
#include "tools/arguments.h"

namespace keepsake::tools {

/// The argument `filters`; where there is none, a filter that lets everything through.
core::Filter read_filters(Arguments const& arguments);

/// For tools that change things: passing a filter over would change more than was meant.
void refuse_filters(Arguments const& arguments);

/// Whether it says whose memories are meant: something about users, or an agent, app or session that is wanted. To keep
/// an agent's memories out does not open those of other users.
bool names_scope(core::Filter const& filter);

/// Takes over the names without which the filter lets nothing through, so that nobody else's memories are visited. A
/// name that contradicts one which the call gives as an argument is refused.
void narrow(core::ScopeFilter& scope, core::Filter const& filter);

}  // namespace keepsake::tools
