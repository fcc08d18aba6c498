#pragma once

#include "memory/retrieval/neighbours.h"
#include "memory/retrieval/retriever.h"
#include "models/embedding/local_embedder.h"
#include "models/embedding/no_embedder.h"
#include "storage/store_test.h"

namespace keepsake::testing {

/// The embedding model as it was built, loaded once for all tests of the program.
inline models::LocalEmbedder& real_model() {
    static TemporaryDirectory const cache;
    static models::LocalEmbedder model({.model_directory = KEEPSAKE_MODEL_DIR,
                                        .runtime_library = KEEPSAKE_RUNTIME_LIBRARY,
                                        .compiled_directory = cache.path(),
                                        .threads = 2});
    return model;
}

/// Two ways of searching one store whose vectors the real model has made: by everything, and by words alone.
class RealModelTest : public StoreTest {
protected:
    using Ranks = std::vector<std::size_t>;
    static constexpr std::size_t not_found = 1'000'000;

    static void SetUpTestSuite() {
        auto const loaded = real_model().wait_until_loaded();
        ASSERT_TRUE(loaded) << loaded.error().message;
    }

    /// One fact per text, with its vector.
    std::vector<MemoryId> store(core::Scope const& scope, std::vector<std::string> const& texts) {
        auto vectors = vectors_.of_memories(texts, {}, [](std::size_t) {});
        Addition addition;
        addition.scope = scope;
        addition.vector_model = vectors.model;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            auto& memory = addition.memories.emplace_back();
            memory.content.text = texts[i];
            memory.valid_from = clock_.now();
            memory.vector = std::move(vectors.vectors[i]);
        }
        return store_.add(addition).memories;
    }

    /// 0 for the first place.
    static std::size_t rank_of(MemoryId const& id, memory::SearchAnswer const& answer) {
        for (std::size_t i = 0; i < answer.hits.size(); ++i) {
            if (answer.hits[i].memory.id == id) return i;
        }
        return not_found;
    }
    static memory::SearchAnswer ask(memory::Retriever const& retriever, std::string const& user,
                                    std::string const& question) {
        memory::SearchRequest request;
        request.query = question;
        request.visible = all_of(user);
        request.limit = 100;
        return retriever.search(request);
    }
    static double share_within(Ranks const& ranks, std::size_t places) {
        auto const found = std::count_if(ranks.begin(), ranks.end(), [&](auto rank) { return rank < places; });
        return static_cast<double>(found) / static_cast<double>(ranks.size());
    }

    models::NoEmbedder no_model_;
    memory::TextVectors vectors_{store_, real_model()};
    memory::TextVectors no_vectors_{store_, no_model_};
    storage::IndexCache indexes_{store_, 1u << 30};
    storage::GraphStore graph_store_{store_, clock_};
    memory::Retriever retriever_{store_, graph_store_, indexes_, vectors_, clock_, memory::make_formula().value()};
    memory::Retriever by_words_{store_, graph_store_, indexes_, no_vectors_, clock_, memory::make_formula().value()};
    memory::Neighbours neighbours_{store_, indexes_, vectors_, clock_};
};

}  // namespace keepsake::testing
