#include "core/text/time_expression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "core/text/terms.h"
#include "core/time.h"

namespace keepsake::core {

inline void PrintTo(DateMention const& mention, std::ostream* out) {
    *out << mention.year << "-" << mention.month << "-" << mention.day;
}

namespace {

using Mentions = std::vector<DateMention>;

double near_to(DateMention const& mention, char const* day) { return nearness(mention, *parse_day(day)); }

TEST(TimeExpression, ReadsADayWithItsYearInEveryOrder) {
    for (auto const* const text :
         {"13 October 2023", "October 13, 2023", "October 13th 2023", "the 13th of October, 2023", "13 OCT 2023",
          "13.10.2023", "13/10/2023", "10/13/2023", "2023-10-13", "what happened on 2023/10/13?"}) {
        EXPECT_EQ(dates_in(text), (Mentions{{2023, 10, 13}})) << text;
    }
}

TEST(TimeExpression, ReadsDatesWithoutDayOrYear) {
    EXPECT_EQ(dates_in("What happened in June?"), (Mentions{{0, 6, 0}}));
    EXPECT_EQ(dates_in("in June 2023"), (Mentions{{2023, 6, 0}}));
    EXPECT_EQ(dates_in("on 4 July"), (Mentions{{0, 7, 4}}));
    EXPECT_EQ(dates_in("on July 22nd"), (Mentions{{0, 7, 22}}));
    EXPECT_EQ(dates_in("Dec. 1st"), (Mentions{{0, 12, 1}}));
}

TEST(TimeExpression, ReadsSeveralDates) {
    EXPECT_EQ(dates_in("between 3 May 2023 and 2023-06-04, or in August"),
              (Mentions{{2023, 5, 3}, {2023, 6, 4}, {0, 8, 0}}));
}

TEST(TimeExpression, TakesMayAndMarchForMonthsOnlyWhereTheyMustBe) {
    EXPECT_EQ(dates_in("May I march with you?"), Mentions{});
    EXPECT_EQ(dates_in("She may come; they march on; mar the paint"), Mentions{});
    for (auto const* const preposition : {"in", "of", "since", "until", "during", "before", "after", "last"}) {
        EXPECT_EQ(dates_in(std::string(preposition) + " May"), (Mentions{{0, 5, 0}})) << preposition;
        EXPECT_EQ(dates_in(std::string(preposition) + " march"), (Mentions{{0, 3, 0}})) << preposition;
    }
    EXPECT_EQ(dates_in("May 2023"), (Mentions{{2023, 5, 0}})) << "a year says so too";
    EXPECT_EQ(dates_in("3 March"), (Mentions{{0, 3, 3}})) << "and so does a day";
}

TEST(TimeExpression, RefusesNumbersThatAreNoDate) {
    for (auto const* const text : {"13.13.2023", "31/04/2023", "29.02.2023", "2023-02-30", "1.2.3", "192.168.0",
                                   "10-10", "5 cats in 2 rooms", "1850-01-01", "12 34 5678"}) {
        EXPECT_EQ(dates_in(text), Mentions{}) << text;
    }
    EXPECT_EQ(dates_in("29.02.2024"), (Mentions{{2024, 2, 29}}));
    EXPECT_EQ(dates_in("32 October"), (Mentions{{0, 10, 0}})) << "32 is no day, October stays";
}

TEST(TimeExpression, ADayIsNearWithOneDaysGraceAndAWeekAround) {
    DateMention const day{2023, 10, 13};
    for (auto const* const inside : {"2023-10-12", "2023-10-13", "2023-10-14"})
        EXPECT_EQ(near_to(day, inside), 1) << inside;
    for (auto const* const near : {"2023-10-06", "2023-10-11", "2023-10-15", "2023-10-20"})
        EXPECT_EQ(near_to(day, near), .5) << near;
    for (auto const* const far : {"2023-10-05", "2023-10-21", "2022-10-13", "2024-10-13"})
        EXPECT_EQ(near_to(day, far), 0) << far;
}

TEST(TimeExpression, AMonthHasNoGraceButAWeekAround) {
    DateMention const february{2024, 2, 0};
    for (auto const* const inside : {"2024-02-01", "2024-02-29"}) EXPECT_EQ(near_to(february, inside), 1) << inside;
    for (auto const* const near : {"2024-01-25", "2024-01-31", "2024-03-01", "2024-03-07"})
        EXPECT_EQ(near_to(february, near), .5) << near;
    for (auto const* const far : {"2024-01-24", "2024-03-08"}) EXPECT_EQ(near_to(february, far), 0) << far;
}

TEST(TimeExpression, WithoutAYearEveryYearIsMeantAlsoAcrossItsEnd) {
    DateMention const new_year{0, 1, 1};
    EXPECT_EQ(near_to(new_year, "2019-01-01"), 1);
    EXPECT_EQ(near_to(new_year, "2023-12-31"), 1) << "one day's grace reaches into the year before";
    EXPECT_EQ(near_to(new_year, "2023-12-25"), .5);
    EXPECT_EQ(near_to(new_year, "2023-12-24"), 0);
    DateMention const december{0, 12, 0};
    EXPECT_EQ(near_to(december, "2024-01-07"), .5);
    EXPECT_EQ(near_to(december, "2024-01-08"), 0);
    DateMention const leap_day{0, 2, 29};
    EXPECT_EQ(near_to(leap_day, "2024-02-28"), 1);
    EXPECT_EQ(near_to(leap_day, "2023-02-28"), 0) << "that year has no such day";
}

TEST(TimeExpression, KnowsQuestionsThatAskForATime) {
    for (auto const* const text :
         {"When did Ana move?", "since when?", "What date is it", "what YEAR was that", "What time do they meet?",
          "Which month?", "which day", "How long has it been?", "How many weeks ago", "how many years"}) {
        EXPECT_TRUE(asks_for_time(text)) << text;
    }
    for (auto const* const text :
         {"", "What did Ana buy?", "Whenever you like", "how many cats", "how far", "what a long day", "which cat"}) {
        EXPECT_FALSE(asks_for_time(text)) << text;
    }
}

TEST(TimeExpression, KnowsTermsThatAreTimes) {
    auto const has_time = [](std::string_view text) {
        auto const found = terms(text, TextRole::document);
        return std::any_of(found.begin(), found.end(), [](auto const& term) { return is_time_term(term); });
    };
    for (auto const* const text : {"yesterday", "Today!", "two days ago", "last", "next", "recently", "since",
                                   "on Tuesday", "Sundays", "in February", "2023", "the weekend", "tomorrow", "Dec"}) {
        EXPECT_TRUE(has_time(text)) << text;
    }
    for (auto const* const text : {"a cat", "may", "march", "42", "1850", "3000", "sun", "latte"})
        EXPECT_FALSE(has_time(text)) << text;
}

}  // namespace
}  // namespace keepsake::core
