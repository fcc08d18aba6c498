#pragma once

#include "memory/concept_embedder.h"
#include "memory/retrieval/neighbours.h"
#include "memory/retrieval/retriever.h"
#include "storage/store_test.h"

namespace keepsake::testing {

/// A store whose texts have vectors of a few concepts.
class MeaningTest : public StoreTest {
protected:
    using Texts = std::vector<std::string>;

    static memory::SearchRequest asks(std::string query) {
        memory::SearchRequest request;
        request.query = std::move(query);
        request.visible = all_of("ana");
        return request;
    }
    memory::SearchAnswer search(memory::SearchRequest const& request) const { return retriever_.search(request); }
    static Texts texts_of(memory::SearchAnswer const& answer) {
        Texts texts;
        for (auto const& hit : answer.hits) texts.push_back(hit.memory.content.text);
        return texts;
    }
    Texts found(memory::SearchRequest const& request) const { return texts_of(search(request)); }
    Texts found(std::string query) const { return found(asks(std::move(query))); }

    void know(Texts const& texts, std::string const& user = "ana") {
        auto scope = ana_;
        scope.user = user;
        for (auto const& text : texts) store_.add(fact(scope, text, clock_.now()));
        make_vectors();
    }
    void make_vectors() {
        ASSERT_TRUE(vectors_.make_missing({}, [](std::int64_t) {}));
    }

    static double cosine(std::string_view one, std::string_view other) {
        auto const a = ConceptEmbedder::vector_of(one);
        auto const b = ConceptEmbedder::vector_of(other);
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
        return sum;
    }
    /// What was last asked of the model.
    Texts last_embedded() const { return embedder_.calls().back().texts; }

    ConceptEmbedder embedder_;
    memory::TextVectors vectors_{store_, embedder_};
    mutable storage::IndexCache indexes_{store_, 1u << 30};
    memory::Retriever retriever_{store_, indexes_, vectors_, clock_, memory::make_formula().value()};
    memory::Neighbours neighbours_{store_, indexes_, vectors_, clock_};
};

}  // namespace keepsake::testing
