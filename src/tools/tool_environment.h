#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include "memory/engine.h"
#include "memory/graph/graph.h"

namespace keepsake::tools {

/// What the tools, resources and prompts of a server stand on.
struct ToolEnvironment {
    memory::Engine& engine;
    memory::Graph const& graph;
    core::Tenant tenant;
    std::string user;                                ///< the connection's own; serves where a call names none
    bool bound = false;                              ///< to that user: no other is seen
    std::string problem;                             ///< a wrong setting: every call answers with this sentence
    std::chrono::milliseconds longest_wait{25'000};  ///< for an extraction that somebody waits for
    double low_confidence = .5;                      ///< of less than this is shown how sure it is
    bool has_graph = true;                           ///< false: somebody has switched it off
};

/// The end of a sentence about what cannot be had without it.
inline constexpr auto graph_is_off =
    "the graph is switched off; KEEPSAKE_GRAPH=true, or \"graph\": true in config.json, switches it on";

/// A call that cannot be done for a reason which the caller can act on.
class CallRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

template <typename T>
T value_or_refuse(core::Result<T> result) {
    if (!result) throw CallRefused(result.error().message);
    return std::move(result).value();
}

}  // namespace keepsake::tools
