#include "memory/prompts.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/embedded_files.h"

namespace keepsake::memory {
namespace {

std::string content_of(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in || text.empty())
        throw std::runtime_error("The prompt " + file.string() +
                                 " is empty or cannot be read. Write it, or remove it to use the built-in one.");
    return text;
}

}  // namespace

Prompts::Prompts(std::filesystem::path override_directory) : override_directory_(std::move(override_directory)) {}

std::string Prompts::text(std::string_view name) const {
    if (!override_directory_.empty() && std::filesystem::exists(override_directory_ / name))
        return content_of(override_directory_ / name);
    return std::string(core::text_of(core::embedded_prompts(), name));
}

}  // namespace keepsake::memory
