#include "mcp/http/answers.h"

#include <algorithm>

namespace keepsake::mcp {
namespace {

bool is_error_without_request(Json const& message) {
    return message.is_object() && message.contains("error") && message.value("id", Json(0)).is_null();
}

Json without_id(Json message) {
    message.erase("id");
    return message;
}

std::string dump(Json const& message) { return message.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string message_text(Json const& message) {
    bool const is_array = message.is_array();
    bool const as_it_is = is_array ? std::none_of(message.begin(), message.end(), is_error_without_request)
                                   : !is_error_without_request(message);
    if (as_it_is) return dump(message);
    if (!is_array) return dump(without_id(message));
    auto shown = Json::array();
    for (auto const& part : message) shown.push_back(is_error_without_request(part) ? without_id(part) : part);
    return dump(shown);
}

http::Response json_response(int status, Json const& message, http::Headers headers) {
    headers.add("Content-Type", "application/json");
    return {status, std::move(headers), message_text(message)};
}

http::Response error_response(RpcError const& error, Json const& id, http::Headers headers) {
    return json_response(error.http_status, error_message(id, error), std::move(headers));
}

http::Response busy_response(std::string reason, Json const& id) {
    return error_response({ErrorCode::internal_error, std::move(reason), nullptr, 503}, id, {{"Retry-After", "1"}});
}

http::Response stopping_response(Json const& id) { return busy_response("The server is about to end.", id); }

}  // namespace keepsake::mcp
