#include "storage/index/user_index.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <utility>

#include "core/text/terms.h"
#include "core/text/time_expression.h"

namespace keepsake::storage {
namespace {

bool before(Posting const& posting, DocumentId document) { return posting.document < document; }

void insert_sorted(std::vector<Posting>& postings, Posting posting) {
    if (postings.empty() || postings.back().document < posting.document) {
        postings.push_back(posting);
    } else {
        postings.insert(std::lower_bound(postings.begin(), postings.end(), posting.document, before), posting);
    }
}

void remove_from(std::vector<Posting>& postings, DocumentId document) {
    auto const place = std::lower_bound(postings.begin(), postings.end(), document, before);
    if (place != postings.end() && place->document == document) postings.erase(place);
}

float total(auto const& counts) {
    float sum = 0;
    for (auto const& entry : counts) sum += entry.count;
    return sum;
}

bool ends_with_question(std::string_view text) {
    auto const last = text.find_last_not_of(" \t\r\n\"')");
    return last != std::string_view::npos && (text[last] == '?' || text.substr(0, last + 1).ends_with("？"));
}

}  // namespace

std::uint64_t UserIndex::next_serial() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

void UserIndex::put(IndexedRow const& row) {
    auto const known = by_row_.find(row.row);
    if (known == by_row_.end()) {
        if (row.current) append(row);
        return;
    }
    clear(known->second);
    if (row.current) {
        fill(known->second, row);
        refresh_around(known->second);
    } else {
        unlink(known->second);
        by_row_.erase(known);
    }
}

void UserIndex::append(IndexedRow const& row) {
    auto const id = static_cast<DocumentId>(documents_.size());
    documents_.emplace_back();
    own_terms_.emplace_back();
    by_row_[row.row] = id;
    bytes_ += sizeof(Document) + 64;
    auto& document = documents_[id];
    document.kind = row.kind;
    if (row.kind == MemoryKind::turn) document.session = session_id(row.conversation);
    fill(id, row);
    if (document.session >= 0) link(id);
    refresh_around(id);
}

void UserIndex::fill(DocumentId id, IndexedRow const& row) {
    auto& document = documents_[id];
    document.row = row.row;
    document.version = row.version;
    document.scope = row.scope;
    document.alive = true;
    document.is_extracted = row.is_extracted;
    document.ends_with_question = ends_with_question(row.text);
    document.speaker = row.speaker.empty() ? -1 : name_id(row.speaker);
    document.voice = row.voice.empty() ? -1 : name_id(row.voice);
    document.day = std::chrono::floor<std::chrono::days>(row.said_at);
    document.expires_at = row.expires_at;
    document.updated_at = row.updated_at;
    document.confidence = static_cast<float>(row.confidence);
    document.feedback = row.feedback;
    if (!row.vector.empty()) vectors_.put(id, row.vector);

    auto& own = own_terms_[id];
    own = count_terms(spoken(row.speaker, row.text));
    document.length = total(own);
    document.has_time_expression =
        std::any_of(own.begin(), own.end(), [&](TermCount const& entry) { return terms_[entry.term].is_time; });
    for (auto const& [term, count] : own) insert_sorted(terms_[term].postings, {id, count});
    if (document.session >= 0) {
        session_lengths_[static_cast<std::size_t>(document.session)] += document.length;
    } else if (!row.source_text.empty()) {
        auto& source = source_terms_[id] = count_terms(row.source_text);
        for (auto const& [term, count] : source) insert_sorted(terms_[term].source_postings, {id, count});
        bytes_ += source.size() * 2 * sizeof(Posting);
    }
    own_size_.documents += 1;
    own_size_.terms += document.length;
    bytes_ += own.size() * 2 * sizeof(Posting);
}

void UserIndex::clear(DocumentId id) {
    auto& document = documents_[id];
    for (auto const& entry : own_terms_[id]) remove_from(terms_[entry.term].postings, id);
    own_terms_[id].clear();
    if (auto const source = source_terms_.find(id); source != source_terms_.end()) {
        for (auto const& entry : source->second) remove_from(terms_[entry.term].source_postings, id);
        source_terms_.erase(source);
    }
    if (document.session >= 0) session_lengths_[static_cast<std::size_t>(document.session)] -= document.length;
    own_size_.documents -= 1;
    own_size_.terms -= document.length;
    document.length = 0;
    document.window_norm = 0;
    document.alive = false;
    vectors_.remove(id);
    set_lengths(document, 0, 0);
}

void UserIndex::link(DocumentId id) {
    auto& last = last_turns_[static_cast<std::size_t>(documents_[id].session)];
    documents_[id].previous = last;
    if (last != no_document) documents_[last].next = id;
    last = id;
}

void UserIndex::unlink(DocumentId id) {
    auto& document = documents_[id];
    auto const [previous, next] = std::pair(document.previous, document.next);
    if (previous != no_document) documents_[previous].next = next;
    if (next != no_document) documents_[next].previous = previous;
    if (document.session >= 0 && last_turns_[static_cast<std::size_t>(document.session)] == id) {
        last_turns_[static_cast<std::size_t>(document.session)] = previous;
    }
    document.previous = document.next = no_document;
    if (previous != no_document) refresh_around(previous);
    if (next != no_document) refresh_around(next);
}

void UserIndex::refresh_around(DocumentId id) {
    for_each_in_window(documents_, id, [this](DocumentId turn) { refresh(turn); });
}

void UserIndex::refresh(DocumentId id) {
    auto& document = documents_[id];
    if (!document.alive) return;
    if (document.session < 0) {
        auto const source = source_terms_.find(id);
        set_lengths(document, document.length, source == source_terms_.end() ? 0 : total(source->second));
        return;
    }
    auto const previous = document.previous;
    document.answers_question = previous != no_document && documents_[previous].ends_with_question &&
                                documents_[previous].voice != document.voice;
    float window = 0;
    for_each_in_window(documents_, id, [&](DocumentId turn) { window += documents_[turn].length; });
    set_lengths(document, document.length + (document.answers_question ? documents_[previous].length : 0), window);
    document.window_norm = window_norm(id);
}

float UserIndex::window_norm(DocumentId id) const {
    std::array<DocumentId, 5> window{};
    std::size_t size = 0;
    for_each_in_window(documents_, id, [&](DocumentId turn) {
        if (vectors_.has(turn)) window[size++] = turn;
    });
    auto square = static_cast<float>(size);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < i; ++j) square += 2 * vectors_.dot(window[i], window[j]);
    }
    return std::sqrt(std::max(0.0f, square));
}

