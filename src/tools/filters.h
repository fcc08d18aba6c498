#pragma once

#include "core/filter/filter.h"
#include "core/scope.h"
#include "tools/arguments.h"

namespace keepsake::tools {

/// The argument `filters`; where there is none, a filter that lets everything through.
core::Filter read_filters(Arguments const& arguments);

/// For tools that change things: passing a filter over would change more than was meant.
void refuse_filters(Arguments const& arguments);

/// Whether a user, agent, app or session is named anywhere in it.
bool names_scope(core::Filter const& filter);

/// Takes over the names without which the filter lets nothing through, so that nobody else's memories are visited. A
/// name that contradicts one which the call gives as an argument is refused.
void narrow(core::ScopeFilter& scope, core::Filter const& filter);

}  // namespace keepsake::tools
