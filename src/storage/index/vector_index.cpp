#include "storage/index/vector_index.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/utils/distances.h>
#include <faiss/utils/fp16.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace keepsake::storage {
namespace {

constexpr float everything = -1e30f;

/// Debian's FAISS computes one query at a time four times faster through BLAS, which it keeps for many at once; and
/// requests run in parallel, so that each needs one thread only.
void tune_for_single_queries() {
    static std::once_flag once;
    std::call_once(once, [] { faiss::distance_compute_blas_threshold = 1; });
    if (omp_get_max_threads() != 1) omp_set_num_threads(1);
}

}  // namespace

/// Lists of documents whose vectors lie close together, each around the mean of its own.
class VectorIndex::Lists {
public:
    static constexpr std::size_t list_count = 256;
    static constexpr std::size_t lists_computed = 16;

    explicit Lists(faiss::IndexFlatIP const& vectors)
        : built_from_(static_cast<std::size_t>(vectors.ntotal)), means_(vectors.d), documents_(list_count) {
        faiss::ClusteringParameters few_rounds;
        few_rounds.niter = 6;
        few_rounds.max_points_per_centroid = 64;
        faiss::Clustering clustering(vectors.d, list_count, few_rounds);
        clustering.train(vectors.ntotal, vectors.get_xb(), means_);
        add(vectors, 0);
    }

    /// The documents from `first` on; where there is no vector, the zeros end up in some list and are never shown.
    void add(faiss::IndexFlatIP const& vectors, std::size_t first) {
        auto const count = static_cast<std::size_t>(vectors.ntotal) - first;
        std::vector<faiss::Index::idx_t> nearest(count);
        means_.assign(static_cast<faiss::Index::idx_t>(count),
                      vectors.get_xb() + first * static_cast<std::size_t>(vectors.d), nearest.data());
        list_of_.resize(first + count);
        for (std::size_t i = 0; i < count; ++i) place(static_cast<DocumentId>(first + i), nearest[i]);
    }
    void replace(DocumentId document, float const* vector) {
        faiss::Index::idx_t nearest = 0;
        means_.assign(1, vector, &nearest);
        place(document, nearest);
    }

    bool outgrown(std::size_t now) const { return now > 2 * built_from_; }

    /// What the documents of each list are on average, and the lists that are to be computed.
    struct Nearest {
        std::vector<float> average;
        std::vector<faiss::Index::idx_t> lists;
    };
    Nearest nearest(float const* query) const {
        Nearest found{std::vector<float>(list_count), std::vector<faiss::Index::idx_t>(lists_computed)};
        std::vector<float> best(list_count);
        std::vector<faiss::Index::idx_t> order(list_count);
        means_.search(1, query, list_count, best.data(), order.data());
        for (std::size_t i = 0; i < list_count; ++i) found.average[static_cast<std::size_t>(order[i])] = best[i];
        std::copy_n(order.begin(), lists_computed, found.lists.begin());
        return found;
    }
    std::size_t list_of(std::size_t document) const { return list_of_[document]; }
    /// May name documents that have gone elsewhere.
    std::span<DocumentId const> documents(faiss::Index::idx_t list) const {
        return documents_[static_cast<std::size_t>(list)];
    }

private:
    void place(DocumentId document, faiss::Index::idx_t list) {
        list_of_[document] = static_cast<std::uint16_t>(list);
        documents_[static_cast<std::size_t>(list)].push_back(document);
    }

    std::size_t built_from_;
    faiss::IndexFlatIP means_;
    std::vector<std::vector<DocumentId>> documents_;
    std::vector<std::uint16_t> list_of_;
};

struct VectorIndex::Parts {
    explicit Parts(std::size_t dimensions) : flat(static_cast<faiss::Index::idx_t>(dimensions)) {}

    float* at(DocumentId document) { return flat.get_xb() + document * static_cast<std::size_t>(flat.d); }
    float const* at(DocumentId document) const { return flat.get_xb() + document * static_cast<std::size_t>(flat.d); }

    faiss::IndexFlatIP flat;  ///< in the place of each document its vector, or zeros
    std::vector<bool> present;
    std::size_t size = 0;
    std::unique_ptr<Lists> lists;
};

VectorIndex::VectorIndex(std::size_t most_scanned) : most_scanned_(most_scanned) {}
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;
VectorIndex::~VectorIndex() = default;

