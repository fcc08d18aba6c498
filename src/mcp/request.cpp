#include "mcp/request.h"

#include <algorithm>

namespace keepsake::mcp {
namespace {

constexpr std::size_t longest_name = 200;

/// Sends growing values only, and only while the call is open. On one thread at a time.
class ProgressReporter {
public:
    ProgressReporter(std::shared_ptr<Channel> channel, Json token, std::stop_token stop)
        : channel_(std::move(channel)), token_(std::move(token)), stop_(std::move(stop)) {}

    void operator()(double progress, double total, std::string_view message) {
        if (token_.is_null() || stop_.stop_requested() || progress <= last_) return;
        last_ = progress;
        Json params = {{"progressToken", token_}, {"progress", progress}, {"total", total}, {"message", message}};
        channel_->send(notification_message("notifications/progress", std::move(params)));
    }

private:
    std::shared_ptr<Channel> channel_;
    Json token_;
    std::stop_token stop_;
    double last_ = -1;
};

Json missing_capabilities(Json const& requests, Json const& declared) {
    auto missing = Json::object();
    for (auto const& request : requests) {
        auto const capability = capability_for(request.at("method").get<std::string>());
        if (!declared.contains(capability)) missing[capability] = Json::object();
    }
    return missing;
}

}  // namespace

std::string client_name(Json const& info) {
    auto const said = info.is_object() ? info.value("name", Json()) : Json();
    if (!said.is_string()) return "";
    auto const& name = said.get_ref<std::string const&>();
    auto end = std::min(name.size(), longest_name);
    while (end < name.size() && (name[end] & 0xC0) == 0x80) --end;  // between two characters
    return name.substr(0, end);
}

Request::Request(std::shared_ptr<Connection> connection, std::shared_ptr<Channel> channel, Call call, Era era,
                 std::stop_token stop, Json const& server)
    : connection_(std::move(connection)),
      channel_(std::move(channel)),
      call_(std::move(call)),
      era_(era),
      stop_(std::move(stop)),
      server_(&server) {}

std::string Request::text(std::string_view name) const {
    auto const found = call_.params.find(name);
    if (found == call_.params.end() || !found->is_string())
        throw RpcFailure({ErrorCode::invalid_params, "\"" + std::string(name) + "\" must be a string."});
    return found->get<std::string>();
}

Json Request::field(char const* name) const {
    auto const fields = call_.params.value("_meta", Json());
    return fields.is_object() ? fields.value(name, Json()) : Json();
}

std::string Request::client() const {
    return era_ == Era::modern ? client_name(field(meta::client_info)) : connection_->handshake().client;
}

Json Request::capabilities() const {
    auto declared = era_ == Era::modern ? field(meta::client_capabilities) : connection_->handshake().capabilities;
    return declared.is_object() ? declared : Json::object();
}

// A modern client names the level with each request that it wants to hear of; others once for all.
std::function<void(LogLevel, Json const&)> Request::log() const {
    std::optional<LogLevel> least = connection_->log_level();
    if (era_ == Era::modern) {
        auto const named = field(meta::log_level);
        least = named.is_string() ? log_level_named(named.get<std::string>()) : std::nullopt;
    }
    return [channel = channel_, least, stop = stop_](LogLevel level, Json const& data) {
        if (!least || level < *least || stop.stop_requested()) return;
        channel->send(notification_message("notifications/message", {{"level", name_of(level)}, {"data", data}}));
    };
}

std::string Request::bound_to() const {
    auto params = call_.params;
    for (auto const* const changing : {"_meta", "inputResponses", "requestState"}) params.erase(changing);
    auto const& caller = connection_->caller();
    Json const bound = {caller.user, caller.app, call_.method, std::move(params)};
    return bound.dump(-1, ' ', true, Json::error_handler_t::replace);
}

CallContext Request::context(RequestStateSeal const& seal) const {
    auto const reporter = std::make_shared<ProgressReporter>(channel_, field("progressToken"), stop_);
    CallContext context;
    context.client = client();
    context.stop = stop_;
    context.progress = [reporter](double progress, double total, std::string_view message) {
        (*reporter)(progress, total, message);
    };
    context.caller = connection_->caller();
    context.era = era_;
    context.capabilities = capabilities();
    context.log = log();
    context.pause = [channel = channel_] { channel->pause(); };
    if (era_ == Era::legacy) {
        context.ask = [connection = connection_, channel = channel_](std::string_view method, Json params) {
            return connection->ask(*channel, method, std::move(params));
        };
        return context;
    }
    if (auto responses = call_.params.value("inputResponses", Json()); responses.is_object())
        context.input_responses = std::move(responses);
    if (call_.params.contains("requestState")) {
        auto state = seal.open(text("requestState"), bound_to());
        if (!state) throw RpcFailure({ErrorCode::invalid_params, state.error().message});
        context.state = std::move(state).value();
    }
    return context;
}

bool Request::is_cancelled() const {
    bool const cancelled = stop_.stop_requested();
    if (cancelled) connection_->close(call_.id);
    return cancelled;
}

void Request::succeed(Json result) const {
    if (!connection_->close(call_.id)) return;
    if (era_ == Era::modern) {
        if (!result.contains("resultType")) result["resultType"] = "complete";
        result["_meta"][meta::server_info] = *server_;
    }
    channel_->answer(result_message(call_.id, std::move(result)), 200);
}

void Request::fail(RpcError const& error) const {
    if (connection_->close(call_.id)) channel_->answer(error_message(call_.id, error), error.http_status);
}

void Request::require(InputRequired const& input, RequestStateSeal const& seal) const {
    if (auto missing = missing_capabilities(input.requests, capabilities()); !missing.empty()) {
        return fail({ErrorCode::missing_client_capability,
                     "The client has not declared what this call needs.",
                     {{"requiredCapabilities", std::move(missing)}},
                     400});
    }
    Json result = {{"resultType", "input_required"}};
    if (!input.requests.empty()) result["inputRequests"] = input.requests;
    if (!input.state.is_null()) result["requestState"] = seal.seal(input.state, bound_to());
    succeed(std::move(result));
}

Request Request::without_params() const {
    return {connection_, channel_, {call_.id, call_.method}, era_, stop_, *server_};
}

}  // namespace keepsake::mcp
