#include "storage/index/vector_index.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <thread>

#include "storage/random_vectors.h"

namespace keepsake::storage {
namespace {

using testing::random_vector;

constexpr std::size_t dimensions = 20;  // no multiple of 8: FAISS has a loop of its own for the rest

float plain_dot(Vector const& one, Vector const& other) {
    double sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i) sum += static_cast<double>(one[i]) * other[i];
    return static_cast<float>(sum);
}

TEST(VectorIndex, IsEmptyWithoutVectors) {
    VectorIndex const index;
    EXPECT_EQ(index.size(), 0u);
    EXPECT_EQ(index.dimensions(), 0u);
    EXPECT_EQ(index.bytes(), 0u);
    EXPECT_FALSE(index.has(0));
    auto const cosines = index.cosines(Vector{1, 0}, 2);
    ASSERT_EQ(cosines.size(), 2u);
    EXPECT_TRUE(std::isnan(cosines[0]) && std::isnan(cosines[1]));
}

TEST(VectorIndex, LeavesGapsForDocumentsWithoutVector) {
    VectorIndex index;
    index.put(2, Vector{1, 0});
    index.put(5, Vector{0, 1});
    EXPECT_EQ(index.size(), 2u);
    for (DocumentId id = 0; id < 8; ++id) EXPECT_EQ(index.has(id), id == 2 || id == 5) << id;
    auto const cosines = index.cosines(Vector{.6f, .8f}, 7);
    ASSERT_EQ(cosines.size(), 7u);
    for (DocumentId id = 0; id < 7; ++id) {
        if (index.has(id)) {
            EXPECT_FLOAT_EQ(cosines[id], id == 2 ? .6f : .8f);
        } else {
            EXPECT_TRUE(std::isnan(cosines[id])) << id << ": 0 would be a value";
        }
    }
    EXPECT_EQ(index.cosines(Vector{1, 0}, 3).size(), 3u) << "only as many as asked for";
}

TEST(VectorIndex, ReplacesAndRemoves) {
    VectorIndex index;
    index.put(0, Vector{1, 0});
    index.put(1, Vector{1, 0});
    index.put(0, Vector{0, 1});
    EXPECT_EQ(index.size(), 2u);
    EXPECT_FLOAT_EQ(index.dot(0, 1), 0);
    EXPECT_FLOAT_EQ(index.cosine(Vector{0, 1}, 0), 1);
    index.remove(0);
    index.remove(0);
    index.remove(9);
    EXPECT_EQ(index.size(), 1u);
    EXPECT_FALSE(index.has(0));
    EXPECT_TRUE(std::isnan(index.cosines(Vector{0, 1}, 2)[0]));
    index.put(0, Vector{1, 0});
    EXPECT_FLOAT_EQ(index.dot(0, 1), 1);
}

TEST(VectorIndex, TakesVectorsOfTheFirstOnesLengthOnly) {
    VectorIndex index;
    index.put(0, Vector{});
    EXPECT_EQ(index.dimensions(), 0u) << "an empty one decides nothing";
    index.put(0, Vector{1, 0});
    EXPECT_EQ(index.dimensions(), 2u);
    index.put(1, Vector{1, 0, 0});
    EXPECT_FALSE(index.has(1));
    index.put(0, Vector{1});
    EXPECT_FALSE(index.has(0)) << "what it had is not its vector any more";
    EXPECT_EQ(index.size(), 0u);
    index.put(0, Vector{0, 1});
    EXPECT_TRUE(std::isnan(index.cosines(Vector{1, 0, 0}, 1)[0])) << "a question of another length has no cosines";
}

TEST(VectorIndex, AfterAnyChangesHasTheCosinesOfAPlainLoop) {
    std::mt19937 random(11);
    VectorIndex index;
    std::map<DocumentId, Vector> expected;
    DocumentId const count = 2'500;  // more than the 1,024 that FAISS takes at a time
    for (int step = 0; step < 6'000; ++step) {
        auto const id = static_cast<DocumentId>(random() % count);
        if (random() % 4 == 0) {
            index.remove(id);
            expected.erase(id);
        } else {
            index.put(id, expected[id] = random_vector(random, dimensions));
        }
    }
    ASSERT_EQ(index.size(), expected.size());
    for (int question = 0; question < 5; ++question) {
        auto const query = random_vector(random, dimensions);
        auto const cosines = index.cosines(query, count + 3);
        for (DocumentId id = 0; id < count + 3; ++id) {
            auto const known = expected.find(id);
            if (known == expected.end()) {
                ASSERT_TRUE(std::isnan(cosines[id])) << id;
                continue;
            }
            ASSERT_NEAR(cosines[id], plain_dot(query, known->second), 1e-5) << id;
            ASSERT_NEAR(index.cosine(query, id), plain_dot(query, known->second), 1e-5) << id;
            ASSERT_NEAR(index.dot(id, expected.begin()->first), plain_dot(known->second, expected.begin()->second),
                        1e-5);
        }
    }
}

TEST(VectorIndex, IsReadByManyThreadsAtOnce) {
    std::mt19937 random(12);
    VectorIndex index;
    for (DocumentId id = 0; id < 2'000; ++id) index.put(id, random_vector(random, dimensions));
    auto const query = random_vector(random, dimensions);
    auto const expected = index.cosines(query, 2'000);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 30; ++round) EXPECT_EQ(index.cosines(query, 2'000), expected);
        });
    }
}

TEST(VectorIndex, CountsTheBytesOfItsVectors) {
    VectorIndex index;
    index.put(9, Vector(dimensions, .1f));
    EXPECT_GE(index.bytes(), 10 * dimensions * sizeof(float));
}

TEST(HalfFloats, ComeBackAsTheNearestHalf) {
    Vector const exact = {0, -0.0f, 1, -1, .5f, 0.333251953125f, 65504, 6.103515625e-05f};
    EXPECT_EQ(from_half(to_half(exact)), exact);
    // Below 2^-14 a half has fewer digits, down to 2^-24.
    Vector const denormal = {5.9604644775390625e-08f, -1.1920928955078125e-07f, 6.097555160522461e-05f};
    EXPECT_EQ(from_half(to_half(denormal)), denormal);
    EXPECT_EQ(from_half(to_half(Vector{1e-9f})), Vector{0});
    std::mt19937 random(13);
    auto const vector = random_vector(random, 384);
    auto const back = from_half(to_half(vector));
    ASSERT_EQ(back.size(), vector.size());
    for (std::size_t i = 0; i < vector.size(); ++i)
        ASSERT_LE(std::abs(back[i] - vector[i]), std::abs(vector[i]) / 2048 + 3e-8f) << "half of the last digit";
}

TEST(HalfFloats, AreTwoBytesEachTheLowerFirst) {
    EXPECT_EQ(to_half(Vector{1, -2}), (std::string{"\x00\x3c\x00\xc0", 4}));
    EXPECT_EQ(to_half({}), "");
    EXPECT_TRUE(from_half("").empty());
}

}  // namespace
}  // namespace keepsake::storage
