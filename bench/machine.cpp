#include "machine.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "report.h"

namespace keepsake::bench {
namespace {

#ifdef __clang__
constexpr auto compiler = __VERSION__;
#else
constexpr auto compiler = "g++ " __VERSION__;
#endif

#if defined(__OPTIMIZE__) && defined(NDEBUG)
constexpr bool optimised = true;
#else
constexpr bool optimised = false;
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

std::string processor() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    }
    return "unknown processor";
}

}  // namespace

std::string machine_line() {
    double load = 0;
    (void)getloadavg(&load, 1);
    std::ostringstream line;
    line << std::thread::hardware_concurrency() << " cores (" << processor() << "), " << compiler << ", "
         << KEEPSAKE_BUILD_TYPE << ", load " << figure(load);
    return line.str();
}

std::string build_fault() {
    if (optimised && !sanitized) return "";
    return "keepsake_bench: this build is not optimised (" KEEPSAKE_BUILD_TYPE
           "); its times say nothing. Use ./run bench, or configure with -DCMAKE_BUILD_TYPE=Release.";
}

}  // namespace keepsake::bench