void UserIndex::set_lengths(Document& document, float answer, float window) {
    // A document counts in a field while it has a length there.
    auto const replace = [](FieldSize& size, float& length, float value) {
        size.documents += (value > 0 ? 1 : 0) - (length > 0 ? 1 : 0);
        size.terms += value - length;
        length = value;
    };
    replace(answer_size_, document.answer_length, answer);
    replace(window_size_, document.window_length, window);
}

std::vector<UserIndex::TermCount> UserIndex::count_terms(std::string_view text) {
    std::vector<TermCount> counts;
    core::for_each_term(text, core::TextRole::document, [&](std::string const& term, std::string const& word) {
        counts.push_back({term_id(term, word), 1});
    });
    std::sort(counts.begin(), counts.end(), [](auto const& a, auto const& b) { return a.term < b.term; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (kept > 0 && counts[kept - 1].term == counts[i].term) {
            counts[kept - 1].count += 1;
        } else {
            counts[kept++] = counts[i];
        }
    }
    counts.resize(kept);
    counts.shrink_to_fit();
    return counts;
}

TermId UserIndex::term_id(std::string const& term, std::string const& word) {
    auto const [place, is_new] = term_ids_.try_emplace(term, static_cast<TermId>(terms_.size()));
    if (is_new) {
        terms_.push_back({core::is_time_term(term), word, {}, {}});
        bytes_ += sizeof(Term) + 2 * term.size() + 64;
    }
    return place->second;
}

int UserIndex::name_id(std::string const& name) {
    auto const [place, is_new] = name_ids_.try_emplace(name, static_cast<int>(names_.size()));
    if (is_new) names_.push_back(name);
    return place->second;
}

int UserIndex::session_id(std::int64_t conversation) {
    auto const [place, is_new] = session_ids_.try_emplace(conversation, static_cast<int>(last_turns_.size()));
    if (is_new) {
        last_turns_.push_back(no_document);
        session_lengths_.push_back(0);
    }
    return place->second;
}

std::optional<TermId> UserIndex::find_term(std::string_view term) const {
    auto const place = term_ids_.find(std::string(term));
    return place == term_ids_.end() ? std::nullopt : std::optional(place->second);
}

std::span<Posting const> UserIndex::postings(std::string_view term) const {
    auto const id = find_term(term);
    return id ? postings(*id) : std::span<Posting const>{};
}

std::span<Posting const> UserIndex::source_postings(std::string_view term) const {
    auto const id = find_term(term);
    return id ? std::span<Posting const>(terms_[*id].source_postings) : std::span<Posting const>{};
}

float UserIndex::count(DocumentId document, std::string_view term) const {
    auto const found = postings(term);
    auto const place = std::lower_bound(found.begin(), found.end(), document, before);
    return place != found.end() && place->document == document ? place->count : 0;
}

FieldSize UserIndex::session_size() const {
    FieldSize size;
    for (float const length : session_lengths_) {
        size.documents += length > 0 ? 1 : 0;
        size.terms += length;
    }
    return size;
}

void UserIndex::set_scopes(std::vector<ScopeRecord> const& scopes) {
    scopes_.clear();
    for (auto const& scope : scopes) scopes_.emplace(scope.row, scope);
}

}  // namespace keepsake::storage
