#include "content.h"

namespace keepsake::conformance {

Json text_block(std::string const& text) { return {{"type", "text"}, {"text", text}}; }

Json image_block() { return {{"type", "image"}, {"data", tiny_png}, {"mimeType", "image/png"}}; }

Json resource_block(std::string const& uri, std::string const& mime_type, std::string const& text) {
    Json resource = {{"uri", uri}, {"mimeType", mime_type}, {"text", text}};
    return {{"type", "resource"}, {"resource", std::move(resource)}};
}

mcp::ToolResult text_result(std::string const& text) {
    return mcp::ToolResult::content(Json::array({text_block(text)}));
}

Json form_question(std::string const& message, Json properties) {
    auto required = Json::array();
    for (auto const& [name, schema] : properties.items()) required.push_back(name);
    Json schema = {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
    Json params = {{"message", message}, {"requestedSchema", std::move(schema)}};
    return {{"method", "elicitation/create"}, {"params", std::move(params)}};
}

Json line_question(std::string const& message, std::string const& field) {
    return form_question(message, Json{{field, {{"type", "string"}}}});
}

Json model_question(std::string const& prompt) {
    Json const message = {{"role", "user"}, {"content", text_block(prompt)}};
    Json params = {{"messages", Json::array({message})}, {"maxTokens", 100}};
    return {{"method", "sampling/createMessage"}, {"params", std::move(params)}};
}

Json roots_question() { return {{"method", "roots/list"}, {"params", Json::object()}}; }

}  // namespace keepsake::conformance
