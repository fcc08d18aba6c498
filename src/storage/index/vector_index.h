#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/records.h"

namespace keepsake::storage {

/// Place of a memory in its user's index, in the order of creation.
using DocumentId = std::uint32_t;
inline constexpr DocumentId no_document = std::numeric_limits<DocumentId>::max();

/// The vectors of one user's documents, all of one length, each of length 1 or missing. Changed by one thread at a time,
/// read by many.
///
/// Up to `most_scanned` every cosine is computed. A user with more is searched through lists of vectors that lie close
/// together (an inverted file): those of the nearest lists are computed, each of the others counts as its list does on
/// average, so that all keep a value and none is lost to a filter.
class VectorIndex {
public:
    /// Lists are faster from some 100,000 on (bench vectors); up to here a scan is quick enough, and exact.
    static constexpr std::size_t default_most_scanned = 200'000;

    explicit VectorIndex(std::size_t most_scanned = default_most_scanned);
    VectorIndex(VectorIndex&&) noexcept;
    VectorIndex& operator=(VectorIndex&&) noexcept;
    ~VectorIndex();

    /// The first vector decides how long all are; another length counts as missing.
    void put(DocumentId document, std::span<float const> vector);
    void remove(DocumentId document);

    bool has(DocumentId document) const;
    /// Documents that have a vector.
    std::size_t size() const;
    /// 0 while there is no vector.
    std::size_t dimensions() const;
    /// Cosine of two documents; both must have a vector.
    float dot(DocumentId one, DocumentId other) const;

    /// Cosine of a query with a document that has a vector.
    float cosine(std::span<float const> query, DocumentId document) const;
    /// The cosine of a query with each document below `count`; NaN where one has no vector. Those of `wanted` are
    /// computed in any case when they are few.
    std::vector<float> cosines(std::span<float const> query, std::size_t count,
                               std::span<DocumentId const> wanted = {}) const;

    /// Makes or renews the lists where they are needed; takes seconds for a million vectors. Without it all is scanned.
    void prepare();
    bool has_lists() const;

    std::size_t bytes() const;

private:
    struct Parts;
    class Lists;
    void scan(std::span<float const> query, std::vector<float>& found) const;

    std::size_t most_scanned_;
    std::unique_ptr<Parts> parts_;
};

/// As IEEE 754 half floats, little endian: what the store keeps (no loss of recall was measured).
std::string to_half(std::span<float const> vector);
std::vector<float> from_half(std::string_view bytes);

}  // namespace keepsake::storage
