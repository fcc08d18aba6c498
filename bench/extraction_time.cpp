#include "extraction_time.h"

#include "extraction_adds.h"
#include "extraction_searches.h"

namespace keepsake::bench {

void measure_extraction(Report& report) {
    measure_adds(report);
    measure_searches_meanwhile(report);
}

}  // namespace keepsake::bench
