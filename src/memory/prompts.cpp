#include "memory/prompts.h"

#include <algorithm>
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
    auto const files = core::embedded_prompts();
    auto const found = std::find_if(files.begin(), files.end(), [&](auto const& file) { return file.name == name; });
    if (found == files.end()) throw std::logic_error("there is no prompt " + std::string(name));
    return std::string(found->text);
}

}  // namespace keepsake::memory
