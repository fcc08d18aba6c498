#include "memory/retrieval/retriever.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "memory/retrieval/filtered_users.h"

namespace keepsake::memory {
namespace {

using storage::Document;
using storage::DocumentId;
using storage::IndexCache;
using storage::UserIndex;

bool has_expired(Document const& document, Timestamp now) { return document.expires_at && *document.expires_at <= now; }

/// Share of the question's terms that a memory has.
double coverage(Question const& question, UserIndex const& index, DocumentId id) {
    if (question.terms().empty()) return 0;
    auto const has = [&](std::string const& term) { return index.count(id, term) > 0; };
    return static_cast<double>(std::count_if(question.terms().begin(), question.terms().end(), has)) /
           static_cast<double>(question.terms().size());
}

std::vector<DocumentId> allowed(UserIndex const& index, SearchRequest const& request, Timestamp now) {
    auto const& visible = request.visible;
    bool const narrow = !visible.agent.empty() || !visible.app.empty() || !visible.session.empty();
    auto const in_scope = [&](Document const& document) {
        if (!narrow) return true;
        auto const& scope = index.scope(document.scope);
        return (visible.agent.empty() || scope.agent == visible.agent) &&
               (visible.app.empty() || scope.app == visible.app) &&
               (visible.session.empty() || scope.session == visible.session);
    };
    auto const of_kind = [&](Document const& document) {
        return request.kinds.empty() ||
               std::find(request.kinds.begin(), request.kinds.end(), document.kind) != request.kinds.end();
    };
    std::vector<DocumentId> found;
    auto const documents = index.documents();
    found.reserve(documents.size());
    for (DocumentId id = 0; id < documents.size(); ++id) {
        auto const& document = documents[id];
        if (document.alive && !has_expired(document, now) && of_kind(document) && in_scope(document))
            found.push_back(id);
    }
    return found;
}

void name_missing_vectors(SearchAnswer& answer, std::span<Candidates const> users) {
    std::size_t all = 0;
    for (auto const& user : users) {
        auto const& [index, documents, cosines] = std::tie(user.index, user.documents, user.cosines);
        all += documents.size();
        if (index.without_vector() == 0 || cosines.empty()) continue;
        answer.without_vector += static_cast<std::size_t>(
            std::count_if(documents.begin(), documents.end(), [&](DocumentId id) { return std::isnan(cosines[id]); }));
    }
    if (answer.without_vector == 0) return;
    answer.not_searched.push_back({"meaning", std::to_string(answer.without_vector) + " of " + std::to_string(all) +
                                                  " memories have no vector yet and were searched by words only; "
                                                  "it is being made"});
}

}  // namespace

/// One user's part of a search: the index, kept from changing while it is used, or one made for a look into the past.
struct Retriever::SearchedUser {
    storage::RowId row = 0;
    std::unique_ptr<IndexCache::Lease> lease;
    std::unique_ptr<UserIndex> past;
    std::vector<DocumentId> documents;

    UserIndex const& index() const { return past ? *past : **lease; }
};

/// What the question means to each user's memories.
class Retriever::Meanings {
public:
    Meanings(Question const& question, std::vector<SearchedUser> const& users, TextVectors const& vectors)
        : cosines_(users.size()) {
        std::vector<std::string> texts = {question.text()};
        std::vector<std::size_t> text_of_user;
        for (auto const& user : users) {
            auto text = question.without_names(user.index().speakers());
            auto const known = std::find(texts.begin(), texts.end(), text);
            text_of_user.push_back(static_cast<std::size_t>(known - texts.begin()));
            if (known == texts.end()) texts.push_back(std::move(text));
        }
        auto const made = vectors.of_questions(texts);
        if (!made) {
            missing_ = made.error().message;
            return;
        }
        as_asked_ = made.value().front();
        for (std::size_t i = 0; i < users.size(); ++i) {
            auto const& index = users[i].index();
            cosines_[i] =
                index.vectors().cosines(made.value()[text_of_user[i]], index.documents().size(), users[i].documents);
        }
    }

    std::span<float const> cosines(std::size_t user) const { return cosines_[user]; }
    /// Why there are none.
    std::string const& missing() const { return missing_; }

