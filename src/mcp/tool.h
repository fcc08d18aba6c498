#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mcp/call_context.h"

namespace keepsake::mcp {

/// A CallToolResult (schema of 2025-11-25): structured content with the same JSON as text, or an error's text.
class ToolResult {
public:
    static ToolResult success(Json structured);
    /// With another text for the model.
    static ToolResult success(Json structured, std::string text);
    /// Blocks of any kind, as the schema has them.
    static ToolResult content(Json blocks);
    /// The text is all that some clients show: it must say what was wrong and what to do.
    static ToolResult failure(std::string text);
    Json const& json() const { return json_; }

private:
    explicit ToolResult(Json json) : json_(std::move(json)) {}
    Json json_;
};

/// An answer that is still to come. The server asks for it again and again, with pauses in which no thread is held, until
/// it is there or the caller has cancelled.
struct Awaited {
    /// Nothing as long as there is none. Runs on the worker threads, on one at a time.
    std::function<std::optional<ToolResult>()> ask;
    /// What the server says instead when it has no room for waiting.
    ToolResult otherwise;
};

using ToolReply = std::variant<ToolResult, InputRequired, Awaited>;

class Tool {
public:
    virtual ~Tool() = default;
    /// name, title, description, inputSchema, outputSchema, annotations.
    virtual Json const& definition() const = 0;
    /// Runs on a worker thread, many at once. May throw RpcFailure for what is no result.
    virtual ToolReply call(Json const& arguments, CallContext const& context) const = 0;

    std::string name() const { return definition().at("name").get<std::string>(); }
};

/// The tools of a server: those it lists, in a fixed order, and those it answers without listing them.
class ToolSet {
public:
    enum class Listing { listed, unlisted };
    void add(std::unique_ptr<Tool> tool, Listing listing);
    /// From now on all that has been added is answered without being listed.
    void unlist();
    /// Another name under which a tool is answered.
    void add_alias(std::string alias, std::string_view name);

    Tool const* find(std::string_view name) const;
    Json list() const;

private:
    struct Entry {
        std::string name;
        Tool const* tool;
        Listing listing;
    };
    std::vector<std::unique_ptr<Tool>> tools_;
    std::vector<Entry> entries_;
};

}  // namespace keepsake::mcp
