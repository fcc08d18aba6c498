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
class VectorIndex {
public:
    VectorIndex();
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
    /// The cosine of a query with each document below `count`; NaN where one has no vector.
    std::vector<float> cosines(std::span<float const> query, std::size_t count) const;

    std::size_t bytes() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// As IEEE 754 half floats, little endian: what the store keeps (no loss of recall was measured).
std::string to_half(std::span<float const> vector);
std::vector<float> from_half(std::string_view bytes);

}  // namespace keepsake::storage
