#include "mcp/http/intake.h"

#include <spdlog/spdlog.h>

#include "mcp/http/answers.h"

namespace keepsake::mcp {
namespace {

/// The message with empty parts: enough to see whether it is one.
Json outline_of(Json const& message) {
    if (!message.is_object()) return nullptr;
    auto outline = Json::object();
    for (auto const& [key, value] : message.items()) outline[key] = value.is_structured() ? Json(value.type()) : value;
    return outline;
}

/// What is wrong with a message before anybody knows what it is about.
std::optional<Malformed> fault(Json const& message) {
    if (message.is_array()) return std::nullopt;
    auto const read = read_message(outline_of(message));
    auto const* const malformed = std::get_if<Malformed>(&read);
    return malformed == nullptr ? std::nullopt : std::optional(*malformed);
}

http::Response refusal(RpcError error, Json const& id) {
    error.http_status = 400;
    return error_response(error, id);
}

void read_now(std::shared_ptr<http::Exchange> const& exchange, Intake::Take const& take) {
    try {
        auto request = exchange->take_request();
        auto parsed = parse_json(request.body);
        request.body = std::string();
        if (auto const* const error = std::get_if<RpcError>(&parsed))
            return exchange->respond(refusal(*error, nullptr));
        auto& message = std::get<Json>(parsed);
        if (auto const wrong = fault(message)) return exchange->respond(refusal(wrong->error, wrong->id));
        take(exchange, std::move(request), std::move(message));
    } catch (std::exception const& error) {
        // Whoever lets go of the exchange has it answered.
        spdlog::error("a message could not be handled: {}", error.what());
    }
}

}  // namespace

void Intake::read(std::shared_ptr<http::Exchange> exchange, Take take) const {
    if (exchange->request().body.size() <= large_body_) return read_now(exchange, take);
    auto work = [exchange, take = std::move(take)] { read_now(exchange, take); };
    if (!pool_.submit(std::move(work))) {
        exchange->respond(busy_response("The server is busy: too many calls are waiting. Nothing was done."));
    }
}

}  // namespace keepsake::mcp
