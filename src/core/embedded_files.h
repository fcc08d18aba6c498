#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace keepsake::core {

/// A file that was compiled into the program.
struct EmbeddedFile {
    std::string_view name;
    std::string_view text;
};

/// tools/*.json: one definition per MCP tool.
std::span<EmbeddedFile const> embedded_tools();

/// tools/knowledge_graph/*.json: the same, for those of the Model Context Protocol's own memory server.
std::span<EmbeddedFile const> embedded_knowledge_graph_tools();

/// tools/resources/*.json: one definition per resource or template.
std::span<EmbeddedFile const> embedded_resources();

/// tools/prompts/*: the definitions of the prompts that clients can send, and their texts.
std::span<EmbeddedFile const> embedded_client_prompts();

/// prompts/*: what language models are told, and the schemas of their replies.
std::span<EmbeddedFile const> embedded_prompts();

/// The text of the file of that name, which must be there.
inline std::string_view text_of(std::span<EmbeddedFile const> files, std::string_view name) {
    for (auto const& file : files) {
        if (file.name == name) return file.text;
    }
    throw std::logic_error(std::string(name) + " is not in the program");
}

}  // namespace keepsake::core
