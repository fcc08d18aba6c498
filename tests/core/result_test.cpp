#include "core/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace keepsake::core {
namespace {

Result<std::unique_ptr<int>> half(int number) {
    if (number % 2 != 0) return Error{ErrorKind::bad_argument, "odd"};
    return std::make_unique<int>(number / 2);
}

TEST(Result, HasAValueThatCanBeTakenOut) {
    auto result = half(4);
    ASSERT_TRUE(result);
    EXPECT_EQ(*result.value(), 2);
    auto const taken = std::move(result).value();
    EXPECT_EQ(*taken, 2);
}

TEST(Result, OrTheReasonWhyThereIsNone) {
    auto const result = half(3);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_argument);
    EXPECT_EQ(result.error().message, "odd");
}

}  // namespace
}  // namespace keepsake::core
