#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>

#include "app/embedder_choice.h"
#include "app/extraction.h"
#include "app/http_front.h"
#include "core/process.h"
#include "core/settings.h"
#include "core/worker_pool.h"
#include "mcp/stdio/stdio_transport.h"
#include "memory/engine.h"
#include "memory/graph/graph.h"
#include "models/curl_http_client.h"
#include "tools/knowledge_graph_resource.h"
#include "tools/memory_prompts.h"
#include "tools/memory_resources.h"
#include "tools/tool_set.h"

namespace keepsake::app {

/// The server: owns every part, lowest layer first, and runs until a signal ends it, over stdio also until its client or
/// the parent process does.
class Application {
public:
    /// `problem`: a wrong setting; the server stays up and every tool answers with it.
    Application(core::Settings const& settings, memory::Formula formula, std::string problem);
    Application(Application const&) = delete;
    Application& operator=(Application const&) = delete;

    /// Serves stdin and stdout; returns the exit code.
    int serve_stdio();
    /// Serves HTTP until a signal ends it; says on `out` where it listens.
    int serve_http(http::ListenAddress const& address, std::ostream& out);

private:
    mcp::Resources const* shown_resources() const;
    void prepare();
    int run();
    void watch_signals();
    void watch_parent();
    void watch_parent_by_timer();
    void warm_up();
    void end(char const* why);
    void end_http();
    void await_http(std::chrono::steady_clock::time_point until, std::function<void()> const& too_late);
    int finish();
    void cancel_calls();

    core::Settings const settings_;
    core::SystemClock clock_;
    core::ParentProcess parent_;
    storage::Store store_;
    storage::JobQueue queue_;
    storage::GraphStore graph_store_;
    storage::IndexCache indexes_;
    models::CurlHttpClient http_;
    std::unique_ptr<models::Embedder> embedder_;
    memory::TextVectors vectors_;
    memory::HandedOut handed_out_;
    memory::Housekeeping housekeeping_;
    memory::Retriever retriever_;
    memory::Neighbours neighbours_;
    memory::Graph graph_;
    std::optional<Extraction> extraction_;  ///< with a language model only
    memory::Engine engine_;
    tools::ToolEnvironment environment_;
    mcp::ToolSet tools_;
    tools::MemoryResources resources_;
    tools::KnowledgeGraphResource knowledge_graph_;  ///< shown in its profile only
    mcp::PromptSet prompts_;
    core::WorkerPool pool_;
    boost::asio::io_context io_;
    mcp::Server server_;
    std::optional<mcp::StdioTransport> stdio_;  ///< one of the two
    std::optional<HttpFront> http_front_;
    boost::asio::signal_set signals_;
    boost::asio::posix::stream_descriptor parent_end_;
    boost::asio::steady_timer parent_timer_;
    boost::asio::steady_timer end_timer_;
    bool ending_ = false;
};

}  // namespace keepsake::app
