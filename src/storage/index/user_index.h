#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/index/vector_index.h"
#include "storage/records.h"

namespace keepsake::storage {

struct Posting {
    DocumentId document;
    float count;  ///< how often the term stands in it
};

/// Place of a term in its user's vocabulary; a term keeps its place as long as the index lives.
using TermId = std::uint32_t;

/// What the ranking needs of one memory besides its words.
struct Document {
    RowId row = 0;
    int version = 1;
    RowId scope = 0;
    MemoryKind kind = MemoryKind::fact;
    bool alive = false;
    bool ends_with_question = false;
    bool has_time_expression = false;
    bool is_extracted = false;      ///< a turn for which its facts stand
    bool answers_question = false;  ///< the turn before it is another speaker's and ends with "?"
    int speaker = -1;               ///< place in UserIndex::speakers(), -1 for none
    int voice = -1;                 ///< like speaker, but a role where no name is known; equal means the same person
    int session = -1;               ///< place of its conversation, -1 for a memory that is no turn
    DocumentId previous = no_document;  ///< the turns around it in the same conversation
    DocumentId next = no_document;
    float length = 0;         ///< terms of its own text
    float answer_length = 0;  ///< with the question before it
    float window_length = 0;  ///< with the two turns on either side, or of the source texts; 0: it has no window
    float window_norm = 0;    ///< length of the sum of the vectors of a turn and the two on either side; 0: none
    float confidence = 1;
    int feedback = 0;
    std::chrono::sys_days day;
    Timestamp updated_at;
    std::optional<Timestamp> expires_at;

    bool has_expired(Timestamp now) const { return expires_at && *expires_at <= now; }
};

/// A turn and the two on either side of it in its conversation, itself first.
template <typename Take>
void for_each_in_window(std::span<Document const> documents, DocumentId turn, Take take) {
    take(turn);
    auto before = turn;
    auto after = turn;
    for (int step = 0; step < 2; ++step) {
        if (before != no_document) before = documents[before].previous;
        if (after != no_document) after = documents[after].next;
        if (before != no_document) take(before);
        if (after != no_document) take(after);
    }
}

/// Number of documents and of terms in one way of reading the texts, for BM25's averages.
struct FieldSize {
    double documents = 0;
    double terms = 0;
    double average() const { return documents == 0 ? 0 : terms / documents; }
};

/// One user's memories in memory, for search: postings, conversations, speakers, days. A cache of the store and
/// nothing else; the same rows in the same order give the same index. Not safe for concurrent changes.
class UserIndex {
public:
    /// Takes over the row's state: new, changed or ended. Rows that are new come in the order of creation.
    void put(IndexedRow const& row);
    /// Takes another row without looking for an older state of it.
    void append(IndexedRow const& row);

    /// Another number for each index that was ever built in this process; a copy that is moved keeps it.
    std::uint64_t serial() const { return serial_; }
    std::span<Document const> documents() const { return documents_; }
    std::span<Posting const> postings(std::string_view term) const;
    std::span<Posting const> postings(TermId term) const { return terms_[term].postings; }
    std::size_t vocabulary_size() const { return terms_.size(); }
    std::optional<TermId> find_term(std::string_view term) const;
    /// A word as it was written, folded, of which the term is the stem.
    std::string const& word(TermId term) const { return terms_[term].word; }
    /// Of memories that are no turns: the terms of the texts they came from.
    std::span<Posting const> source_postings(std::string_view term) const;
    /// How often the term stands in the document itself.
    float count(DocumentId document, std::string_view term) const;
    /// Different terms of the document.
    std::size_t term_count(DocumentId document) const { return own_terms_[document].size(); }

    std::span<std::string const> speakers() const { return names_; }
    std::span<float const> session_lengths() const { return session_lengths_; }

    FieldSize const& own_size() const { return own_size_; }
    FieldSize const& answer_size() const { return answer_size_; }
    FieldSize const& window_size() const { return window_size_; }
    FieldSize session_size() const;

    VectorIndex const& vectors() const { return vectors_; }
    /// After many changes: what makes the next searches fast.
    void prepare() { vectors_.prepare(); }
    /// Memories whose vector is still to be made.
    std::size_t without_vector() const { return alive() - vectors_.size(); }
    /// Places of memories that have ended since the index was built: it never gives them back.
    std::size_t ended() const { return documents_.size() - alive(); }

    bool knows_scope(RowId scope) const { return scopes_.contains(scope); }
    void set_scopes(std::vector<ScopeRecord> const& scopes);
    ScopeRecord const& scope(RowId row) const { return scopes_.at(row); }

    /// A rough sum, for deciding what to drop.
    std::size_t bytes() const { return bytes_ + vectors_.bytes(); }

private:
    struct TermCount {
        TermId term;
        float count;
    };
    struct Term {
        bool is_time = false;
        std::string word;
        std::vector<Posting> postings;
        std::vector<Posting> source_postings;
    };

    static std::uint64_t next_serial();
    std::vector<TermCount> count_terms(std::string_view text);
    TermId term_id(std::string const& term, std::string const& word);
    int name_id(std::string const& name);
    int session_id(std::int64_t conversation);

    std::size_t alive() const { return static_cast<std::size_t>(own_size_.documents); }
    void fill(DocumentId id, IndexedRow const& row);
    void clear(DocumentId id);
    void link(DocumentId id);
    void unlink(DocumentId id);
    /// Brings the lengths that depend on neighbours up to date, for a turn and the two on either side.
    void refresh_around(DocumentId id);
    void refresh(DocumentId id);
    void set_lengths(Document& document, float answer, float window);
    float window_norm(DocumentId id) const;

    std::uint64_t serial_ = next_serial();
    std::vector<Document> documents_;
    std::unordered_map<RowId, DocumentId> by_row_;
    std::unordered_map<std::string, TermId> term_ids_;
    std::vector<Term> terms_;
    std::vector<std::vector<TermCount>> own_terms_;
    std::unordered_map<DocumentId, std::vector<TermCount>> source_terms_;
    std::unordered_map<std::string, int> name_ids_;
    std::vector<std::string> names_;
    std::unordered_map<std::int64_t, int> session_ids_;
    std::vector<DocumentId> last_turns_;  ///< of each session
    std::vector<float> session_lengths_;
    std::unordered_map<RowId, ScopeRecord> scopes_;
    VectorIndex vectors_;
    FieldSize own_size_;
    FieldSize answer_size_;
    FieldSize window_size_;
    std::size_t bytes_ = sizeof(*this);
};

}  // namespace keepsake::storage
