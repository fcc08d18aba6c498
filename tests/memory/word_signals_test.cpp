#include "memory/retrieval/word_signals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/text/terms.h"
#include "storage/index_rows.h"

namespace keepsake::memory {
namespace {

using storage::DocumentId;
using storage::IndexedRow;
using storage::MemoryKind;
using storage::UserIndex;
using testing::RowSource;

using Texts = std::vector<std::string>;

/// BM25 as it is written down: every document is one text, every number is counted anew.
std::vector<double> plain_bm25(Question const& question, Texts const& texts, double k1, double b) {
    std::vector<std::map<std::string, int>> counts(texts.size());
    std::vector<double> lengths(texts.size());
    double documents = 0;
    double all_terms = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (auto const& term : core::terms(texts[i], core::TextRole::document)) ++counts[i][term], ++lengths[i];
        documents += lengths[i] > 0 ? 1 : 0;
        all_terms += lengths[i];
    }
    std::vector<double> scores(texts.size());
    for (auto const& term : question.terms()) {
        double with_term = 0;
        for (auto const& document : counts) with_term += document.contains(term) ? 1 : 0;
        double const idf = std::log(1 + (documents - with_term + .5) / (with_term + .5));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (!counts[i].contains(term)) continue;
            double const tf = counts[i][term];
            scores[i] += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * lengths[i] / (all_terms / documents)));
        }
    }
    return scores;
}

/// The rows as texts: what a person would join by hand. A document that has no text in a field has none there.
class JoinedTexts {
public:
    explicit JoinedTexts(std::vector<IndexedRow> const& rows) : rows_(rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].kind == MemoryKind::turn) conversations_[rows[i].conversation].push_back(i);
        }
    }
    Texts with_question() const {
        Texts texts;
        for (auto const& row : rows_) texts.push_back(own(row));
        for (auto const& [conversation, places] : conversations_) {
            for (std::size_t i = 1; i < places.size(); ++i) {
                auto const& before = rows_[places[i - 1]];
                bool const asked = before.text.ends_with("?") || before.text.ends_with("?\"");
                if (asked && before.voice != rows_[places[i]].voice)
                    texts[places[i]] = own(before) + "\n" + texts[places[i]];
            }
        }
        return texts;
    }
    Texts windows() const {
        Texts texts(rows_.size());
        for (std::size_t i = 0; i < rows_.size(); ++i) texts[i] = rows_[i].source_text;
        for (auto const& [conversation, places] : conversations_) {
            for (std::size_t i = 0; i < places.size(); ++i) {
                auto const first = i < 2 ? 0 : i - 2;
                for (auto k = first; k <= std::min(i + 2, places.size() - 1); ++k)
                    texts[places[i]] += own(rows_[places[k]]) + "\n";
            }
        }
        return texts;
    }
    /// One text per conversation; `conversation_of` says where a row's is.
    Texts sessions(std::map<std::int64_t, std::size_t>& place_of) const {
        Texts texts;
        for (auto const& [conversation, places] : conversations_) {
            place_of[conversation] = texts.size();
            auto& text = texts.emplace_back();
            for (auto const place : places) text += own(rows_[place]) + "\n";
        }
        return texts;
    }

private:
    static std::string own(IndexedRow const& row) {
        return row.speaker.empty() ? row.text : row.speaker + ": " + row.text;
    }

    std::vector<IndexedRow> const& rows_;
    std::map<std::int64_t, std::vector<std::size_t>> conversations_;
};

/// A corpus in which memories were changed and ended, as its index and as the rows that stayed.
class WordSignalsTest : public ::testing::TestWithParam<unsigned> {
protected:
    void SetUp() override {
        for (int i = 0; i < 60; ++i) index_.put(rows_.emplace_back(source_.next()));
        for (int i = 0; i < 20; ++i) {
            auto& row = rows_[source_.below(rows_.size())];
            if (!row.current) continue;
            source_.change(row);
            row.current = source_.chance(50);
            index_.put(row);
        }
        std::erase_if(rows_, [](auto const& row) { return !row.current; });
        for (DocumentId id = 0; id < index_.documents().size(); ++id) {
            if (index_.documents()[id].alive) documents_.push_back(id);
        }
        ASSERT_EQ(documents_.size(), rows_.size());
    }
    Question question() {
        std::string text = "Melanie";
        for (std::size_t words = source_.below(5); words > 0; --words)
            text += " " + RowSource::vocabulary()[source_.below(14)];
        return Question(text);
    }
    std::vector<float> scores(Signal const& signal, Question const& question) const {
        return signal.score(question, {index_, documents_}).value();
    }

    RowSource source_{GetParam()};
    UserIndex index_;
    std::vector<IndexedRow> rows_;
    std::vector<DocumentId> documents_;
};

TEST_P(WordSignalsTest, AnswerWordsAreBm25OfATurnWithTheQuestionBeforeIt) {
    for (int round = 0; round < 10; ++round) {
        auto const asked = question();
        auto const expected = plain_bm25(asked, JoinedTexts(rows_).with_question(), 1.2, .4);
        auto const came = scores(AnswerWords(), asked);
        for (std::size_t i = 0; i < rows_.size(); ++i)
            EXPECT_NEAR(came[i], expected[i], 1e-4) << asked.text() << " / " << rows_[i].text;
    }
}

TEST_P(WordSignalsTest, WindowWordsAreBm25OfTwoTurnsToEachSideOrOfTheSources) {
    for (int round = 0; round < 10; ++round) {
        auto const asked = question();
        auto const windows = JoinedTexts(rows_).windows();
        auto const expected = plain_bm25(asked, windows, 1.2, .75);
        auto const came = scores(WindowWords(), asked);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (core::terms(windows[i], core::TextRole::document).empty()) {
                EXPECT_TRUE(std::isnan(came[i])) << "no window, no value";
            } else {
                EXPECT_NEAR(came[i], expected[i], 1e-4) << asked.text() << " / " << windows[i];
            }
        }
    }
}

TEST_P(WordSignalsTest, SessionWordsAreBm25OfTheWholeConversation) {
    for (int round = 0; round < 10; ++round) {
        auto const asked = question();
        std::map<std::int64_t, std::size_t> place_of;
        auto const sessions = JoinedTexts(rows_).sessions(place_of);
        auto const expected = plain_bm25(asked, sessions, 1.2, .75);
        auto const came = scores(SessionWords(), asked);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i].kind != MemoryKind::turn) {
                EXPECT_TRUE(std::isnan(came[i])) << "a fact has no conversation";
            } else {
                EXPECT_NEAR(came[i], expected[place_of.at(rows_[i].conversation)], 1e-4) << asked.text();
            }
        }
    }
}

TEST_P(WordSignalsTest, AQuestionWithoutWordsHasNothing) {
    for (float const value : scores(AnswerWords(), Question("who are you"))) EXPECT_EQ(value, 0);
}

INSTANTIATE_TEST_SUITE_P(Corpora, WordSignalsTest, ::testing::Range(100u, 110u));

}  // namespace
}  // namespace keepsake::memory
