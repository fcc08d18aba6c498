#include "vector_search.h"

#include "machine.h"
#include "vector_lists.h"
#include "vector_scan.h"

namespace keepsake::bench {
namespace {

constexpr double needed_gigabytes = 6;

}  // namespace

void measure_vectors(Report& report) {
    need_memory(needed_gigabytes);
    report.add(measure_scan());
    report.add(measure_lists());
}

}  // namespace keepsake::bench
