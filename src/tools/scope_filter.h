#pragma once

#include "core/scope.h"
#include "tools/arguments.h"

namespace keepsake::tools {

/// Reads `filters` as far as this version has them: user_id, agent_id, app_id, session_id or run_id equal to a name, also
/// under AND. Anything else is refused, since a filter that is not applied shows what it should hide. A filter narrows
/// what the arguments name and never widens it.
void narrow(core::ScopeFilter& scope, Value const& filters);

}  // namespace keepsake::tools
