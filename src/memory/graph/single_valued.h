#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keepsake::memory {

/// Which relations of the same source a new one takes the place of, where no language model decides: who moves does not
/// live at the old place any more. Names as core::relation_name() makes them, the relation's own among them; empty for
/// those of which several may hold (likes, knows).
std::vector<std::string> replaced_by(std::string_view relation);

}  // namespace keepsake::memory
