#include "mcp/server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "mcp/batch.h"
#include "mcp/revision.h"

namespace keepsake::mcp {
namespace {

/// Lists that never change and are the same for everybody.
constexpr int list_lifetime_ms = 3'600'000;

/// Between two looks for an answer that is awaited. The pause grows from look to look, so that a short wait ends soon and
/// a long one costs little.
constexpr std::chrono::microseconds first_pause{5'000};
constexpr std::chrono::microseconds longest_pause{100'000};

std::chrono::microseconds after(std::chrono::microseconds pause) { return std::min(longest_pause, pause + pause / 40); }

bool is_modern(Json const& params) {
    return params.contains("_meta") && params["_meta"].is_object() && params["_meta"].contains(meta::protocol_version);
}

std::string client_name(Json const& info) {
    return info.is_object() && info.contains("name") && info["name"].is_string() ? info["name"].get<std::string>() : "";
}

std::optional<RpcError> modern_fault(Json const& meta_fields) {
    auto const& version = meta_fields[meta::protocol_version];
    if (!version.is_string())
        return RpcError{ErrorCode::invalid_params,
                        std::string("_meta.") + meta::protocol_version + " must be a string."};
    if (!meta_fields.contains(meta::client_capabilities) || !meta_fields[meta::client_capabilities].is_object()) {
        return RpcError{ErrorCode::invalid_params,
                        std::string("_meta.") + meta::client_capabilities + " must be an object."};
    }
    if (version != modern_revision) {
        return RpcError{ErrorCode::unsupported_protocol_version,
                        "Unsupported protocol version.",
                        {{"supported", Json::array({modern_revision})}, {"requested", version}}};
    }
    return std::nullopt;
}

/// Sends growing values only, and only while the call is open.
class ProgressReporter {
public:
    ProgressReporter(std::shared_ptr<Connection> connection, Json token, std::stop_token stop)
        : connection_(std::move(connection)), token_(std::move(token)), stop_(std::move(stop)) {}

    void operator()(double progress, double total, std::string_view message) {
        if (token_.is_null() || stop_.stop_requested() || progress <= last_) return;
        last_ = progress;
        Json params = {{"progressToken", token_}, {"progress", progress}, {"total", total}, {"message", message}};
        connection_->sink().send(notification_message("notifications/progress", std::move(params)));
    }

private:
    std::shared_ptr<Connection> connection_;
    Json token_;
    std::stop_token stop_;
    double last_ = -1;
};

/// What `call` returns, or that it failed.
template <typename Call>
auto guarded(std::string const& tool, Call const& call) -> decltype(call()) {
    try {
        return call();
    } catch (std::exception const& error) {
        spdlog::error("{} failed: {}", tool, error.what());
        return ToolResult::failure("This call failed inside the server (" + std::string(error.what()) +
                                   "). Its log on stderr says more.");
    }
}

}  // namespace

/// One request on its way to its answer.
struct Server::Exchange {
    std::shared_ptr<Connection> connection;
    Call call;
    Reply reply;
    std::stop_token stop;
    bool modern;

    std::string client() const {
        return modern ? client_name(call.params["_meta"].value(meta::client_info, Json())) : connection->client();
    }
    CallContext context() const {
        auto const reporter = std::make_shared<ProgressReporter>(connection, progress_token(), stop);
        return {client(), stop, [reporter](double progress, double total, std::string_view message) {
                    (*reporter)(progress, total, message);
                }};
    }

    /// Whether it was cancelled; then it is closed, and nothing is to be sent for it.
    bool is_cancelled() const {
        bool const cancelled = stop.stop_requested();
        if (cancelled) connection->close(call.id);
        return cancelled;
    }
    /// What is needed for the answer; the arguments may be large.
    Exchange without_params() const { return {connection, {call.id, call.method}, reply, stop, modern}; }

private:
    Json progress_token() const {
        auto const fields = call.params.value("_meta", Json());
        return fields.is_object() ? fields.value("progressToken", Json()) : Json();
    }
};

/// A call whose answer is asked for again and again.
struct Server::Waiting {
    Waiting(Exchange request, std::string tool_name, Awaited what)
        : exchange(std::move(request)), tool(std::move(tool_name)), awaited(std::move(what)) {}
    Exchange exchange;
    std::string tool;
    Awaited awaited;
    std::chrono::microseconds pause = first_pause;
};

Server::Server(ServerInfo info, ToolSet const& tools, core::WorkerPool& pool, std::function<void()> on_first_client)
    : info_(std::move(info)), tools_(tools), pool_(pool), on_first_client_(std::move(on_first_client)) {}

void Server::receive(std::shared_ptr<Connection> const& connection, std::string_view text) {
    try {
        auto parsed = parse_json(text);
        if (auto const* const error = std::get_if<RpcError>(&parsed)) return refuse(*connection, *error);
        auto& message = std::get<Json>(parsed);
        if (message.is_array()) return receive_batch(connection, std::move(message));
        dispatch(connection, std::move(message), [connection](Json const& answer) { connection->sink().send(answer); });
    } catch (std::exception const& error) {
        spdlog::error("a message could not be handled: {}", error.what());
        refuse(*connection, {ErrorCode::internal_error, "The server failed while it read this message."});
    }
}

void Server::refuse(Connection& connection, RpcError const& error) {
    connection.sink().send(error_message(nullptr, error));
}

void Server::close(Connection& connection) {
    for (auto const& id : connection.end_listening()) {
        Json const fields = {{meta::subscription_id, id}};
        connection.sink().send(result_message(id, {{"resultType", "complete"}, {"_meta", fields}}));
    }
}

void Server::receive_batch(std::shared_ptr<Connection> const& connection, Json messages) {
    if (connection->revision() != batching_revision) {
        return refuse(*connection,
                      {ErrorCode::invalid_request, "A message must be a JSON object: this revision has no batches."});
    }
    if (messages.empty()) return refuse(*connection, {ErrorCode::invalid_request, "An empty batch has no messages."});
    auto const batch = std::make_shared<Batch>(connection);
    for (auto& message : messages) {
        dispatch(connection, std::move(message), [batch](Json answer) { batch->add(std::move(answer)); });
    }
}

void Server::dispatch(std::shared_ptr<Connection> const& connection, Json message, Reply const& reply) {
    auto read = read_message(std::move(message));
    if (auto const* const broken = std::get_if<Malformed>(&read))
        return reply(error_message(broken->id, broken->error));
    if (std::holds_alternative<Answer>(read)) return;
    auto& call = std::get<Call>(read);
    if (call.is_notification()) return notice(*connection, call);
    auto const stop = connection->open(call.id);
    if (!stop) {
        Json const data = {{"id", call.id}};
        return reply(error_message(
            nullptr, {ErrorCode::invalid_request, "A request with this id is still running; use each id once.", data}));
    }
    bool const modern = is_modern(call.params);
    answer({connection, std::move(call), reply, *stop, modern});
}

void Server::notice(Connection& connection, Call const& call) const {
    if (call.method == "notifications/cancelled" && call.params.contains("requestId"))
        connection.cancel(call.params["requestId"]);
}

void Server::answer(Exchange const& exchange) {
    try {
        exchange.modern ? answer_modern(exchange) : answer_legacy(exchange);
    } catch (std::exception const& error) {
        spdlog::error("{} failed: {}", exchange.call.method, error.what());
        fail(exchange,
             {ErrorCode::internal_error, "The server failed while it answered; its log on stderr says more."});
    }
}

void Server::answer_legacy(Exchange const& exchange) {
    auto const& method = exchange.call.method;
    if (method == "initialize") return initialize(exchange);
    if (method == "ping") return succeed(exchange, Json::object());
    if (!exchange.connection->is_initialized() && method.starts_with("tools/")) {
        return fail(exchange, {ErrorCode::invalid_request, "Send \"initialize\" first (or the fields of " +
                                                               std::string(modern_revision) + " in _meta)."});
    }
    answer_tools(exchange);
}

void Server::answer_modern(Exchange const& exchange) {
    if (auto const fault = modern_fault(exchange.call.params["_meta"])) return fail(exchange, *fault);
    auto const& method = exchange.call.method;
    if (method == "server/discover") return discover(exchange);
    if (method == "subscriptions/listen") return listen(exchange);
    answer_tools(exchange);
}

void Server::answer_tools(Exchange const& exchange) {
    if (exchange.call.method == "tools/list") return list_tools(exchange);
    if (exchange.call.method == "tools/call") return call_tool(exchange);
    fail(exchange, {ErrorCode::method_not_found, "There is no method \"" + exchange.call.method + "\" here."});
}

void Server::initialize(Exchange const& exchange) {
    auto const& params = exchange.call.params;
    auto const requested = params.value("protocolVersion", Json());
    if (!requested.is_string()) {
        return fail(exchange,
                    {ErrorCode::invalid_params, "\"protocolVersion\" must be a string such as \"2025-11-25\"."});
    }
    auto const revision = std::string(negotiated(requested.get<std::string>()));
    exchange.connection->initialize(revision, client_name(params.value("clientInfo", Json())));
    succeed(exchange, {{"protocolVersion", revision},
                       {"capabilities", {{"tools", Json::object()}}},
                       {"serverInfo", server_info()},
                       {"instructions", info_.instructions}});
    meet_first_client();
}

void Server::discover(Exchange const& exchange) {
    succeed(exchange, {{"supportedVersions", Json::array({modern_revision})},
                       {"capabilities", {{"tools", Json::object()}}},
                       {"instructions", info_.instructions},
                       {"ttlMs", list_lifetime_ms},
                       {"cacheScope", "public"}});
    meet_first_client();
}

// Nothing here ever changes its list, so nothing of what was asked for is honoured; the stream is kept as promised.
void Server::listen(Exchange const& exchange) const {
    auto const& id = exchange.call.id;
    if (!exchange.connection->close(id)) return;
    exchange.connection->listen(id);
    Json params = {{"_meta", {{meta::subscription_id, id}}}, {"notifications", Json::object()}};
    exchange.connection->sink().send(
        notification_message("notifications/subscriptions/acknowledged", std::move(params)));
}

void Server::list_tools(Exchange const& exchange) const {
    auto const cursor = exchange.call.params.value("cursor", Json());
    if (!cursor.is_null() && cursor != Json(""))
        return fail(exchange, {ErrorCode::invalid_params, "There is no page with this cursor."});
    Json result = {{"tools", tools_.list()}};
    if (exchange.modern) {
        result["ttlMs"] = list_lifetime_ms;
        result["cacheScope"] = "public";
    }
    succeed(exchange, std::move(result));
}

void Server::call_tool(Exchange const& exchange) {
    auto const& params = exchange.call.params;
    auto const name = params.value("name", Json());
    auto const* const tool = name.is_string() ? tools_.find(name.get<std::string>()) : nullptr;
    if (tool == nullptr)
        return fail(exchange, {ErrorCode::invalid_params,
                               "Unknown tool: " + name.dump() + ". tools/list names those there are."});
    auto arguments = params.value("arguments", Json::object());
    if (arguments.is_null()) arguments = Json::object();
    if (!arguments.is_object()) return fail(exchange, {ErrorCode::invalid_params, "\"arguments\" must be an object."});

    auto work = [this, exchange, tool, arguments = std::move(arguments)] {
        if (exchange.is_cancelled()) return;
        auto const context = exchange.context();
        auto reply = guarded(tool->name(), [&] { return tool->call(arguments, context); });
        if (auto const* const result = std::get_if<ToolResult>(&reply)) return succeed(exchange, result->json());
        answer_later(
            std::make_shared<Waiting>(exchange.without_params(), tool->name(), std::get<Awaited>(std::move(reply))));
    };
    if (!pool_.submit(std::move(work))) {
        succeed(exchange,
                ToolResult::failure(
                    "The server is busy: too many calls are waiting. Nothing was done; try again in a moment.")
                    .json());
    }
}

void Server::answer_later(std::shared_ptr<Waiting> const& waiting) {
    auto look = [this, waiting] {
        auto const& exchange = waiting->exchange;
        if (exchange.is_cancelled()) return;
        auto const result = guarded(waiting->tool, waiting->awaited.ask);
        if (result) return succeed(exchange, result->json());
        waiting->pause = after(waiting->pause);
        answer_later(waiting);
    };
    if (!pool_.submit_after(std::chrono::ceil<std::chrono::milliseconds>(waiting->pause), std::move(look)))
        succeed(waiting->exchange, waiting->awaited.otherwise.json());
}

void Server::succeed(Exchange const& exchange, Json result) const {
    if (!exchange.connection->close(exchange.call.id)) return;
    if (exchange.modern) {
        result["resultType"] = "complete";
        result["_meta"][meta::server_info] = server_info();
    }
    exchange.reply(result_message(exchange.call.id, std::move(result)));
}

void Server::fail(Exchange const& exchange, RpcError const& error) {
    if (exchange.connection->close(exchange.call.id)) exchange.reply(error_message(exchange.call.id, error));
}

Json Server::server_info() const { return {{"name", info_.name}, {"title", info_.title}, {"version", info_.version}}; }

void Server::meet_first_client() {
    if (auto const greet = std::exchange(on_first_client_, nullptr)) greet();
}

}  // namespace keepsake::mcp
