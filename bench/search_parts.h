#pragma once

#include "local_engine.h"
#include "memory/retrieval/formula.h"
#include "samples.h"

namespace keepsake::bench {

/// The steps that a search consists of, taken one at a time and timed.
class SearchParts {
public:
    explicit SearchParts(models::Embedder& model);

    void search(LocalEngine& engine, std::string const& query);

    std::vector<std::string> titles() const;
    std::vector<Samples const*> all() const;

private:
    memory::Formula formula_;
    double of_words_ = 0;  ///< ms that the word signals took in the search under way
    models::Embedder& model_;
    Samples counter_;
    Samples lease_;
    Samples embedding_;
    Samples vectors_;
    Samples words_;
    Samples fusing_;
    Samples texts_;
};

}  // namespace keepsake::bench
