#pragma once

#include "memory/retrieval/neighbours.h"
#include "memory/retrieval/retriever.h"
#include "storage/store_test.h"

namespace keepsake::testing {

/// Searches over a store of its own, with this embedder. Texts that were found, best first.
template <typename Embedder>
class SearchingTest : public StoreTest {
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

    Embedder embedder_;
    memory::TextVectors vectors_{store_, embedder_};
    mutable storage::IndexCache indexes_{store_, 1u << 30};
    storage::GraphStore graph_store_{store_, clock_};
    memory::Neighbours neighbours_{store_, indexes_, vectors_, clock_};
    memory::Retriever retriever_{store_, graph_store_, indexes_, vectors_, clock_, memory::make_formula().value()};
};

}  // namespace keepsake::testing
