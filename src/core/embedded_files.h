#pragma once

#include <span>
#include <string_view>

namespace keepsake::core {

/// A file that was compiled into the program.
struct EmbeddedFile {
    std::string_view name;
    std::string_view text;
};

/// tools/*.json: one definition per MCP tool.
std::span<EmbeddedFile const> embedded_tools();

/// prompts/*: what language models are told, and the schemas of their replies.
std::span<EmbeddedFile const> embedded_prompts();

}  // namespace keepsake::core
