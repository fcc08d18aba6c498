#include "vector_scan.h"

#include <array>
#include <limits>
#include <span>

#include "local_model.h"
#include "sample_vectors.h"
#include "samples.h"
#include "storage/index/vector_index.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t vector_count = 1'000'000;
constexpr int rounds = 30;

/// As many sums side by side as keep a processor's adders busy, so that only the memory is waited for.
float sum_of(std::span<float const> numbers) {
    constexpr std::size_t lanes = 64;
    std::array<float, lanes> sums{};
    for (std::size_t i = 0; i + lanes <= numbers.size(); i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += numbers[i + lane];
    }
    float sum = 0;
    for (auto const lane : sums) sum += lane;
    return sum;
}

std::vector<std::string> row(std::string name, Samples const& times, std::size_t bytes) {
    return {std::move(name), figure(times.p50()), figure(times.p95()),
            figure(static_cast<double>(bytes) / 1e6 / times.p50())};
}

}  // namespace

Table measure_scan() {
    Report::progress("vectors: scanning " + grouped(vector_count));
    Random random(31);
    auto const dimensions = local_vector_model().dimensions;
    storage::VectorIndex index(std::numeric_limits<std::size_t>::max());
    for (std::size_t i = 0; i < vector_count; ++i)
        index.put(static_cast<storage::DocumentId>(i), random_direction(random));
    std::vector<float> const numbers(vector_count * dimensions, .5f);
    auto const bytes = numbers.size() * sizeof(float);

    Samples scans, sums;
    float volatile kept = 0;
    for (int i = 0; i < rounds; ++i) {
        auto const query = random_direction(random);
        (void)timed(scans, [&] { return index.cosines(query, vector_count); });
        kept = timed(sums, [&] { return sum_of(numbers); });
    }
    (void)kept;
    Table table("Scan of " + grouped(vector_count) + " vectors of " + std::to_string(dimensions) + " numbers",
                {"", "ms p50", "p95", "GB/s"});
    table.add(row("cosines of one question with all", scans, bytes));
    table.add(row("one thread adds up as many numbers", sums, bytes));
    table.add({"share of the memory's bandwidth", figure(100 * sums.p50() / scans.p50()) + " %"});
    return table;
}

}  // namespace keepsake::bench
