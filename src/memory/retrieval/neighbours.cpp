#include "memory/retrieval/neighbours.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text/terms.h"
#include "memory/retrieval/ranking.h"

namespace keepsake::memory {
namespace {

using storage::DocumentId;
using storage::UserIndex;

/// Half of the words, or as near in meaning as three in four pairs of an old and a new version are.
constexpr double nearly_the_same = .5;
/// Less than this says nothing: two facts of the same person have as much (write_path_test).
constexpr double far = .2;
constexpr std::ptrdiff_t kept_however_far = 8;
/// Enough for the candidates of a few conversations; some 700 KB.
constexpr std::size_t most_recent = 400;

/// Capitalised words of a text that stand in over a quarter of the memories: whom all of them are about.
std::vector<std::string> frequent_names(Question const& question, UserIndex const& index) {
    std::vector<std::string> names;
    for (auto const& word : question.capitalised_words()) {
        auto const terms = core::terms(word, core::TextRole::document);
        if (terms.size() == 1 &&
            static_cast<double>(index.postings(terms.front()).size()) > index.own_size().documents / 4)
            names.push_back(word);
    }
    return names;
}

/// Share of the different words of the one that has more of them.
double common_share(std::set<std::string> const& terms, UserIndex const& index, DocumentId id) {
    auto const larger = std::max(terms.size(), index.term_count(id));
    if (larger == 0) return 0;
    auto const common =
        std::count_if(terms.begin(), terms.end(), [&](auto const& term) { return index.count(id, term) > 0; });
    return static_cast<double>(common) / static_cast<double>(larger);
}

/// Behind the first few, which may be near in a way of their own, what has next to nothing in common with the text.
void leave_out_far(std::vector<Neighbour>& neighbours) {
    auto const first = neighbours.begin() + std::min(std::ssize(neighbours), kept_however_far);
    neighbours.erase(std::remove_if(first, neighbours.end(), [](auto const& one) { return one.closeness < far; }),
                     neighbours.end());
}

}  // namespace

Neighbours::Neighbours(storage::Store const& store, storage::IndexCache& indexes, TextVectors const& vectors,
                       core::Clock const& clock)
    : store_(store), indexes_(indexes), vectors_(vectors), clock_(clock), formula_(write_path_formula()) {}

std::optional<storage::IndexCache::Lease> Neighbours::lease(Scope const& scope) const {
    auto const users =
        store_.users({.tenant = scope.tenant, .user = scope.user, .agent = {}, .app = {}, .session = {}});
    if (users.empty()) return std::nullopt;
    return indexes_.lease(users.front());
}

std::vector<Neighbours::Compared> Neighbours::compared(Scope const& scope, std::span<NewText const> texts,
                                                       models::Urgency urgency, std::stop_token stop) const {
    std::vector<Compared> all;
    for (auto const& text : texts) {
        bool const has_meaning = text.vector && vectors_.understands(text.text);
        all.push_back({.text = text.text,
                       .whole = has_meaning ? *text.vector : storage::Vector{},
                       .nameless = has_meaning ? *text.vector : storage::Vector{}});
    }
    std::vector<std::string> without;
    std::vector<Compared*> named;
    if (auto const index = lease(scope)) {
        for (auto& compared : all) {
            Question const question(compared.text);
            auto const names = frequent_names(question, **index);
            if (compared.whole.empty() || names.empty()) continue;
            without.push_back(question.without_names(names));
            named.push_back(&compared);
        }
    }
    // No index is held while the model works.
    if (without.empty()) return all;
    if (auto made = nameless_vectors(without, urgency, std::move(stop))) {
        auto vectors = std::move(made).value();
        for (std::size_t i = 0; i < named.size(); ++i) named[i]->nameless = std::move(vectors[i]);
    }
    return all;
}

core::Result<std::vector<storage::Vector>> Neighbours::nameless_vectors(std::vector<std::string> const& texts,
                                                                        models::Urgency urgency,
                                                                        std::stop_token stop) const {
    std::vector<storage::Vector> known;
    {
        std::lock_guard const lock(recent_mutex_);
        for (auto const& text : texts) {
            if (auto const found = recent_.find(text); found != recent_.end()) known.push_back(found->second);
        }
    }
    if (known.size() == texts.size()) return known;
    auto made = vectors_.of_questions(texts, std::move(stop), urgency);
    if (!made) return made;
    std::lock_guard const lock(recent_mutex_);
    if (recent_.size() > most_recent) recent_.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) recent_.insert_or_assign(texts[i], made.value()[i]);
    return made;
}

