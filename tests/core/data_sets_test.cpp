#include "support/data_sets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text/terms.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

using testing::Change;
using testing::ChangingStore;
using testing::ForeignMemories;
using testing::ForeignQuestion;
using Stems = std::set<std::string>;

Stems stems(std::string_view text, TextRole role) {
    auto const found = terms(text, role);
    return {found.begin(), found.end()};
}

std::vector<Stems> stems_of_each(std::vector<std::string> const& memories) {
    std::vector<Stems> all;
    for (auto const& memory : memories) all.push_back(stems(memory, TextRole::document));
    return all;
}

Stems shared(Stems const& left, Stems const& right) {
    Stems both;
    std::ranges::set_intersection(left, right, std::inserter(both, both.end()));
    return both;
}

/// Two texts of the same stems, in whatever order, are taken for the same text.
void expect_no_duplicates(std::vector<std::string> const& memories) {
    std::map<std::vector<std::string>, std::string> seen;
    for (auto const& memory : memories) {
        auto key = terms(memory, TextRole::document);
        std::ranges::sort(key);
        auto const [place, is_new] = seen.try_emplace(key, memory);
        EXPECT_TRUE(is_new) << memory << " / " << place->second;
    }
}

TEST(ParaphraseData, IsLargeAndWithoutDuplicates) {
    auto const set = testing::read_paraphrases();
    EXPECT_GE(set.pairs.size(), 70u);
    EXPECT_GE(set.others.size(), 520u);
    auto memories = set.others;
    std::vector<std::string> questions;
    for (auto const& pair : set.pairs) {
        memories.push_back(pair.statement);
        questions.push_back(pair.question);
    }
    expect_no_duplicates(memories);
    expect_no_duplicates(questions);
    for (auto const& other : set.others) {
        auto const length = std::ranges::count(other, ' ') + 1;
        EXPECT_TRUE(length >= 6 && length <= 25) << other;
    }
}

TEST(ParaphraseData, HasNoQuestionThatSharesAStemWithItsStatement) {
    for (auto const& pair : testing::read_paraphrases().pairs) {
        auto const question = stems(pair.question, TextRole::query);
        EXPECT_FALSE(question.empty()) << pair.question;
        for (auto const& stem : shared(question, stems(pair.statement, TextRole::document)))
            ADD_FAILURE() << stem << ": " << pair.statement << " / " << pair.question;
    }
}

TEST(ParaphraseData, LeadsASearchByWordsToOtherMemories) {
    auto const set = testing::read_paraphrases();
    auto const others = stems_of_each(set.others);
    std::set<std::size_t> found;
    std::size_t misled = 0;
    for (auto const& pair : set.pairs) {
        auto const question = stems(pair.question, TextRole::query);
        auto const before = misled;
        for (std::size_t i = 0; i < others.size(); ++i) {
            if (shared(question, others[i]).empty()) continue;
            found.insert(i);
            misled = before + 1;
        }
    }
    EXPECT_GE(found.size(), 300u) << "memories that share a stem with some question they do not answer";
    EXPECT_GE(misled * 10, set.pairs.size() * 9) << "questions whose words occur in wrong memories";
}

TEST(ChangeData, IsLargeAndWithoutDuplicates) {
    auto const stores = testing::read_changing_stores();
    EXPECT_GE(stores.size(), 6u);
    std::size_t changes = 0;
    std::set<std::string> names;
    for (auto const& store : stores) {
        SCOPED_TRACE(store.name);
        EXPECT_TRUE(names.insert(store.name).second);
        EXPECT_GE(store.facts.size(), 320u);
        auto texts = store.facts;
        for (auto const& change : store.changes) texts.push_back(change.new_fact);
        expect_no_duplicates(texts);
        changes += store.changes.size();
    }
    EXPECT_GE(changes, 170u);
}

TEST(ChangeData, NamesForEachNewFactAMemoryThatNoOtherNewFactChanges) {
    for (auto const& store : testing::read_changing_stores()) {
        std::set<std::size_t> changed;
        for (auto const& change : store.changes) {
            EXPECT_LT(change.memory, store.facts.size()) << change.new_fact;
            EXPECT_TRUE(changed.insert(change.memory).second) << change.new_fact;
        }
    }
}

