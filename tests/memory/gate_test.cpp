#include "memory/jobs/gate.h"

#include <gtest/gtest.h>

#include <set>

#include "core/identity.h"
#include "storage/set_clock.h"

namespace keepsake::memory {
namespace {

using storage::NewTurn;
using storage::Repetitions;
using storage::RowId;
using storage::SameTurn;
using testing::at;

class RepeatedTurnsTest : public ::testing::Test {
protected:
    /// A session as it was given before: rows 1, 2, 3...
    void given(std::vector<std::string> texts, bool was_given = true) {
        for (auto& text : texts) earlier_.push_back({std::move(text), was_given});
    }
    std::vector<bool> repeated(std::vector<std::string> const& texts,
                               storage::Timestamp said_at = at("2026-02-02")) const {
        std::vector<NewTurn> turns;
        Repetitions repetitions;
        for (auto const& text : texts) {
            turns.push_back({"user", "Ana", text, said_at});
            repetitions.of_turns.push_back(same_as(text));
        }
        return repeated_turns(turns, repetitions);
    }

private:
    struct Earlier {
        std::string text;
        bool was_given;
    };
    std::vector<SameTurn> same_as(std::string const& text) const {
        std::vector<SameTurn> same;
        for (std::size_t i = 0; i < earlier_.size(); ++i) {
            if (earlier_[i].text != text) continue;
            auto const row = static_cast<RowId>(i) + 1;
            same.push_back({.row = row,
                            .next = i + 1 < earlier_.size() ? row + 1 : 0,
                            .said_at = at("2026-01-01"),
                            .event = {"job"},
                            .status = storage::EventStatus::succeeded,
                            .was_given = earlier_[i].was_given});
        }
        return same;
    }
    std::vector<Earlier> earlier_;
};

using Flags = std::vector<bool>;

TEST_F(RepeatedTurnsTest, AreStretchesOfTwoOrMore) {
    given({"hello", "I moved", "to Porto", "yes"});
    EXPECT_EQ(repeated({"hello", "I moved", "to Porto", "yes", "and you?"}), (Flags{true, true, true, true, false}));
    EXPECT_EQ(repeated({"I moved", "to Porto"}), (Flags{true, true}));
    EXPECT_EQ(repeated({"new", "to Porto", "yes", "newer"}), (Flags{false, true, true, false}));
}

TEST_F(RepeatedTurnsTest, ALoneYesSaidAgainIsNew) {
    given({"hello", "yes", "I moved"});
    EXPECT_EQ(repeated({"yes"}), Flags{false});
    EXPECT_EQ(repeated({"do you?", "yes", "good"}), (Flags{false, false, false}));
    EXPECT_EQ(repeated({"hello", "I moved"}), (Flags{false, false})) << "not one behind the other before";
    EXPECT_EQ(repeated({"I moved", "hello"}), (Flags{false, false})) << "the other way round";
}

TEST_F(RepeatedTurnsTest, OneTurnAtTheSameTimeIsTheSame) {
    given({"hello", "yes"});
    EXPECT_EQ(repeated({"yes"}, at("2026-01-01")), Flags{true});
}

TEST_F(RepeatedTurnsTest, WhatNoModelWasGivenIsNoRepetition) {
    given({"hello", "I moved"}, false);
    EXPECT_EQ(repeated({"hello", "I moved"}), (Flags{false, false}));
    EXPECT_EQ(repeated({"hello"}, at("2026-01-01")), Flags{false});
}

class EchoTest : public ::testing::Test {
protected:
    bool is_echo(std::string const& text) const {
        return memory::is_echo(readings_of(text),
                               [&](std::string const& part) { return handed_out_.contains(core::words_digest(part)); });
    }

private:
    std::set<std::int64_t> const handed_out_ = {
        core::words_digest("Ana lives in Porto"), core::words_digest("Ana's rent is 1.450 euros. She pays monthly."),
        core::words_digest("Ben plays the violin"), core::words_digest("安娜住在波尔图")};
};

TEST_F(EchoTest, IsAMemoryAsItStands) {
    EXPECT_TRUE(is_echo("Ana lives in Porto"));
    EXPECT_TRUE(is_echo("  ANA LIVES IN PORTO.\n"));
    EXPECT_TRUE(is_echo("安娜住在波尔图"));
    EXPECT_FALSE(is_echo("Ana lives in Lisbon"));
    EXPECT_FALSE(is_echo(""));
    EXPECT_FALSE(is_echo("..."));
}

TEST_F(EchoTest, IsAListOrAQuotation) {
    EXPECT_TRUE(is_echo("> Ana lives in Porto\n> Ben plays the violin"));
    EXPECT_TRUE(is_echo("Here is what I know about you:\n\n- Ana lives in Porto\n* Ben plays the violin\n"));
    EXPECT_TRUE(is_echo("1. Ana lives in Porto\n2) Ben plays the violin"));
    EXPECT_TRUE(is_echo("From memory: \"Ana lives in Porto\""));
    EXPECT_TRUE(is_echo("“Ana lives in Porto”, “Ben plays the violin”"));
    EXPECT_TRUE(is_echo("„Ben plays the violin“"));
    EXPECT_TRUE(is_echo("Ana lives in Porto. Ben plays the violin."));
    EXPECT_TRUE(is_echo("- Ana's rent is 1.450 euros. She pays monthly."));
}

TEST_F(EchoTest, IsAnAnswerOfAMemoryServer) {
    EXPECT_TRUE(is_echo(R"({"results": [{"id": "0198", "memory": "Ana lives in Porto", "score": 0.7},
                           {"id": "0199", "memory": "Ben plays the violin"}], "relations": [], "not_searched": []})"));
    EXPECT_TRUE(is_echo(R"(["Ana lives in Porto"])"));
    EXPECT_FALSE(is_echo(R"([{"memory": "Ana lives in Porto"}, {"memory": "Ben sold his violin"}])"));
    EXPECT_FALSE(is_echo(R"({"results": []})"));
    EXPECT_FALSE(is_echo(std::string(100'000, '[')));
}

TEST_F(EchoTest, IsNothingThatSaysMore) {
    EXPECT_FALSE(is_echo("Ana lives in Porto, but she will move to Lisbon"));
    EXPECT_FALSE(is_echo("Ana lives in Porto\nBen sold his violin"));
    EXPECT_FALSE(is_echo("My sister Lea told everybody that \"Ana lives in Porto\" yesterday"));
    EXPECT_FALSE(is_echo("Ana lives in Porto. Ben sold his violin."));
    EXPECT_FALSE(is_echo("I found this:")) << "an announcement alone";
}

}  // namespace
}  // namespace keepsake::memory
