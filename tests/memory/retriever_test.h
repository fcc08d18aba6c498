#pragma once

#include "memory/retrieval/neighbours.h"
#include "memory/retrieval/retriever.h"
#include "models/embedding/no_embedder.h"
#include "storage/store_test.h"

namespace keepsake::testing {

/// A retriever over a store of its own. Texts that were found, best first.
class RetrieverTest : public StoreTest {
protected:
    using Texts = std::vector<std::string>;

    static memory::SearchRequest asks(std::string query) {
        memory::SearchRequest request;
        request.query = std::move(query);
        request.visible = all_of("ana");
        return request;
    }
    memory::SearchAnswer search(memory::SearchRequest const& request) const { return retriever_.search(request); }
    Texts found(memory::SearchRequest const& request) const {
        Texts texts;
        for (auto const& hit : search(request).hits) texts.push_back(hit.memory.content.text);
        return texts;
    }
    Texts found(std::string query) const { return found(asks(std::move(query))); }
    void say(std::string const& session, std::vector<Said> const& messages, std::string const& time) {
        auto scope = ana_;
        scope.session = session;
        store_.add(conversation(scope, messages, at(time)));
    }

    mutable storage::IndexCache indexes_{store_, 1u << 30};
    models::NoEmbedder no_embedder_;
    memory::TextVectors vectors_{store_, no_embedder_};
    memory::Neighbours neighbours_{store_, indexes_, vectors_, clock_};
    memory::Retriever retriever_{store_, indexes_, vectors_, clock_, memory::make_formula().value()};
};

}  // namespace keepsake::testing
