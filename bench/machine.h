#pragma once

#include <string>

namespace keepsake::bench {

/// Cores, processor, compiler, build type and how busy the machine is: what figures are worth nothing without.
std::string machine_line();

/// Why figures of this build would mislead; empty when they do not.
std::string build_fault();

}  // namespace keepsake::bench
