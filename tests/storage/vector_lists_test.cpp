// The way of searching a user with very many memories: lists of near vectors.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "storage/index/vector_index.h"
#include "storage/random_vectors.h"

namespace keepsake::storage {
namespace {

constexpr std::size_t dimensions = 24;
constexpr std::size_t topics = 300;
constexpr std::size_t count = 20'000;

/// Vectors around a few hundred directions, as those of texts are.
class VectorListsTest : public ::testing::Test {
protected:
    void SetUp() override {
        for (std::size_t i = 0; i < topics; ++i) directions_.push_back(testing::random_vector(random_, dimensions));
        for (DocumentId id = 0; id < count; ++id) index_.put(id, near(id % topics));
        scanned_ = cosines();
        index_.prepare();
    }
    Vector near(std::size_t topic) {
        auto vector = testing::random_vector(random_, dimensions);
        float square = 0;
        for (std::size_t i = 0; i < dimensions; ++i) {
            vector[i] = directions_[topic][i] + .4f * vector[i];
            square += vector[i] * vector[i];
        }
        for (float& value : vector) value /= std::sqrt(square);
        return vector;
    }
    std::vector<float> cosines(std::span<DocumentId const> wanted = {}) const {
        return index_.cosines(directions_[7], count, wanted);
    }
    static std::vector<DocumentId> best(std::vector<float> const& cosines, std::size_t places) {
        std::vector<DocumentId> ids(cosines.size());
        std::iota(ids.begin(), ids.end(), 0);
        auto const better = [&](DocumentId a, DocumentId b) { return cosines[a] > cosines[b]; };
        std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(places), ids.end(), better);
        ids.resize(places);
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    std::mt19937 random_{5};
    std::vector<Vector> directions_;
    VectorIndex index_{10'000};
    std::vector<float> scanned_;
};

TEST_F(VectorListsTest, AreMadeForManyVectorsOnly) {
    EXPECT_TRUE(index_.has_lists());
    VectorIndex few{10'000};
    few.put(0, near(0));
    few.prepare();
    EXPECT_FALSE(few.has_lists());
}

TEST_F(VectorListsTest, GiveTheNearestExactlyAndTheOthersAboutRight) {
    auto const listed = cosines();
    EXPECT_EQ(best(listed, 20), best(scanned_, 20));
    double difference = 0;
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_FALSE(std::isnan(listed[i]));
        difference += std::abs(listed[i] - scanned_[i]);
    }
    EXPECT_LT(difference / count, .2) << "each counts as its list does on average";
    EXPECT_NE(listed, scanned_) << "most were not computed";
}

TEST_F(VectorListsTest, WhatAFilterWantsIsComputed) {
    std::vector<DocumentId> wanted;
    for (DocumentId id = 3; id < count; id += 101) wanted.push_back(id);
    auto const listed = cosines(wanted);
    for (auto const id : wanted) EXPECT_NEAR(listed[id], scanned_[id], 1e-6) << id;
}

TEST_F(VectorListsTest, FollowWhatIsAddedReplacedAndRemoved) {
    index_.put(count, directions_[7]);
    index_.put(11, directions_[7]);
    auto const gone = best(scanned_, 1).front();
    index_.remove(gone);
    auto const listed = index_.cosines(directions_[7], count + 1);
    EXPECT_FLOAT_EQ(listed[count], 1);
    EXPECT_FLOAT_EQ(listed[11], 1);
    EXPECT_TRUE(std::isnan(listed[gone]));
    index_.put(gone, near(8));
    EXPECT_FALSE(std::isnan(cosines()[gone]));
}

}  // namespace
}  // namespace keepsake::storage
