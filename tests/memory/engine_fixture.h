#pragma once

#include "memory/engine.h"
#include "memory/graph/graph.h"
#include "memory/retriever_test.h"

namespace keepsake::testing {

/// An engine without a language model over a store of its own.
class EngineFixture : public RetrieverTest {
protected:
    storage::JobQueue queue_{store_, clock_};
    memory::HandedOut handed_out_{queue_, clock_};
    memory::Housekeeping housekeeping_{store_, vectors_, handed_out_, folder_.path()};
    memory::Engine engine_{store_, retriever_, neighbours_, vectors_, housekeeping_, handed_out_, nullptr, clock_};
    memory::Graph graph_{store_, graph_store_, indexes_, clock_};
};

}  // namespace keepsake::testing