std::vector<Neighbour> Neighbours::in(UserIndex const& index, Compared const& text, Wanted wanted,
                                      std::size_t at_most) const {
    Question const question(text.text);
    auto const terms = core::terms(text.text, core::TextRole::document);
    std::set<std::string> const words(terms.begin(), terms.end());
    auto const now = clock_.now();
    std::vector<DocumentId> current;
    auto const documents = index.documents();
    for (DocumentId id = 0; id < documents.size(); ++id) {
        auto const& document = documents[id];
        bool const fits = wanted == Wanted::facts ? document.kind == storage::MemoryKind::fact : !document.is_extracted;
        if (document.alive && fits && !document.has_expired(now)) current.push_back(id);
    }
    auto const near =
        text.nameless.empty() ? std::vector<float>{} : index.vectors().cosines(text.nameless, documents.size());
    std::vector<Candidates> const candidates = {{.index = index, .documents = current, .cosines = near, .now = now}};
    Ranking const ranking(question, candidates, formula_.signals, formula_.factors);
    std::vector<Neighbour> found;
    for (auto const& ranked : ranking.best(at_most, [](Place const&) { return true; })) {
        auto const id = current[ranked.place.candidate];
        auto closeness = common_share(words, index, id);
        if (index.vectors().has(id) && index.vectors().dimensions() == text.whole.size())
            closeness = std::clamp<double>(index.vectors().cosine(text.whole, id), closeness, 1);
        found.push_back({documents[id].row, closeness});
    }
    return found;
}

std::vector<std::vector<Neighbour>> Neighbours::facts_near(Scope const& scope, std::vector<NewText> const& texts,
                                                           std::size_t at_most, std::stop_token stop) const {
    auto const all = compared(scope, texts, models::Urgency::soon, std::move(stop));
    std::vector<std::vector<Neighbour>> found(texts.size());
    auto const index = lease(scope);
    if (!index) return found;
    for (std::size_t i = 0; i < all.size(); ++i) {
        found[i] = in(**index, all[i], Wanted::facts, at_most);
        // Words alone find too much to leave anything out.
        if (!all[i].whole.empty()) leave_out_far(found[i]);
    }
    return found;
}

std::vector<SimilarMemory> Neighbours::similar(Scope const& scope, std::vector<NewText> const& texts,
                                               std::size_t at_most, std::stop_token stop) const {
    auto const all = compared(scope, texts, models::Urgency::waited_for, std::move(stop));
    auto const index = lease(scope);
    if (!index) return {};
    std::map<storage::RowId, double> closest;
    for (auto const& text : all) {
        for (auto const& [row, closeness] : in(**index, text, Wanted::whatever_is_found, at_most)) {
            if (closeness >= nearly_the_same) closest[row] = std::max(closest[row], closeness);
        }
    }
    std::vector<std::pair<storage::RowId, double>> best(closest.begin(), closest.end());
    std::stable_sort(best.begin(), best.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
    best.resize(std::min(best.size(), at_most));

    std::vector<storage::RowId> rows;
    for (auto const& [row, closeness] : best) rows.push_back(row);
    std::vector<SimilarMemory> found;
    for (auto& memory : store_.load(rows)) found.push_back({memory.id, std::move(memory.content.text)});
    return found;
}

}  // namespace keepsake::memory
