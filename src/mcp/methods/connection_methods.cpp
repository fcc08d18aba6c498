#include "mcp/methods/connection_methods.h"

namespace keepsake::mcp {
namespace {

Json capabilities(Features const& features) {
    auto const changing = [](bool changes) { return changes ? Json({{"listChanged", true}}) : Json::object(); };
    Json offered = {{"tools", changing(features.lists_change)}, {"logging", Json::object()}};
    if (features.prompts != nullptr) offered["prompts"] = changing(features.lists_change);
    if (features.resources != nullptr) offered["resources"] = {{"subscribe", true}, {"listChanged", true}};
    if (features.prompts != nullptr || features.resources != nullptr) offered["completions"] = Json::object();
    return offered;
}

bool wants(Json const& notices, char const* name) {
    return notices.contains(name) && notices[name].is_boolean() && notices[name].get<bool>();
}

/// Of what was asked for, what this server can promise.
Interest honoured(Features const& features, Json const& notices) {
    Interest interest;
    if (!notices.is_object()) return interest;
    if (features.lists_change && wants(notices, "toolsListChanged")) interest.lists.insert(ListKind::tools);
    if (features.lists_change && features.prompts != nullptr && wants(notices, "promptsListChanged"))
        interest.lists.insert(ListKind::prompts);
    if (features.resources == nullptr) return interest;
    if (wants(notices, "resourcesListChanged")) interest.lists.insert(ListKind::resources);
    for (auto const& uri : notices.value("resourceSubscriptions", Json::array())) {
        if (uri.is_string()) interest.uris.insert(uri.get<std::string>());
    }
    return interest;
}

Json shown(Interest const& interest) {
    auto notices = Json::object();
    if (interest.lists.contains(ListKind::tools)) notices["toolsListChanged"] = true;
    if (interest.lists.contains(ListKind::prompts)) notices["promptsListChanged"] = true;
    if (interest.lists.contains(ListKind::resources)) notices["resourcesListChanged"] = true;
    if (!interest.uris.empty()) notices["resourceSubscriptions"] = interest.uris;
    return notices;
}

}  // namespace

void initialize(SharedService const& service, Request const& request) {
    auto const& params = request.params();
    auto const requested = params.value("protocolVersion", Json());
    if (!requested.is_string()) refuse_params("\"protocolVersion\" must be a string such as \"2025-11-25\".");
    auto const revision = std::string(negotiated(requested.get<std::string>()));
    auto declared = params.value("capabilities", Json());
    if (!declared.is_object()) declared = Json::object();
    auto& connection = request.connection();
    connection.initialize({revision, client_name(params.value("clientInfo", Json())), std::move(declared)});
    if (service->features.lists_change) {
        connection.follow(ListKind::tools);
        connection.follow(ListKind::prompts);
        service->audience.join(request.shared_connection());
    }
    request.succeed({{"protocolVersion", revision},
                     {"capabilities", capabilities(service->features)},
                     {"serverInfo", service->server},
                     {"instructions", service->info.instructions}});
    service->meet_first_client();
}

void ping(SharedService const&, Request const& request) { request.succeed(Json::object()); }

void set_log_level(SharedService const&, Request const& request) {
    auto const level = log_level_named(request.text("level"));
    if (!level)
        refuse_params("\"level\" must be one of debug, info, notice, warning, error, critical, alert, emergency.");
    request.connection().set_log_level(*level);
    request.succeed(Json::object());
}

void discover(SharedService const& service, Request const& request) {
    request.succeed(with_lifetime({{"supportedVersions", Json::array({modern_revision})},
                                   {"capabilities", capabilities(service->features)},
                                   {"instructions", service->info.instructions}},
                                  request.era(), list_lifetime_ms, CacheScope::everybody));
    service->meet_first_client();
}

// The request stays open as a stream; it is no call any more that could end by itself.
void listen(SharedService const& service, Request const& request) {
    auto const interest = honoured(service->features, request.params().value("notifications", Json()));
    on_worker(service, request, [service, interest](Request const& running) {
        service->watch.watch(running.shared_connection(), interest);
        service->audience.join(running.shared_connection());
        auto& connection = running.connection();
        if (!connection.close(running.id())) return;
        // It must be the first message of the stream.
        Json params = {{"_meta", {{meta::subscription_id, running.id()}}}, {"notifications", shown(interest)}};
        running.channel()->send(notification_message("notifications/subscriptions/acknowledged", std::move(params)));
        if (connection.listen(running.id(), running.channel(), interest)) return;
        running.channel()->answer(
            error_message(running.id(), {ErrorCode::invalid_params, "This client has too many subscriptions."}), 200);
    });
}

}  // namespace keepsake::mcp
