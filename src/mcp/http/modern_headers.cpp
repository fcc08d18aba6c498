#include "mcp/http/modern_headers.h"

#include <charconv>
#include <utility>

#include "mcp/http/header_value.h"
#include "mcp/revision.h"
#include "mcp/server.h"

namespace keepsake::mcp {
namespace {

using Fault = std::optional<RpcError>;

RpcError mismatch(std::string message) { return {ErrorCode::header_mismatch, std::move(message), nullptr, 400}; }

Fault with_status(Fault fault) {
    if (fault) fault->http_status = 400;
    return fault;
}

/// A member of an object; null where there is none.
Json const& member(Json const& object, std::string const& name) {
    static Json const none;
    if (!object.is_object()) return none;
    auto const place = object.find(name);
    return place == object.end() ? none : *place;
}

/// 42 and 42.0 are the same (Streamable HTTP: server validation).
bool is_number(std::string const& text, Json const& number) {
    auto const* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (auto const [last, bad] = std::from_chars(text.data(), end, whole); bad == std::errc() && last == end)
        return number == whole;
    double value = 0;
    auto const [last, bad] = std::from_chars(text.data(), end, value);
    return bad == std::errc() && last == end && number == value;
}

bool says(std::string const& text, Json const& value) {
    if (value.is_string()) return value == text;
    if (value.is_boolean()) return text == (value == true ? "true" : "false");
    return is_number(text, value);
}

/// A field that must say the same as the body does.
Fault field_fault(http::Headers const& headers, std::string const& name, Json const& value) {
    auto const field = headers.find(name);
    if (!field) return mismatch("The header field " + name + " is missing; it must repeat what the body says.");
    auto const text = read_header_value(*field);
    if (!text) return mismatch("The header field " + name + " cannot be read.");
    if (says(*text, value)) return std::nullopt;
    return mismatch("The header field " + name + " says something else than the body.");
}

Fault name_fault(http::Headers const& headers, std::string const& method, Json const& params) {
    bool const is_named = method == "tools/call" || method == "prompts/get";
    if (!is_named && method != "resources/read") return std::nullopt;
    auto const& name = member(params, is_named ? "name" : "uri");
    // Without one the request itself is wrong, which it is told where it is read.
    return name.is_string() ? field_fault(headers, "Mcp-Name", name) : std::nullopt;
}

/// Arguments that are repeated in a field: those whose schema says "x-mcp-header", at any depth below "properties".
Fault arguments_fault(http::Headers const& headers, Json const& schema, Json const& arguments) {
    for (auto const& [name, property] : member(schema, "properties").items()) {
        auto const& value = member(arguments, name);
        if (auto fault = arguments_fault(headers, property, value)) return fault;
        auto const& field = member(property, "x-mcp-header");
        if (!field.is_string() || value.is_structured()) continue;
        auto const header = "Mcp-Param-" + field.get<std::string>();
        if (!value.is_null()) {
            if (auto fault = field_fault(headers, header, value)) return fault;
        } else if (auto const given = headers.find(header); given && !read_header_value(*given)) {
            return mismatch("The header field " + header + " cannot be read.");
        }
    }
    return std::nullopt;
}

Fault tool_fault(http::Headers const& headers, std::string const& method, Json const& params, ToolSet const& tools) {
    auto const& name = member(params, "name");
    if (method != "tools/call" || !name.is_string()) return std::nullopt;
    auto const* const tool = tools.find(name.get_ref<std::string const&>());
    if (tool == nullptr) return std::nullopt;
    return arguments_fault(headers, member(tool->definition(), "inputSchema"), member(params, "arguments"));
}

}  // namespace

std::optional<RpcError> modern_request_fault(http::Headers const& headers, Json const& message, ToolSet const& tools) {
    static Json const no_params = Json::object();
    auto const& params = message.contains("params") ? message["params"] : no_params;
    auto const version = headers.find("MCP-Protocol-Version");
    if (!version) return mismatch("The header field MCP-Protocol-Version is missing.");
    if (auto fault = with_status(modern_fields_fault(params))) return fault;
    if (member(member(params, "_meta"), meta::protocol_version) != *version)
        return mismatch("The header field MCP-Protocol-Version says something else than _meta in the body.");
    if (auto fault = with_status(modern_version_fault(params))) return fault;
    auto const& method = message["method"].get_ref<std::string const&>();
    if (headers.find("Mcp-Method") != method)
        return mismatch("The header field Mcp-Method is missing or says something else than the body.");
    if (auto fault = name_fault(headers, method, params)) return fault;
    return tool_fault(headers, method, params, tools);
}

}  // namespace keepsake::mcp
