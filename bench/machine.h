#pragma once

#include <string>

#include "samples.h"

namespace keepsake::bench {

/// Cores, processor, compiler, build type and how busy the machine is: what figures are worth nothing without.
std::string machine_line();

/// Why figures of this build would mislead; empty when they do not.
std::string build_fault();

/// Throw, with what there is, when there is too little of it for a measurement.
void need_disk(double gigabytes);
void need_memory(double gigabytes);

/// What programs that are not ours take of the processors, from the constructor on. Children of ours count as ours once
/// they have been waited for.
class OtherLoad {
public:
    OtherLoad();

    double seconds() const { return watch_.seconds(); }
    /// On average, as a number of cores.
    double cores() const;

private:
    Stopwatch watch_;
    double machine_before_;
    double ours_before_;
};

}  // namespace keepsake::bench
