#pragma once

#include "memory/concept_embedder.h"
#include "memory/searching_test.h"

namespace keepsake::testing {

/// A store whose texts have vectors of a few concepts.
class MeaningTest : public SearchingTest<ConceptEmbedder> {
protected:
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
};

}  // namespace keepsake::testing
