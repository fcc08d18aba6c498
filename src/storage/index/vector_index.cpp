#include "storage/index/vector_index.h"

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

struct VectorIndex::Parts {
    explicit Parts(std::size_t dimensions) : flat(static_cast<faiss::Index::idx_t>(dimensions)) {}

    float* at(DocumentId document) { return flat.get_xb() + document * static_cast<std::size_t>(flat.d); }
    float const* at(DocumentId document) const { return flat.get_xb() + document * static_cast<std::size_t>(flat.d); }

    faiss::IndexFlatIP flat;  ///< in the place of each document its vector, or zeros
    std::vector<bool> present;
    std::size_t size = 0;
};

VectorIndex::VectorIndex() = default;
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;
VectorIndex::~VectorIndex() = default;

void VectorIndex::put(DocumentId document, std::span<float const> vector) {
    if (!parts_) parts_ = std::make_unique<Parts>(vector.size());
    remove(document);
    if (vector.size() != dimensions()) return;
    auto& [flat, present, size] = *parts_;
    if (document >= present.size()) {
        std::vector<float> const gap((document - present.size()) * vector.size());
        flat.add(static_cast<faiss::Index::idx_t>(document - present.size()), gap.data());
        flat.add(1, vector.data());
        present.resize(document + 1);
    } else {
        std::copy(vector.begin(), vector.end(), parts_->at(document));
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

std::vector<float> VectorIndex::cosines(std::span<float const> query, std::size_t count) const {
    std::vector<float> found(count, std::numeric_limits<float>::quiet_NaN());
    if (!parts_ || query.size() != dimensions()) return found;
    tune_for_single_queries();
    faiss::RangeSearchResult scores(1);
    parts_->flat.range_search(1, query.data(), everything, &scores);
    for (std::size_t i = 0; i < scores.lims[1]; ++i) {
        auto const document = static_cast<std::size_t>(scores.labels[i]);
        if (document < count && parts_->present[document]) found[document] = scores.distances[i];
    }
    return found;
}

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
