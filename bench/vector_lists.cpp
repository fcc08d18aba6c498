#include "vector_lists.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "clustered_vectors.h"
#include "samples.h"
#include "storage/index/vector_index.h"

namespace keepsake::bench {
namespace {

using storage::DocumentId;
using storage::VectorIndex;

constexpr std::size_t few_wanted = 10;
constexpr std::size_t many_wanted = 100;
constexpr int cosine_samples = 2'000;

std::size_t question_count(std::size_t vectors) { return std::clamp<std::size_t>(20'000'000 / vectors, 40, 200); }

/// The documents of the largest cosines, largest first.
std::vector<DocumentId> top(std::span<float const> cosines) {
    std::vector<DocumentId> documents(cosines.size());
    std::iota(documents.begin(), documents.end(), DocumentId{0});
    std::partial_sort(documents.begin(), documents.begin() + many_wanted, documents.end(),
                      [&](DocumentId a, DocumentId b) { return cosines[a] > cosines[b]; });
    documents.resize(many_wanted);
    return documents;
}

/// Which share of the true first `wanted` is among the first `wanted` found.
double kept(std::span<DocumentId const> truth, std::span<DocumentId const> found, std::size_t wanted) {
    std::unordered_set<DocumentId> const firsts(found.begin(), found.begin() + wanted);
    auto const count = std::count_if(truth.begin(), truth.begin() + wanted,
                                     [&](DocumentId document) { return firsts.contains(document); });
    return static_cast<double>(count) / static_cast<double>(wanted);
}

double mean(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct Comparison {
    Samples scan;
    Samples lists;
    double prepare_seconds = 0;
    std::vector<double> of_few;
    std::vector<double> of_many;
};

/// The index scans everything until prepare() makes its lists.
Comparison compare(ClusteredVectors& vectors, std::size_t count) {
    VectorIndex index(0);
    for (std::size_t i = 0; i < count; ++i) index.put(static_cast<DocumentId>(i), vectors.next());
    std::vector<storage::Vector> questions;
    while (questions.size() < question_count(count)) questions.push_back(vectors.next());

    Comparison comparison;
    std::vector<std::vector<DocumentId>> truth;
    (void)index.cosines(questions.front(), count);
    for (auto const& question : questions)
        truth.push_back(top(timed(comparison.scan, [&] { return index.cosines(question, count); })));
    Stopwatch const watch;
    index.prepare();
    comparison.prepare_seconds = watch.seconds();
    for (std::size_t i = 0; i < questions.size(); ++i) {
        auto const found = top(timed(comparison.lists, [&] { return index.cosines(questions[i], count); }));
        comparison.of_few.push_back(kept(truth[i], found, few_wanted));
        comparison.of_many.push_back(kept(truth[i], found, many_wanted));
    }
    return comparison;
}

std::string quantiles(Samples const& cosines) {
    return figure(cosines.percentile(.05)) + " to " + figure(cosines.p95()) + ", median " + figure(cosines.p50());
}

std::string remark_on(ClusteredVectors& vectors) {
    Samples unrelated, related;
    for (int i = 0; i < cosine_samples; ++i) {
        unrelated.add(vectors.unrelated_cosine());
        related.add(vectors.cosine_within_subject());
    }
    return "Cosines of two of these vectors (p05 to p95): " + quantiles(unrelated) + "; within one subject " +
           quantiles(related) + ".";
}

}  // namespace

Table measure_lists() {
    Table table("Cosines of one question: scan of everything, and lists of near vectors",
                {"vectors", "scan ms p50", "p95", "lists ms p50", "p95", "scan : lists", "making lists s",
                 "true first 10 kept", "first 100"});
    for (std::size_t const count : {10'000, 50'000, 100'000, 200'000, 500'000, 1'000'000}) {
        Report::progress("vectors: lists of " + grouped(count));
        ClusteredVectors vectors(count, 37);
        auto const found = compare(vectors, count);
        table.add({grouped(count), figure(found.scan.p50()), figure(found.scan.p95()), figure(found.lists.p50()),
                   figure(found.lists.p95()), figure(found.scan.p50() / found.lists.p50()),
                   figure(found.prepare_seconds), figure(100 * mean(found.of_few)) + " %",
                   figure(100 * mean(found.of_many)) + " %"});
        if (count == VectorIndex::default_most_scanned) table.remark(remark_on(vectors));
    }
    table.remark("A user with more than " + grouped(VectorIndex::default_most_scanned) + " is searched through lists.");
    return table;
}

}  // namespace keepsake::bench
