#include "storage/index/user_index.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/text/terms.h"
#include "storage/index_rows.h"

namespace keepsake::storage {
namespace {

using testing::RowSource;

/// Everything that a ranking can see of an index, whatever places its documents, speakers and sessions have in it.
class Observed {
public:
    static inline Vector const probe = {1, 2, 4, 8, 16, 32, 64, 128};

    explicit Observed(UserIndex const& index) : index_(index) {
        for (DocumentId id = 0; id < index.documents().size(); ++id) {
            if (index.documents()[id].alive) show(id);
        }
        for (auto const& word : RowSource::vocabulary()) {
            for (auto const& term : core::terms(word, core::TextRole::document)) show(term);
        }
        show("own", index.own_size());
        show("answers", index.answer_size());
        show("windows", index.window_size());
        show("sessions", index.session_size());
        out_ << index.vectors().size() << " vectors, " << index.without_vector() << " missing\n";
    }
    std::string text() const { return out_.str(); }

private:
    RowId row(DocumentId id) const { return id == no_document ? 0 : index_.documents()[id].row; }
    std::string name(int place) const { return place < 0 ? "-" : index_.speakers()[static_cast<std::size_t>(place)]; }
    void show(DocumentId id) {
        auto const& document = index_.documents()[id];
        out_ << document.row << " v" << document.version << " scope " << document.scope << " kind "
             << static_cast<int>(document.kind) << " asks " << document.ends_with_question << " time "
             << document.has_time_expression << " answers " << document.answers_question << " "
             << name(document.speaker) << "/" << name(document.voice) << " between " << row(document.previous)
             << " and " << row(document.next) << " lengths " << document.length << " " << document.answer_length << " "
             << document.window_length;
        if (document.session >= 0)
            out_ << " of " << index_.session_lengths()[static_cast<std::size_t>(document.session)];
        out_ << " day " << document.day.time_since_epoch().count() << " terms " << index_.term_count(id);
        if (document.expires_at) out_ << " until " << document.expires_at->time_since_epoch().count();
        out_ << " confidence " << document.confidence << " feedback " << document.feedback << " updated "
             << document.updated_at.time_since_epoch().count();
        out_ << " window norm " << document.window_norm;
        if (index_.vectors().has(id)) out_ << " vector " << index_.vectors().cosine(probe, id);
        out_ << "\n";
    }
    void show(std::string const& term) {
        out_ << term << ":";
        for (auto const& posting : index_.postings(term)) {
            EXPECT_EQ(index_.count(posting.document, term), posting.count);
            out_ << " " << row(posting.document) << "x" << posting.count;
        }
        out_ << " sources:";
        for (auto const& posting : index_.source_postings(term))
            out_ << " " << row(posting.document) << "x" << posting.count;
        out_ << "\n";
    }
    void show(char const* what, FieldSize const& size) {
        out_ << what << " " << size.documents << " " << size.terms << " " << size.average() << "\n";
    }

    UserIndex const& index_;
    std::ostringstream out_;
};

std::string observed(UserIndex const& index) { return Observed(index).text(); }

/// The index that a first search builds from these rows.
UserIndex built_from(std::vector<IndexedRow> const& rows) {
    UserIndex index;
    for (auto const& row : rows) index.put(row);
    return index;
}

TEST(UserIndex, AfterAnyChangesIsTheIndexOfTheRowsThatStayed) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        RowSource source(seed);
        UserIndex index;
        std::vector<IndexedRow> rows;
        for (int step = 0; step < 80; ++step) {
            if (rows.size() < 3 || source.chance(55)) {
                rows.push_back(source.next());
                index.put(rows.back());
                continue;
            }
            auto const place = source.below(rows.size());
            source.change(rows[place]);
            rows[place].current = source.chance(50);
            index.put(rows[place]);
            if (!rows[place].current) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(place));
            if (step % 8 == 0) {
                ASSERT_EQ(observed(index), observed(built_from(rows))) << "seed " << seed << " step " << step;
            }
        }
        ASSERT_EQ(observed(index), observed(built_from(rows))) << "seed " << seed;
        for (auto& row : rows) {
            row.current = false;
            index.put(row);
        }
        ASSERT_EQ(observed(index), observed(UserIndex())) << "seed " << seed;
    }
}

