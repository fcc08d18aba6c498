#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/worker_pool.h"
#include "mcp/connection.h"
#include "mcp/tool.h"

namespace keepsake::mcp {

struct ServerInfo {
    std::string name;
    std::string title;
    std::string version;
    std::string instructions;  ///< for the model; at most 2,048 characters reach it
};

/// The Model Context Protocol above any transport: both eras, told apart message by message. Answers of its own are
/// sent from the calling thread at once; tools run on the pool.
class Server {
public:
    /// `on_first_client` is called once, after the first handshake was answered.
    Server(ServerInfo info, ToolSet const& tools, core::WorkerPool& pool, std::function<void()> on_first_client);

    /// Takes one message as text.
    void receive(std::shared_ptr<Connection> const& connection, std::string_view text);
    /// Answers a message that the transport could not take.
    static void refuse(Connection& connection, RpcError const& error);
    /// Ends what stays open by itself. Calls that run go on.
    static void close(Connection& connection);

private:
    using Reply = std::function<void(Json)>;
    struct Exchange;
    struct Waiting;

    void receive_batch(std::shared_ptr<Connection> const& connection, Json messages);
    void dispatch(std::shared_ptr<Connection> const& connection, Json message, Reply const& reply);
    void notice(Connection& connection, Call const& call) const;
    void answer(Exchange const& exchange);
    void answer_legacy(Exchange const& exchange);
    void answer_modern(Exchange const& exchange);
    void answer_tools(Exchange const& exchange);

    void initialize(Exchange const& exchange);
    void discover(Exchange const& exchange);
    void listen(Exchange const& exchange) const;
    void list_tools(Exchange const& exchange) const;
    void call_tool(Exchange const& exchange);
    void answer_later(std::shared_ptr<Waiting> const& waiting);

    void succeed(Exchange const& exchange, Json result) const;
    static void fail(Exchange const& exchange, RpcError const& error);
    Json server_info() const;
    void meet_first_client();

    ServerInfo info_;
    ToolSet const& tools_;
    core::WorkerPool& pool_;
    std::function<void()> on_first_client_;
};

}  // namespace keepsake::mcp
