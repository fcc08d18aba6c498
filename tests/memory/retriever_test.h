#pragma once

#include "memory/searching_test.h"
#include "models/embedding/no_embedder.h"

namespace keepsake::testing {

/// Searches by words alone.
class RetrieverTest : public SearchingTest<models::NoEmbedder> {
protected:
    void say(std::string const& session, std::vector<Said> const& messages, std::string const& time) {
        auto scope = ana_;
        scope.session = session;
        store_.add(conversation(scope, messages, at(time)));
    }
};

}  // namespace keepsake::testing