TEST(UserIndex, TakesTheSameRowTwiceWithoutCountingItTwice) {
    RowSource source(7);
    std::vector<IndexedRow> rows;
    for (int i = 0; i < 30; ++i) rows.push_back(source.next());
    auto const once = built_from(rows);
    auto twice = built_from(rows);
    for (auto const& row : rows) twice.put(row);
    EXPECT_EQ(observed(twice), observed(once));
}

TEST(UserIndex, PassesOverARowThatHadEndedBeforeItWasKnown) {
    IndexedRow row = RowSource(1).next();
    row.current = false;
    EXPECT_TRUE(built_from({row}).documents().empty());
}

IndexedRow turn(RowId row, std::string speaker, std::string text) {
    IndexedRow turn;
    turn.row = row;
    turn.kind = MemoryKind::turn;
    turn.speaker = speaker;
    turn.voice = std::move(speaker);
    turn.text = std::move(text);
    turn.conversation = 1;
    return turn;
}

TEST(UserIndex, AnAnswerIsWhatAnotherSaysAfterAQuestion) {
    auto const index = built_from({turn(1, "Ana", "Did you see the museum?"), turn(2, "Ana", "The big one?"),
                                   turn(3, "Ben", "Yes (did you?)"), turn(4, "Ana", "No.")});
    auto const documents = index.documents();
    EXPECT_FALSE(documents[0].answers_question) << "nothing is before it";
    EXPECT_FALSE(documents[1].answers_question) << "the same speaker goes on";
    EXPECT_TRUE(documents[2].answers_question);
    EXPECT_TRUE(documents[3].answers_question) << "brackets behind the question mark";
    EXPECT_EQ(documents[2].answer_length, documents[1].length + documents[2].length);
}

TEST(UserIndex, AWindowReachesTwoTurnsToEachSideInItsConversationOnly) {
    std::vector<IndexedRow> rows;
    for (RowId row = 1; row <= 6; ++row) rows.push_back(turn(row, "", "dog"));
    rows[5].conversation = 2;
    auto const index = built_from(rows);
    std::vector<float> lengths;
    for (auto const& document : index.documents()) lengths.push_back(document.window_length);
    EXPECT_EQ(lengths, (std::vector<float>{3, 4, 5, 4, 3, 1}));
    EXPECT_EQ(index.session_size().documents, 2);
    EXPECT_EQ(index.session_size().average(), 3);
}

TEST(UserIndex, AFactHasTheWindowOfItsSourcesAndNoConversation) {
    IndexedRow fact;
    fact.row = 1;
    fact.text = "Ana moved";
    fact.source_text = "we moved\nto Porto";
    IndexedRow plain = fact;
    plain.row = 2;
    plain.source_text.clear();
    auto const index = built_from({fact, plain});
    EXPECT_EQ(index.documents()[0].session, -1);
    EXPECT_EQ(index.documents()[0].window_length, 2) << "move, porto";
    EXPECT_EQ(index.documents()[1].window_length, 0);
    EXPECT_EQ(index.window_size().documents, 1);
    EXPECT_EQ(index.source_postings("porto").size(), 1u);
    EXPECT_TRUE(index.postings("porto").empty());
}

TEST(UserIndex, KnowsTheScopesItWasTold) {
    UserIndex index;
    EXPECT_FALSE(index.knows_scope(5));
    index.set_scopes({{5, "planner", "", "s1"}});
    EXPECT_TRUE(index.knows_scope(5));
    EXPECT_EQ(index.scope(5).agent, "planner");
}

}  // namespace
}  // namespace keepsake::storage
