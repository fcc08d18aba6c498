#include "content.h"
#include "fixture_tool.h"
#include "fixtures.h"

namespace keepsake::conformance {
namespace {

/// A WAV file without a sound.
constexpr char const* tiny_wav = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

Json audio_block() { return {{"type", "audio"}, {"data", tiny_wav}, {"mimeType", "audio/wav"}}; }

/// Answers every call with the same blocks.
FixtureTool::Function always(Json blocks) {
    return
        [blocks = std::move(blocks)](Json const&, mcp::CallContext const&) { return mcp::ToolResult::content(blocks); };
}

Json mixed_blocks() {
    return Json::array(
        {text_block("Multiple content types test:"), image_block(),
         resource_block("test://mixed-content-resource", "application/json", R"({"test":"data","value":123})")});
}

/// Keywords of JSON Schema 2020-12 (SEP-1613, SEP-2106).
Json wide_schema() {
    return R"({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
            }
        },
        "properties": {
            "name": {"type": "string"},
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": {"type": "string"},
            "email": {"type": "string"}
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": false
    })"_json;
}

Json mirrored_schema() {
    return R"({
        "type": "object",
        "properties": {"region": {"type": "string", "x-mcp-header": "Region"}},
        "required": ["region"]
    })"_json;
}

mcp::ToolReply echo(Json const& arguments, mcp::CallContext const&) { return text_result(mcp::to_line(arguments)); }

mcp::ToolReply fail(Json const&, mcp::CallContext const&) {
    return mcp::ToolResult::failure("This tool intentionally returns an error for testing");
}

mcp::ToolReply need_sampling(Json const&, mcp::CallContext const& context) {
    if (context.capabilities.contains("sampling")) return text_result("The client can sample.");
    Json const needed = {{"sampling", Json::object()}};
    throw mcp::RpcFailure({mcp::ErrorCode::missing_client_capability, "This tool needs a client that can sample.",
                           Json{{"requiredCapabilities", needed}}, 400});
}

}  // namespace

void add_content_tools(mcp::ToolSet& tools) {
    auto const text = text_block("This is a simple text response for testing.");
    auto const resource = resource_block("test://embedded-resource", "text/plain", "An embedded resource.");
    add_tool(tools, "test_simple_text", "Returns a text", always(Json::array({text})));
    add_tool(tools, "test_image_content", "Returns an image", always(Json::array({image_block()})));
    add_tool(tools, "test_audio_content", "Returns a sound", always(Json::array({audio_block()})));
    add_tool(tools, "test_embedded_resource", "Returns a resource", always(Json::array({resource})));
    add_tool(tools, "test_multiple_content_types", "Returns several kinds of content", always(mixed_blocks()));
    add_tool(tools, "test_error_handling", "Always fails", fail);
    add_tool(tools, "json_schema_2020_12_tool", "Has a schema with many keywords", wide_schema(), echo);
    add_tool(tools, "test_x_mcp_header", "Has an argument that a header repeats", mirrored_schema(), echo);
    add_tool(tools, "test_missing_capability", "Needs a client that can sample", need_sampling);
}

}  // namespace keepsake::conformance