    /// Of the whole question, the same in any store; 0 where a vector is missing.
    double absolute(UserIndex const& index, DocumentId id) const {
        auto const& all = index.vectors();
        // The kept halves of a vector may be a trifle longer than 1.
        return as_asked_.size() == all.dimensions() && all.has(id) ? std::clamp(all.cosine(as_asked_, id), 0.0f, 1.0f)
                                                                   : 0;
    }

private:
    std::vector<std::vector<float>> cosines_;
    storage::Vector as_asked_;
    std::string missing_;
};

Retriever::Retriever(storage::Store const& store, IndexCache& indexes, TextVectors const& vectors,
                     core::Clock const& clock, Formula formula)
    : store_(store), indexes_(indexes), vectors_(vectors), clock_(clock), formula_(std::move(formula)) {
    if (formula_.has("soft_words")) vocabularies_ = std::make_unique<Vocabularies>(vectors);
}

std::vector<Retriever::SearchedUser> Retriever::users_of(SearchRequest const& request) const {
    constexpr int most_attempts = 3;
    for (int attempt = 1;; ++attempt) {
        bool changed = false;
        std::vector<SearchedUser> users;
        for (auto const& filtered : users_to_search(store_, request)) {
            SearchedUser searched;
            searched.row = filtered.user.row;
            if (!request.past.shows_now()) {
                searched.past = std::make_unique<UserIndex>();
                store_.read_past(filtered.user.row, request.past,
                                 [&](storage::IndexedRow const& row) { searched.past->append(row); });
                searched.past->set_scopes(store_.scopes(filtered.user.row));
            } else {
                searched.lease = std::make_unique<IndexCache::Lease>(indexes_.lease(filtered.user));
            }
            searched.documents = allowed(searched.index(), request, clock_.now());
            if (!filtered.keep_allowed(searched.index(), searched.documents)) changed = true;
            users.push_back(std::move(searched));
        }
        if (!changed || attempt == most_attempts) return users;
    }
}

SearchAnswer Retriever::search(SearchRequest const& request) const {
    SearchAnswer answer;
    if (request.rerank) answer.not_searched.push_back({"rerank", "no reranker is configured"});
    auto const users = users_of(request);
    fill(answer, request, users);
    return answer;
}

std::vector<Retriever::NearTerms> Retriever::near_terms_of(Question const& question,
                                                           std::vector<SearchedUser> const& users) const {
    std::vector<NearTerms> found;
    if (!vocabularies_) return found;
    for (auto const& user : users) found.push_back(vocabularies_->near(user.row, user.index(), question));
    return found;
}

void Retriever::fill(SearchAnswer& answer, SearchRequest const& request, std::vector<SearchedUser> const& users) const {
    Question const question(request.query);
    Meanings const meanings(question, users, vectors_);
    auto const near_terms = near_terms_of(question, users);
    std::vector<Candidates> candidates;
    for (std::size_t i = 0; i < users.size(); ++i) {
        candidates.push_back(
            {users[i].index(), users[i].documents, meanings.cosines(i), meanings.missing(), clock_.now()});
        if (near_terms.empty()) continue;
        if (near_terms[i]) candidates.back().near_terms = near_terms[i].value();
        else candidates.back().no_near_terms = near_terms[i].error().message;
    }
    Ranking const ranking(question, candidates, formula_.signals, formula_.factors);
    answer.not_searched.insert(answer.not_searched.end(), ranking.not_searched().begin(), ranking.not_searched().end());
    if (meanings.missing().empty()) name_missing_vectors(answer, candidates);

    auto const score = [&](Place const& place) {
        auto const& index = users[place.user].index();
        auto const id = users[place.user].documents[place.candidate];
        return std::max(coverage(question, index, id), meanings.absolute(index, id));
    };
    int hidden = 0;
    auto const ranked = ranking.best(static_cast<std::size_t>(request.limit), [&](Place const& place) {
        bool const keep = !request.threshold || score(place) >= *request.threshold;
        hidden += keep ? 0 : 1;
        return keep;
    });
    if (request.threshold) answer.filtered = hidden;

    std::vector<std::pair<storage::RowId, int>> rows;
    for (auto const& entry : ranked) {
        auto const& user = users[entry.place.user];
        auto const& document = user.index().documents()[user.documents[entry.place.candidate]];
        rows.emplace_back(document.row, document.version);
    }
    // The texts are read in the ranked version, so that a change in between cannot put another text under a score.
    auto memories = store_.load_versions(rows);
    std::map<std::pair<storage::RowId, int>, MemoryRecord*> by_row;
    for (auto& memory : memories) by_row[{memory.row, memory.version}] = &memory;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        auto const memory = by_row.find(rows[i]);
        if (memory == by_row.end()) continue;  // erased since
        auto explanation = request.explain ? std::optional(ranking.explain(ranked[i])) : std::nullopt;
        answer.hits.push_back({std::move(*memory->second), score(ranked[i].place), std::move(explanation)});
    }
}

}  // namespace keepsake::memory
