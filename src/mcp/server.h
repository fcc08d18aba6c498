#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/worker_pool.h"
#include "mcp/connection.h"
#include "mcp/prompt.h"
#include "mcp/resources.h"
#include "mcp/tool.h"

namespace keepsake::mcp {

struct ServerInfo {
    std::string name;
    std::string title;
    std::string version;
    std::string instructions;  ///< for the model; at most 2,048 characters reach it
};

/// What a server offers. All of it must live longer than the server.
struct Features {
    ToolSet const& tools;
    Resources const* resources = nullptr;
    PromptSet const* prompts = nullptr;
    bool lists_change = false;  ///< those of tools and prompts, while the server runs; then Server::list_changed tells
};

struct Service;

/// The Model Context Protocol above any transport: both eras, told apart message by message. Answers of its own are
/// sent from the calling thread at once; what looks into the store runs on the pool. Safe from many threads.
class Server {
public:
    /// `on_first_client` is called once, after the first handshake was answered.
    Server(ServerInfo info, Features features, core::WorkerPool& pool, std::function<void()> on_first_client);
    ~Server();

    /// Takes one message, or an array of them, as text; answers go where the connection's own messages go.
    void receive(std::shared_ptr<Connection> const& connection, std::string_view text);
    /// The same for a message that was read already, answered on `channel`. Where the message says in what era it is, that
    /// is believed; the transport has checked what only it can see.
    void receive(std::shared_ptr<Connection> const& connection, Json message, std::shared_ptr<Channel> const& channel);

    /// Answers a message that the transport could not take.
    static void refuse(Connection& connection, RpcError const& error);
    /// Ends what stays open by itself. Calls that run go on.
    static void close(Connection& connection);

    /// Tells nobody of changed resources any more. Called before the transports end what stays open, and go.
    void stop_watching();
    /// To everybody who wants to know. Resources are watched by the server itself (Resources::stamp).
    void list_changed(ListKind kind);

    ToolSet const& tools() const;

private:
    std::shared_ptr<Service> service_;
};

/// What is wrong with a modern request's `_meta`: fields missing (invalid_params), then a version that is not spoken here.
std::optional<RpcError> modern_fields_fault(Json const& params);
std::optional<RpcError> modern_version_fault(Json const& params);

/// Whether a message says by itself that it is a modern one.
bool is_modern(Json const& message);

}  // namespace keepsake::mcp
