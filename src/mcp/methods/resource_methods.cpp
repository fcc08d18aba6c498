#include "mcp/methods/resource_methods.h"

namespace keepsake::mcp {
namespace {

/// What a caller reads changes at any time.
constexpr int resource_lifetime_ms = 0;

std::string cursor_of(Request const& request) {
    auto const cursor = request.params().value("cursor", Json());
    if (cursor.is_null()) return "";
    if (!cursor.is_string()) refuse_params("\"cursor\" must be a string.");
    return cursor.get<std::string>();
}

// Up to 2025-11-25 -32002, then -32602; both with the address.
[[noreturn]] void refuse_unknown(Era era, std::string const& uri) {
    auto const code = era == Era::modern ? ErrorCode::invalid_params : ErrorCode::resource_not_found;
    throw RpcFailure({code, "There is no resource \"" + uri + "\".", {{"uri", uri}}});
}

}  // namespace

void list_resources(SharedService const& service, Request const& request) {
    on_worker(service, request, [service, cursor = cursor_of(request)](Request const& running) {
        if (running.era() == Era::legacy) {
            service->watch.watch(running.shared_connection(), {{ListKind::resources}, {}});
            running.connection().follow(ListKind::resources);
        }
        auto page = service->features.resources->list(cursor, running.context(service->seal));
        Json result = {{"resources", std::move(page.resources)}};
        if (!page.next_cursor.empty()) result["nextCursor"] = std::move(page.next_cursor);
        running.succeed(with_lifetime(std::move(result), running.era(), resource_lifetime_ms, CacheScope::caller));
    });
}

void list_resource_templates(SharedService const& service, Request const& request) {
    expect_first_page(request);
    request.succeed(with_lifetime({{"resourceTemplates", service->features.resources->templates()}}, request.era(),
                                  list_lifetime_ms, CacheScope::everybody));
}

void read_resource(SharedService const& service, Request const& request) {
    on_worker(service, request, [service, uri = request.text("uri")](Request const& running) {
        auto reply = service->features.resources->read(uri, running.context(service->seal));
        if (!reply) refuse_unknown(running.era(), uri);
        if (auto const* const input = std::get_if<InputRequired>(&*reply))
            return running.require(*input, service->seal);
        Json result = {{"contents", std::get<Json>(std::move(*reply))}};
        running.succeed(with_lifetime(std::move(result), running.era(), resource_lifetime_ms, CacheScope::caller));
    });
}

// Any address is taken: something may come to stand there.
void subscribe_resource(SharedService const& service, Request const& request) {
    auto uri = request.text("uri");
    if (uri.size() > longest_uri) refuse_params("\"uri\" is longer than any address here.");
    on_worker(service, request, [service, uri = std::move(uri)](Request const& running) {
        service->watch.watch(running.shared_connection(), {{}, {uri}});
        if (!running.connection().subscribe(uri)) refuse_params("This client has subscribed to too many resources.");
        running.succeed(Json::object());
    });
}

void unsubscribe_resource(SharedService const&, Request const& request) {
    request.connection().unsubscribe(request.text("uri"));
    request.succeed(Json::object());
}

}  // namespace keepsake::mcp
