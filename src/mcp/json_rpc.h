#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace keepsake::mcp {

using Json = nlohmann::json;

/// JSON-RPC 2.0 section 5.1, and the codes that the revision of 2026-07-28 adds.
enum class ErrorCode {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    internal_error = -32603,
    resource_not_found = -32002,  ///< up to 2025-11-25; then invalid_params
    header_mismatch = -32020,
    missing_client_capability = -32021,
    unsupported_protocol_version = -32022,
};

struct RpcError {
    ErrorCode code;
    std::string message;
    Json data = nullptr;    ///< left out when null
    int http_status = 200;  ///< where the answer is one of HTTP
};

/// Ends a request with this error, wherever it is thrown while the request is answered.
class RpcFailure : public std::runtime_error {
public:
    explicit RpcFailure(RpcError error) : std::runtime_error(error.message), error_(std::move(error)) {}
    RpcError const& error() const { return error_; }

private:
    RpcError error_;
};

/// A request, or with a null id a notification.
struct Call {
    Json id;
    std::string method;
    Json params = Json::object();
    bool is_notification() const { return id.is_null(); }
};

/// An answer to a request of ours.
struct Answer {
    Json id;
    Json result;
    std::string error;  ///< its message; empty: it succeeded
};

/// A message that breaks JSON-RPC; `id` is that of the request when it could be read, else null.
struct Malformed {
    Json id;
    RpcError error;
};

/// Reads a text with limits on nesting and on the number of values, so that no message can exhaust the stack of whoever
/// walks over it, or the memory.
std::variant<Json, RpcError> parse_json(std::string_view text);

std::variant<Call, Answer, Malformed> read_message(Json message);
/// Whether a message, or one of those in an array, will be answered: all but notifications and answers.
bool expects_answer(Json const& message);

Json result_message(Json const& id, Json result);
Json error_message(Json const& id, RpcError const& error);
Json request_message(Json const& id, std::string_view method, Json params);
Json notification_message(std::string_view method, Json params);

/// One line of UTF-8; broken bytes in a text become U+FFFD instead of an exception.
std::string to_line(Json const& message);

}  // namespace keepsake::mcp
