#include "memory/retrieval/retriever.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "memory/retrieval/filtered_users.h"
#include "memory/retrieval/recalled.h"

namespace keepsake::memory {
namespace {

using storage::Document;
using storage::DocumentId;
using storage::IndexCache;
using storage::UserIndex;

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
    // What its facts stand for is found when turns are asked for.
    auto const of_kind = [&](Document const& document) {
        if (request.kinds.empty()) return !document.is_extracted;
        return std::find(request.kinds.begin(), request.kinds.end(), document.kind) != request.kinds.end();
    };
    std::vector<DocumentId> found;
    auto const documents = index.documents();
    found.reserve(documents.size());
    for (DocumentId id = 0; id < documents.size(); ++id) {
        auto const& document = documents[id];
        if (document.alive && !document.has_expired(now) && of_kind(document) && in_scope(document))
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

Retriever::Retriever(storage::Store const& store, storage::GraphStore const& graph, IndexCache& indexes,
                     TextVectors const& vectors, core::Clock const& clock, Formula formula)
    : store_(store), graph_(graph), indexes_(indexes), vectors_(vectors), clock_(clock), formula_(std::move(formula)) {
    if (formula_.has("soft_words")) vocabularies_ = std::make_unique<Vocabularies>(vectors);
}

Retriever::SearchedUser Retriever::searched(SearchRequest const& request, storage::UserRecord const& user) const {
    SearchedUser searched;
    searched.row = user.row;
    // A look into the past has an index of its own, but the same graph: that knows its times itself.
    bool const asks_graph = formula_.has("graph");
    if (request.past.shows_now() || asks_graph)
        searched.lease = std::make_unique<IndexCache::Lease>(indexes_.lease(user));
    if (!request.past.shows_now()) {
        searched.past = std::make_unique<UserIndex>();
        store_.read_past(user.row, request.past, [&](storage::IndexedRow const& row) { searched.past->append(row); });
        searched.past->set_scopes(store_.scopes(user.row));
    }
    searched.documents = allowed(searched.index(), request, clock_.now());
    return searched;
}

std::vector<Retriever::SearchedUser> Retriever::users_of(SearchRequest const& request,
                                                         std::vector<FilteredUser> filtered) const {
    constexpr int most_attempts = 3;
    for (int attempt = 1;; ++attempt) {
        bool changed = false;
        std::vector<SearchedUser> users;
        for (auto const& user : filtered) {
            users.push_back(searched(request, user.user));
            if (!user.keep_allowed(users.back().index(), users.back().documents)) changed = true;
        }
        if (!changed || attempt == most_attempts) return users;
        users.clear();  // nothing is held while the filter looks again
        filtered = users_to_search(store_, request);
    }
}

SearchAnswer Retriever::search(SearchRequest const& request, std::stop_token stop) const {
    SearchAnswer answer;
    if (request.rerank) answer.not_searched.push_back({"rerank", "no reranker is configured"});
    Question const question(request.query);
    auto filtered = users_to_search(store_, request);
    std::vector<storage::UserRecord> records;
    for (auto const& user : filtered) records.push_back(user.user);
    QuestionVectors const vectors(question, records, indexes_, vectors_, std::move(stop));
    fill(answer, request, question, vectors, users_of(request, std::move(filtered)));
    return answer;
}

std::vector<Retriever::NearTerms> Retriever::near_terms_of(Question const& question,
                                                           std::vector<SearchedUser> const& users) const {
    std::vector<NearTerms> found;
    if (!vocabularies_) return found;
    for (auto const& user : users) found.push_back(vocabularies_->near(user.row, user.index(), question));
    return found;
}

void Retriever::fill(SearchAnswer& answer, SearchRequest const& request, Question const& question,
                     QuestionVectors const& vectors, std::vector<SearchedUser> const& users) const {
    std::vector<std::vector<float>> cosines;
    for (auto const& user : users) {
        auto const& index = user.index();
        cosines.push_back(vectors.missing().empty()
                              ? index.vectors().cosines(vectors.of(user.row), index.documents().size(), user.documents)
                              : std::vector<float>{});
    }
    auto const near_terms = near_terms_of(question, users);
    Recalled recalled(request);
    bool const asks_graph = formula_.has("graph");
    std::vector<Candidates> candidates;
    for (std::size_t i = 0; i < users.size(); ++i) {
        candidates.push_back({users[i].index(), users[i].documents, cosines[i], vectors.missing(), clock_.now()});
        if (asks_graph) candidates.back().recollection = &recalled.add(users[i].lease->graph(), clock_.now());
        if (near_terms.empty()) continue;
        if (near_terms[i]) candidates.back().near_terms = near_terms[i].value();
        else candidates.back().no_near_terms = near_terms[i].error().message;
    }
    Ranking const ranking(question, candidates, formula_.signals, formula_.factors);
    for (auto const& missing : ranking.not_searched()) {
        // Signals of the same vectors are missing together: one of them says why.
        auto const same_reason = [&](NotSearched const& named) { return named.reason == missing.reason; };
        if (std::none_of(answer.not_searched.begin(), answer.not_searched.end(), same_reason))
            answer.not_searched.push_back(missing);
    }
    if (vectors.missing().empty()) name_missing_vectors(answer, candidates);

    auto const score = [&](Place const& place) {
        auto const& index = users[place.user].index();
        auto const id = users[place.user].documents[place.candidate];
        return std::max(coverage(question, index, id), vectors.absolute(index, id));
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
        if (asks_graph) {
            recalled.note_hit(ranked[i].place.user, rows[i].first);
            if (explanation) explanation->path = recalled.path_to(ranked[i].place.user, rows[i].first);
        }
        answer.hits.push_back({std::move(*memory->second), score(ranked[i].place), std::move(explanation)});
    }
    answer.relations = recalled.relations(graph_);
}

}  // namespace keepsake::memory