/// How many facts other than the right one share a stem with each new fact, in ascending order.
std::vector<std::size_t> rivals(ChangingStore const& store) {
    auto const facts = stems_of_each(store.facts);
    std::vector<std::size_t> counts;
    for (auto const& change : store.changes) {
        auto const wanted = stems(change.new_fact, TextRole::query);
        std::size_t count = 0;
        for (std::size_t i = 0; i < facts.size(); ++i)
            count += i != change.memory && !shared(wanted, facts[i]).empty() ? 1 : 0;
        counts.push_back(count);
    }
    std::ranges::sort(counts);
    return counts;
}

TEST(ChangeData, SharesTheWordsOfEachNewFactWithManyOtherFacts) {
    for (auto const& store : testing::read_changing_stores()) {
        auto const counts = rivals(store);
        ASSERT_FALSE(counts.empty()) << store.name;
        EXPECT_GE(counts.front(), 3u) << store.name;
        EXPECT_GE(counts[counts.size() / 2], 20u) << store.name << ": half of the new facts have 20 rivals or more";
    }
}

bool has_few_words_in_common(ChangingStore const& store, Change const& change) {
    auto const wanted = stems(change.new_fact, TextRole::query);
    return shared(wanted, stems(store.facts.at(change.memory), TextRole::document)).size() * 3 <= wanted.size();
}

TEST(ChangeData, IsWordedOtherwiseThanTheOldFactInAboutHalfOfTheChanges) {
    std::size_t otherwise = 0;
    std::size_t all = 0;
    for (auto const& store : testing::read_changing_stores()) {
        for (auto const& change : store.changes) otherwise += has_few_words_in_common(store, change) ? 1 : 0;
        all += store.changes.size();
    }
    EXPECT_GE(otherwise * 100, all * 40) << otherwise << " of " << all;
    EXPECT_LE(otherwise * 100, all * 65) << otherwise << " of " << all;
}

TEST(LanguageData, IsCompleteInEachLanguage) {
    std::set<std::string> languages;
    for (auto const& set : testing::read_foreign_memories()) {
        SCOPED_TRACE(set.language);
        EXPECT_TRUE(languages.insert(set.language).second);
        EXPECT_GE(set.memories.size(), 40u);
        EXPECT_GE(set.questions.size(), 20u);
        expect_no_duplicates(set.memories);
        std::set<std::size_t> asked;
        for (auto const& question : set.questions) {
            EXPECT_LT(question.memory, set.memories.size()) << question.question;
            EXPECT_TRUE(asked.insert(question.memory).second) << question.question;
        }
        auto const repeating = std::ranges::count_if(set.questions, &ForeignQuestion::shares_words);
        EXPECT_NEAR(double(repeating), double(set.questions.size()) / 2, 1.0);
    }
    EXPECT_EQ(languages, (std::set<std::string>{"de", "ja", "zh"}));
}

/// Not so the short German words and the endings and particles that Japanese writes in hiragana.
bool carries_meaning(std::string_view word, std::string_view language) {
    std::size_t length = 0;
    std::size_t hiragana = 0;
    for (std::size_t position = 0; position < word.size(); ++length) {
        auto const c = next_code_point(word, position);
        if (c >= 0x3040 && c <= 0x309F) ++hiragana;
    }
    return language == "de" ? length >= 5 : hiragana < length;
}

bool shares_a_word(ForeignMemories const& set, ForeignQuestion const& question) {
    auto const asked = words(question.question);
    auto const said = words(set.memories.at(question.memory));
    return std::ranges::any_of(asked, [&](std::string const& word) {
        return carries_meaning(word, set.language) && std::ranges::find(said, word) != said.end();
    });
}

TEST(LanguageData, RepeatsWordsOfTheMemoryOnlyWhereItSaysSo) {
    for (auto const& set : testing::read_foreign_memories())
        for (auto const& question : set.questions)
            EXPECT_EQ(shares_a_word(set, question), question.shares_words) << question.question;
}

}  // namespace
}  // namespace keepsake::core
