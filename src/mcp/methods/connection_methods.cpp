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

/// What a client can do, without what it says about it, which is as long as it likes.
Json names_of(Json const& declared) {
    auto names = Json::object();
    if (!declared.is_object()) return names;
    for (auto const& [name, value] : declared.items()) {
        if (names.size() < 100 && name.size() <= 100) names[name] = Json::object();
    }
    return names;
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
        if (uri.is_string() && uri.get_ref<std::string const&>().size() <= longest_uri)
            interest.uris.insert(uri.get<std::string>());
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
    auto const declared = params.value("capabilities", Json());
    auto& connection = request.connection();
    connection.initialize({revision, client_name(params.value("clientInfo", Json())), names_of(declared)});
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
    if (interest.uris.size() > most_subscriptions) refuse_params("One client cannot subscribe to so many resources.");
    on_worker(service, request, [service, interest](Request const& running) {
        service->watch.watch(running.shared_connection(), interest);
        service->audience.join(running.shared_connection());
        if (running.is_cancelled()) return;
        // It must be the first message of the stream.
        Json params = {{"_meta", {{meta::subscription_id, running.id()}}}, {"notifications", shown(interest)}};
        running.channel()->send(notification_message("notifications/subscriptions/acknowledged", std::move(params)));
        using enum Connection::Listens;
        auto const listens = running.connection().listen(running.id(), running.channel(), interest);
        if (listens == is_ending) running.channel()->answer(end_of_listening(running.id()), 200);
        if (listens != too_many) return;
        running.channel()->answer(
            error_message(running.id(), {ErrorCode::invalid_params, "This client has too many subscriptions."}), 200);
    });
}

}  // namespace keepsake::mcp
