#include "search_parts.h"

#include <stdexcept>

namespace keepsake::bench {
namespace {

constexpr std::size_t results_wanted = 10;

/// Another signal, and a sum of what it takes.
class TimedSignal final : public memory::Signal {
public:
    TimedSignal(std::unique_ptr<Signal const> signal, double& milliseconds)
        : signal_(std::move(signal)), milliseconds_(milliseconds) {}

    std::string_view name() const override { return signal_->name(); }
    core::Result<std::vector<float>> score(memory::Question const& question,
                                           memory::Candidates const& candidates) const override {
        Stopwatch const watch;
        auto scores = signal_->score(question, candidates);
        milliseconds_ += watch.elapsed().count();
        return scores;
    }

private:
    std::unique_ptr<Signal const> signal_;
    double& milliseconds_;
};

bool is_of_words(memory::Signal const& signal) { return signal.name().find("meaning") == std::string_view::npos; }

}  // namespace

SearchParts::SearchParts(models::Embedder& model) : formula_(memory::make_formula().value()), model_(model) {
    for (auto& [signal, weight] : formula_.signals) {
        if (is_of_words(*signal)) signal = std::make_unique<TimedSignal>(std::move(signal), of_words_);
    }
}

std::vector<std::string> SearchParts::titles() const {
    return {"change counter", "index lease", "embedding", "vectors", "words", "fusing", "fetching texts"};
}

std::vector<Samples const*> SearchParts::all() const {
    return {&counter_, &lease_, &embedding_, &vectors_, &words_, &fusing_, &texts_};
}

void SearchParts::search(LocalEngine& engine, std::string const& query) {
    auto const users = timed(counter_, [&] { return engine.store().users(default_user_filter()); });
    auto const index = timed(lease_, [&] { return engine.indexes().lease(users.front()); });
    std::vector<storage::DocumentId> documents(index->documents().size());
    for (std::size_t i = 0; i < documents.size(); ++i) documents[i] = static_cast<storage::DocumentId>(i);

    memory::Question const question(query);
    std::vector<std::string> asked = {query};
    if (auto text = question.without_names(index->speakers()); text != query) asked.push_back(std::move(text));
    auto const embedded = timed(embedding_, [&] { return model_.embed(asked, models::Urgency::waited_for, {}); });
    if (!embedded) throw std::runtime_error(embedded.error().message);
    auto const& vector = embedded.value().back();
    auto const cosines = timed(vectors_, [&] { return index->vectors().cosines(vector, documents.size(), documents); });

    std::vector<memory::Candidates> const candidates = {{.index = *index, .documents = documents, .cosines = cosines}};
    of_words_ = 0;
    Stopwatch const ranking_watch;
    memory::Ranking const ranking(question, candidates, formula_.signals, formula_.factors);
    auto const best = ranking.best(results_wanted, [](memory::Place const&) { return true; });
    words_.add(of_words_);
    fusing_.add(ranking_watch.elapsed().count() - of_words_);

    std::vector<std::pair<storage::RowId, int>> rows;
    for (auto const& entry : best) {
        auto const& document = index->documents()[documents[entry.place.candidate]];
        rows.emplace_back(document.row, document.version);
    }
    (void)timed(texts_, [&] { return engine.store().load_versions(rows); });
}

}  // namespace keepsake::bench