void VectorIndex::put(DocumentId document, std::span<float const> vector) {
    if (!parts_ && !vector.empty()) parts_ = std::make_unique<Parts>(vector.size());
    remove(document);
    if (vector.empty() || vector.size() != dimensions()) return;
    auto& [flat, present, size, lists] = *parts_;
    if (document >= present.size()) {
        auto const known = present.size();
        std::vector<float> const gap((document - present.size()) * vector.size());
        flat.add(static_cast<faiss::Index::idx_t>(document - present.size()), gap.data());
        flat.add(1, vector.data());
        present.resize(document + 1);
        if (lists) lists->add(flat, known);
    } else {
        std::copy(vector.begin(), vector.end(), parts_->at(document));
        if (lists) lists->replace(document, parts_->at(document));
    }
    present[document] = true;
    ++size;
}

void VectorIndex::remove(DocumentId document) {
    if (!has(document)) return;
    std::fill_n(parts_->at(document), dimensions(), 0.0f);
    parts_->present[document] = false;
    --parts_->size;
}

bool VectorIndex::has(DocumentId document) const {
    return parts_ && document < parts_->present.size() && parts_->present[document];
}

std::size_t VectorIndex::size() const { return parts_ ? parts_->size : 0; }
std::size_t VectorIndex::dimensions() const { return parts_ ? static_cast<std::size_t>(parts_->flat.d) : 0; }

float VectorIndex::dot(DocumentId one, DocumentId other) const {
    return faiss::fvec_inner_product(parts_->at(one), parts_->at(other), dimensions());
}

float VectorIndex::cosine(std::span<float const> query, DocumentId document) const {
    return faiss::fvec_inner_product(query.data(), parts_->at(document), dimensions());
}

void VectorIndex::scan(std::span<float const> query, std::vector<float>& found) const {
    faiss::RangeSearchResult scores(1);
    parts_->flat.range_search(1, query.data(), everything, &scores);
    for (std::size_t i = 0; i < scores.lims[1]; ++i) {
        auto const document = static_cast<std::size_t>(scores.labels[i]);
        if (document < found.size() && parts_->present[document]) found[document] = scores.distances[i];
    }
}

std::vector<float> VectorIndex::cosines(std::span<float const> query, std::size_t count,
                                        std::span<DocumentId const> wanted) const {
    std::vector<float> found(count, std::numeric_limits<float>::quiet_NaN());
    if (!parts_ || query.size() != dimensions()) return found;
    tune_for_single_queries();
    if (!has_lists()) {
        scan(query, found);
        return found;
    }
    auto const& lists = *parts_->lists;
    auto const [average, nearest] = lists.nearest(query.data());
    auto const known = std::min(count, parts_->present.size());
    for (std::size_t i = 0; i < known; ++i) {
        if (parts_->present[i]) found[i] = average[lists.list_of(i)];
    }
    auto const compute = [&](std::span<DocumentId const> documents) {
        for (auto const document : documents) {
            if (document < known && parts_->present[document]) found[document] = cosine(query, document);
        }
    };
    for (auto const list : nearest) compute(lists.documents(list));
    if (wanted.size() < size() / 8) compute(wanted);
    return found;
}

void VectorIndex::prepare() {
    if (size() <= most_scanned_ || (has_lists() && !parts_->lists->outgrown(size()))) return;
    tune_for_single_queries();
    parts_->lists = std::make_unique<Lists>(parts_->flat);
}

bool VectorIndex::has_lists() const { return parts_ && parts_->lists; }

std::size_t VectorIndex::bytes() const { return parts_ ? parts_->flat.codes.capacity() : 0; }

std::string to_half(std::span<float const> vector) {
    std::string bytes(vector.size() * 2, '\0');
    for (std::size_t i = 0; i < vector.size(); ++i) {
        auto const half = faiss::encode_fp16(vector[i]);
        std::memcpy(bytes.data() + 2 * i, &half, 2);
    }
    return bytes;
}

std::vector<float> from_half(std::string_view bytes) {
    std::vector<float> vector(bytes.size() / 2);
    for (std::size_t i = 0; i < vector.size(); ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, bytes.data() + 2 * i, 2);
        vector[i] = faiss::decode_fp16(half);
    }
    return vector;
}

}  // namespace keepsake::storage
