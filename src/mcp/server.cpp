#include "mcp/server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "mcp/methods/connection_methods.h"
#include "mcp/methods/prompt_methods.h"
#include "mcp/methods/resource_methods.h"
#include "mcp/methods/tool_methods.h"
#include "mcp/sink_channel.h"

namespace keepsake::mcp {
namespace {

struct Method {
    enum class Spoken { legacy, modern, both };
    enum class Needs { nothing, resources, prompts, either };
    std::string_view name;
    Spoken spoken;
    Needs needs;
    void (*answer)(SharedService const&, Request const&);
};

using enum Method::Spoken;
using enum Method::Needs;

constexpr std::array<Method, 15> methods = {{
    {"initialize", legacy, nothing, initialize},
    {"ping", legacy, nothing, ping},
    {"logging/setLevel", legacy, nothing, set_log_level},
    {"server/discover", modern, nothing, discover},
    {"subscriptions/listen", modern, nothing, listen},
    {"tools/list", both, nothing, list_tools},
    {"tools/call", both, nothing, call_tool},
    {"resources/list", both, resources, list_resources},
    {"resources/templates/list", both, resources, list_resource_templates},
    {"resources/read", both, resources, read_resource},
    {"resources/subscribe", legacy, resources, subscribe_resource},
    {"resources/unsubscribe", legacy, resources, unsubscribe_resource},
    {"prompts/list", both, prompts, list_prompts},
    {"prompts/get", both, prompts, get_prompt},
    {"completion/complete", both, either, complete},
}};

bool is_offered(Method const& method, Features const& features) {
    if (method.needs == resources) return features.resources != nullptr;
    if (method.needs == prompts) return features.prompts != nullptr;
    return method.needs == nothing || features.resources != nullptr || features.prompts != nullptr;
}

void (*handler(Request const& request, Features const& features))(SharedService const&, Request const&) {
    auto const other = request.era() == Era::modern ? legacy : modern;
    auto const* const found = std::find_if(methods.begin(), methods.end(), [&](Method const& method) {
        return method.name == request.method() && method.spoken != other && is_offered(method, features);
    });
    return found == methods.end() ? nullptr : found->answer;
}

std::optional<RpcError> fault(Request const& request) {
    if (request.era() == Era::modern) {
        auto missing = modern_fields_fault(request.params());
        return missing ? missing : modern_version_fault(request.params());
    }
    auto const& method = request.method();
    if (request.connection().is_initialized() || method == "initialize" || method == "ping" ||
        method == "server/discover")
        return std::nullopt;
    return RpcError{ErrorCode::invalid_request,
                    "Send \"initialize\" first (or the fields of " + std::string(modern_revision) + " in _meta)."};
}

void answer(SharedService const& service, Request const& request) {
    try {
        if (auto const found = fault(request)) return request.fail(*found);
        if (auto* const answering = handler(request, service->features)) return answering(service, request);
        request.fail({ErrorCode::method_not_found, "There is no method \"" + request.method() + "\" here.", nullptr,
                      request.era() == Era::modern ? 404 : 200});
    } catch (RpcFailure const& failure) {
        request.fail(failure.error());
    } catch (std::exception const& error) {
        spdlog::error("{} failed: {}", request.method(), error.what());
        request.fail({ErrorCode::internal_error, "The server failed while it answered; its log on stderr says more."});
    }
}

void notice(Connection& connection, Call const& call) {
    if (call.method == "notifications/cancelled" && call.params.contains("requestId"))
        connection.cancel(call.params["requestId"]);
}

void dispatch(SharedService const& service, std::shared_ptr<Connection> const& connection, Json message,
              std::shared_ptr<Channel> const& channel) {
    auto const era = is_modern(message) ? Era::modern : Era::legacy;
    auto read = read_message(std::move(message));
    if (auto const* const broken = std::get_if<Malformed>(&read))
        return channel->answer(error_message(broken->id, broken->error), broken->error.http_status);
    if (auto* const settled = std::get_if<Answer>(&read)) return connection->settle(std::move(*settled));
    auto& call = std::get<Call>(read);
    if (call.is_notification()) return notice(*connection, call);
    auto const stop = connection->open(call.id);
    if (!stop) {
        RpcError const error{ErrorCode::invalid_request,
                             "A request with this id is still running; use each id once.",
                             {{"id", call.id}},
                             400};
        return channel->answer(error_message(nullptr, error), error.http_status);
    }
    answer(service, Request(connection, channel, std::move(call), era, *stop, service->server));
}

bool is_request(Json const& message) {
    auto const read = read_message(message);
    auto const* const call = std::get_if<Call>(&read);
    return call != nullptr && !call->is_notification();
}

void dispatch_all(SharedService const& service, std::shared_ptr<Connection> const& connection, Json messages,
                  std::shared_ptr<Channel> const& channel) {
    auto const refuse = [&](std::string message) {
        RpcError const error{ErrorCode::invalid_request, std::move(message), nullptr, 400};
        channel->answer(error_message(nullptr, error), error.http_status);
    };
    if (connection->handshake().revision != batching_revision)
        return refuse("A message must be a JSON object: this revision has no batches.");
    if (messages.empty()) return refuse("An empty batch has no messages.");
    auto const batch = std::make_shared<BatchChannel>(channel);
    for (auto& message : messages) {
        if (!is_modern(message) || !is_request(message)) {
            dispatch(service, connection, std::move(message), batch);
            continue;
        }
        RpcError const error{ErrorCode::invalid_request,
                             "A request of " + std::string(modern_revision) + " stands alone, in no batch."};
        batch->answer(error_message(message["id"], error), 200);
    }
}

}  // namespace

bool is_modern(Json const& message) {
    if (!message.is_object() || !message.contains("params") || !message["params"].is_object()) return false;
    auto const& params = message["params"];
    return params.contains("_meta") && params["_meta"].is_object() && params["_meta"].contains(meta::protocol_version);
}

std::optional<RpcError> modern_fields_fault(Json const& params) {
    auto const wrong = [](char const* name, char const* expected) {
        return RpcError{ErrorCode::invalid_params, std::string("_meta.") + name + " must be " + expected + ".", nullptr,
                        400};
    };
    auto const fields = params.value("_meta", Json());
    if (!fields.is_object() || !fields.value(meta::protocol_version, Json()).is_string())
        return wrong(meta::protocol_version, "a string");
    if (!fields.value(meta::client_capabilities, Json()).is_object())
        return wrong(meta::client_capabilities, "an object");
    return std::nullopt;
}

std::optional<RpcError> modern_version_fault(Json const& params) {
    auto const& version = params.at("_meta").at(meta::protocol_version);
    if (version == modern_revision) return std::nullopt;
    return RpcError{ErrorCode::unsupported_protocol_version,
                    "Unsupported protocol version.",
                    {{"supported", Json::array({modern_revision})}, {"requested", version}},
                    400};
}

Server::Server(ServerInfo info, Features features, core::WorkerPool& pool, std::function<void()> on_first_client)
    : service_(std::make_shared<Service>(std::move(info), features, pool, std::move(on_first_client))) {}

Server::~Server() = default;

void Server::receive(std::shared_ptr<Connection> const& connection, std::string_view text) {
    auto parsed = parse_json(text);
    if (auto const* const error = std::get_if<RpcError>(&parsed)) return refuse(*connection, *error);
    receive(connection, std::get<Json>(std::move(parsed)), std::make_shared<SinkChannel>(connection->sink()));
}

void Server::receive(std::shared_ptr<Connection> const& connection, Json message,
                     std::shared_ptr<Channel> const& channel) {
    try {
        auto const take = message.is_array() ? dispatch_all : dispatch;
        take(service_, connection, std::move(message), channel);
    } catch (std::exception const& error) {
        spdlog::error("a message could not be handled: {}", error.what());
        RpcError const failed{ErrorCode::internal_error, "The server failed while it read this message.", nullptr, 500};
        channel->answer(error_message(nullptr, failed), failed.http_status);
    }
}

void Server::refuse(Connection& connection, RpcError const& error) {
    connection.sink().send(error_message(nullptr, error));
}

void Server::close(Connection& connection) { connection.end_listening(); }

void Server::stop_watching() { service_->watch.stop(); }

void Server::list_changed(ListKind kind) {
    for (auto const& connection : service_->audience.living()) connection->tell_list_changed(kind);
}

ToolSet const& Server::tools() const { return service_->features.tools; }

}  // namespace keepsake::mcp
