// Replies that are wrong in ways nobody thought of: they are read or refused, and what is read keeps its promises.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/identity.h"
#include "core/text/unicode.h"
#include "core/time.h"
#include "e2e/environment_number.h"
#include "memory/consolidation/consolidation_reply.h"
#include "memory/extraction/evidence.h"
#include "memory/extraction/extraction_reply.h"
#include "memory/random_replies.h"
#include "memory/wording.h"

namespace keepsake::memory {
namespace {

using testing::environment_number;

constexpr std::size_t turns = 5;

bool is_text(std::string const& text) { return core::is_valid_utf8(text) && text.find('\0') == std::string::npos; }

bool are_places(std::vector<std::size_t> const& places, std::size_t end) {
    bool const ascending = std::adjacent_find(places.begin(), places.end(), std::greater_equal<>()) == places.end();
    return ascending && (places.empty() || places.back() < end);
}

class ReplyFuzzTest : public ::testing::Test {
protected:
    int const cases_ = environment_number("KEEPSAKE_REPLY_FUZZ", 20'000);
    testing::RandomReplies random_{20260314};

    std::string next(nlohmann::json reply, std::string const& member) {
        if (random_.one_in(50)) return random_.random_bytes();
        if (random_.one_in(100)) return random_.deep(member);
        for (int more = random_.below(4); more > 0; --more) random_.mutate(reply);
        auto text = random_.wrapped(random_.written(reply));
        if (random_.one_in(2)) text = random_.damaged(std::move(text));
        return random_.one_in(10) ? text.substr(0, text.size() / 2) : text;
    }
    template <typename Next, typename Read>
    void expect_read_or_refused(Next const& next_text, Read const& read_reply);
};

void check(ProposedFact const& fact) {
    EXPECT_TRUE(is_text(fact.text));
    EXPECT_NE(core::words_digest(fact.text), 0);
    EXPECT_TRUE(are_places(fact.sources, turns));
    EXPECT_TRUE(fact.confidence >= 0 && fact.confidence <= 1) << fact.confidence;
    EXPECT_TRUE(!fact.event_date || core::parse_time(*fact.event_date));
    EXPECT_TRUE(!fact.category || (is_text(*fact.category) && !fact.category->empty()));
}

void check(ExtractionReply const& reply) {
    std::set<std::pair<std::string, bool>> different;
    for (auto const& fact : reply.facts) {
        check(fact);
        EXPECT_TRUE(different.emplace(wording(fact.text), fact.forget).second) << fact.text;
    }
    for (auto const& relation : reply.relations) {
        for (auto const& part : {relation.source, relation.relation, relation.target})
            EXPECT_TRUE(is_text(part) && core::words_digest(part) != 0);
        EXPECT_TRUE(is_text(relation.source_type) && is_text(relation.target_type));
        EXPECT_TRUE(are_places(relation.sources, turns));
        EXPECT_TRUE(!relation.fact || *relation.fact < reply.facts.size());
        EXPECT_TRUE(!relation.valid_from || core::parse_time(*relation.valid_from));
    }
    EXPECT_TRUE(is_text(reply.summary) && reply.summary.size() <= 2000);
}

void check(ConsolidationReply const& reply) {
    for (auto const& decision : reply.decisions) {
        EXPECT_TRUE(is_text(decision.reason));
        EXPECT_TRUE(!decision.text || (is_text(*decision.text) && !decision.text->empty()));
    }
    for (auto const& decision : reply.relation_decisions) {
        EXPECT_TRUE(decision.event == DecisionEvent::add || decision.event == DecisionEvent::none);
        EXPECT_TRUE(are_places(decision.ends, std::numeric_limits<std::size_t>::max()));
        EXPECT_TRUE(is_text(decision.reason));
    }
}

template <typename Next, typename Read>
void ReplyFuzzTest::expect_read_or_refused(Next const& next_text, Read const& read_reply) {
    int read = 0;
    for (int i = 0; i < cases_; ++i) {
        std::string const text = next_text();
        auto const reply = read_reply(text);
        if (reply) {
            check(reply.value());
            ++read;
        } else {
            EXPECT_TRUE(is_text(reply.error().message) && reply.error().message.size() < 300);
        }
        ASSERT_FALSE(HasFailure()) << "case " << i << ": " << text;
    }
    EXPECT_GT(read, cases_ / 4);
    EXPECT_LT(read, cases_);
    RecordProperty("read", read);
}

TEST_F(ReplyFuzzTest, AnExtractionIsReadOrRefused) {
    expect_read_or_refused([this] { return next(random_.extraction(), "facts"); },
                           [](std::string const& text) { return read_extraction_reply(text, turns); });
}

TEST_F(ReplyFuzzTest, AConsolidationIsReadOrRefused) {
    expect_read_or_refused([this] { return next(random_.consolidation(), "decisions"); }, read_consolidation_reply);
}

TEST_F(ReplyFuzzTest, ARightReplyIsReadWholeInEveryShape) {
    for (int i = 0; i < cases_ / 10; ++i) {
        auto const reply = random_.extraction();
        auto const expected = read_extraction_reply(reply.dump(), turns);
        ASSERT_TRUE(expected);
        auto const text = random_.wrapped(random_.written(reply));
        auto const found = read_extraction_reply(text, turns);
        ASSERT_TRUE(found) << text;
        ASSERT_EQ(found.value().facts.size(), expected.value().facts.size()) << text;
        ASSERT_EQ(found.value().relations.size(), expected.value().relations.size()) << text;
        ASSERT_EQ(found.value().summary, expected.value().summary) << text;
    }
}

TEST_F(ReplyFuzzTest, AnyFactCanBeComparedWithAnyTexts) {
    for (int i = 0; i < cases_ / 10; ++i) {
        std::vector<std::string> const said = {random_.text(), random_.random_bytes()};
        (void)is_supported(random_.random_bytes(), said);
        EXPECT_TRUE(is_supported(said[0], said)) << said[0];
    }
}

}  // namespace
}  // namespace keepsake::memory
