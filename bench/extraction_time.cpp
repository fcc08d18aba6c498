#include "extraction_time.h"

#include "extraction_adds.h"
#include "extraction_prompts.h"
#include "extraction_searches.h"

namespace keepsake::bench {

void measure_extraction(Report& report) {
    measure_searches_meanwhile(report);
    measure_adds(report);
    measure_prompts(report);
}

}  // namespace keepsake::bench
