#include "machine.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
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

/// Seconds that all processors have worked: user, nice, system, then idle and waiting, then the rest (proc(5)).
double machine_seconds() {
    std::ifstream in("/proc/stat");
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft_interrupts = 0;
    in >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft_interrupts;
    return (user + nice + system + interrupts + soft_interrupts) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void need(std::string const& what, double free_gigabytes, double gigabytes) {
    if (free_gigabytes >= gigabytes) return;
    throw std::runtime_error("too little free " + what + ": " + figure(free_gigabytes) + " GB of " + figure(gigabytes));
}

double seconds_of(timeval const& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double our_seconds() {
    double sum = 0;
    for (int const who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        sum += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    }
    return sum;
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

void need_disk(double gigabytes) {
    auto const directory = std::filesystem::temp_directory_path();
    need("space in " + directory.string(), static_cast<double>(std::filesystem::space(directory).available) / 1e9,
         gigabytes);
}

void need_memory(double gigabytes) {
    std::ifstream in("/proc/meminfo");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("MemAvailable:")) need("memory", std::stod(line.substr(13)) * 1024 / 1e9, gigabytes);
    }
}

OtherLoad::OtherLoad() : machine_before_(machine_seconds()), ours_before_(our_seconds()) {}

double OtherLoad::cores() const {
    auto const others = machine_seconds() - machine_before_ - (our_seconds() - ours_before_);
    return std::max(0.0, others) / watch_.seconds();
}

}  // namespace keepsake::bench
