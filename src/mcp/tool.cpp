#include "mcp/tool.h"

#include <algorithm>
#include <stdexcept>

namespace keepsake::mcp {
namespace {

Json text_block(std::string text) { return Json::array({{{"type", "text"}, {"text", std::move(text)}}}); }

}  // namespace

ToolResult ToolResult::success(Json structured) {
    auto text = structured.dump(-1, ' ', false, Json::error_handler_t::replace);
    return success(std::move(structured), std::move(text));
}

ToolResult ToolResult::success(Json structured, std::string text) {
    return ToolResult({{"content", text_block(std::move(text))}, {"structuredContent", std::move(structured)}});
}

ToolResult ToolResult::content(Json blocks) {
    auto result = Json::object();
    result["content"] = std::move(blocks);
    return ToolResult(std::move(result));
}

ToolResult ToolResult::failure(std::string text) {
    return ToolResult({{"content", text_block(std::move(text))}, {"isError", true}});
}

void ToolSet::add(std::unique_ptr<Tool> tool, Listing listing) {
    entries_.push_back({tool->name(), tool.get(), listing});
    tools_.push_back(std::move(tool));
}

void ToolSet::unlist() {
    for (auto& entry : entries_) entry.listing = Listing::unlisted;
}

void ToolSet::add_alias(std::string alias, std::string_view name) {
    auto const* const tool = find(name);
    if (tool == nullptr) throw std::logic_error("alias of an unknown tool: " + alias);
    entries_.push_back({std::move(alias), tool, Listing::unlisted});
}

Tool const* ToolSet::find(std::string_view name) const {
    auto const found =
        std::find_if(entries_.begin(), entries_.end(), [&](Entry const& entry) { return entry.name == name; });
    return found == entries_.end() ? nullptr : found->tool;
}

Json ToolSet::list() const {
    auto list = Json::array();
    for (auto const& entry : entries_) {
        if (entry.listing == Listing::listed) list.push_back(entry.tool->definition());
    }
    return list;
}

}  // namespace keepsake::mcp
