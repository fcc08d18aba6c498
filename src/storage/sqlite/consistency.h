#pragma once

#include <string>
#include <vector>

#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// Integrity of the file and the rules between tables; a sentence for each that is broken.
std::vector<std::string> broken_rules(Connection& connection);

}  // namespace keepsake::storage::sqlite
