#pragma once

#include <string>

#include "mcp/tool.h"

namespace keepsake::conformance {

using mcp::Json;

/// One pixel.
inline constexpr char const* tiny_png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/// Blocks of content, as tools and prompts have them.
Json text_block(std::string const& text);
Json image_block();
Json resource_block(std::string const& uri, std::string const& mime_type, std::string const& text);

mcp::ToolResult text_result(std::string const& text);

/// What a client can be asked: {"method", "params"}. `properties`: of the form's schema, all of them required.
Json form_question(std::string const& message, Json properties);
/// A form of one line of text.
Json line_question(std::string const& message, std::string const& field);
Json model_question(std::string const& prompt);
Json roots_question();

}  // namespace keepsake::conformance
