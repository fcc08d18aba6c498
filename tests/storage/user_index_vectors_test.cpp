#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "storage/index/user_index.h"
#include "storage/index_rows.h"

namespace keepsake::storage {
namespace {

using testing::RowSource;

/// Length of the sum of the vectors of a turn and the two on either side, added up number by number.
double length_of_sum(std::vector<IndexedRow> const& rows, std::size_t place) {
    std::vector<std::size_t> turns;
    std::size_t own = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind != MemoryKind::turn || rows[i].conversation != rows[place].conversation) continue;
        if (i == place) own = turns.size();
        turns.push_back(i);
    }
    Vector sum(8);
    for (std::size_t i = own < 2 ? 0 : own - 2; i < std::min(turns.size(), own + 3); ++i) {
        auto const& vector = rows[turns[i]].vector;
        for (std::size_t d = 0; d < vector.size(); ++d) sum[d] += vector[d];
    }
    double square = 0;
    for (float const value : sum) square += static_cast<double>(value) * value;
    return std::sqrt(square);
}

TEST(UserIndexVectors, AWindowsNormIsTheLengthOfTheSumOfItsVectorsAfterAnyChanges) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        RowSource source(seed);
        UserIndex index;
        std::vector<IndexedRow> rows;
        std::size_t ended = 0;
        for (int step = 0; step < 60; ++step) {
            if (rows.size() < 4 || source.chance(55)) {
                rows.push_back(source.next());
                index.put(rows.back());
            } else {
                auto const place = source.below(rows.size());
                source.change(rows[place]);
                rows[place].current = source.chance(60);
                index.put(rows[place]);
                if (!rows[place].current) {
                    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(place));
                    ++ended;
                }
            }
            std::map<RowId, Document const*> documents;
            for (auto const& document : index.documents())
                if (document.alive) documents[document.row] = &document;
            ASSERT_EQ(documents.size(), rows.size());
            std::size_t missing = 0;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                missing += rows[i].vector.empty() ? 1 : 0;
                auto const expected = rows[i].kind == MemoryKind::turn ? length_of_sum(rows, i) : 0;
                // The halves of the vectors have not quite length 1, which the norm takes them to have.
                ASSERT_NEAR(documents.at(rows[i].row)->window_norm, expected, 3e-3)
                    << "seed " << seed << " step " << step << " row " << rows[i].row;
            }
            ASSERT_EQ(index.without_vector(), missing);
            ASSERT_EQ(index.vectors().size(), rows.size() - missing);
            ASSERT_EQ(index.ended(), ended);
        }
    }
}

IndexedRow version_of(RowId row, int version, Vector vector) {
    IndexedRow made;
    made.row = row;
    made.version = version;
    made.text = "tea";
    made.vector = std::move(vector);
    return made;
}

TEST(UserIndexVectors, EachVersionInALookIntoThePastHasOneOfItsOwnOrMissesIt) {
    UserIndex index;
    index.append(version_of(1, 1, {1, 0}));
    index.append(version_of(1, 2, {}));
    index.append(version_of(1, 3, {0, 1}));
    EXPECT_EQ(index.without_vector(), 1u);
    EXPECT_EQ(index.ended(), 0u);
    EXPECT_TRUE(index.vectors().has(0) && !index.vectors().has(1) && index.vectors().has(2));
}

TEST(UserIndexVectors, ATextWithoutVectorDoesNotKeepThatOfTheTextBefore) {
    UserIndex index;
    index.put(version_of(1, 1, {1, 0}));
    index.put(version_of(1, 2, {}));
    EXPECT_FALSE(index.vectors().has(0));
    EXPECT_EQ(index.without_vector(), 1u);
    index.put(version_of(1, 2, {0, 1}));
    EXPECT_TRUE(index.vectors().has(0));
}

TEST(UserIndexVectors, CountTowardsTheBytes) {
    UserIndex index;
    index.put(version_of(1, 1, {}));
    auto const before = index.bytes();
    index.put(version_of(1, 1, Vector(384, .05f)));
    EXPECT_GE(index.bytes(), before + 384 * sizeof(float));
}

}  // namespace
}  // namespace keepsake::storage
