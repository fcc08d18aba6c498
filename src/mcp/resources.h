#pragma once

#include <optional>
#include <string>
#include <variant>

#include "mcp/call_context.h"
#include "mcp/completion.h"

namespace keepsake::mcp {

struct ResourcePage {
    Json resources = Json::array();  ///< uri, name, title, description, mimeType
    std::string next_cursor;         ///< empty: this was the last page
};

/// `contents` of a ReadResourceResult, or what has to be asked first.
using ResourceReply = std::variant<Json, InputRequired>;

/// What clients may read by its address. Every function runs on worker threads, many at once.
class Resources {
public:
    virtual ~Resources() = default;
    /// `cursor`: empty for the first page. Throws RpcFailure (invalid_params) for one that was never given.
    virtual ResourcePage list(std::string const& cursor, CallContext const& context) const = 0;
    /// The addresses with variables; always the same.
    virtual Json templates() const = 0;
    /// Nothing when there is none of that address, or this caller may not see it.
    virtual std::optional<ResourceReply> read(std::string const& uri, CallContext const& context) const = 0;
    /// Another text as soon as read() says something else; cheap, as it is asked for every second while somebody has
    /// subscribed. Empty: nothing to read there.
    virtual std::string stamp(std::string const& uri, Caller const& caller) const = 0;
    /// The same for list().
    virtual std::string list_stamp(Caller const& caller) const = 0;
    /// For a variable of one of the templates.
    virtual Completion complete(std::string const& uri_template, std::string const& variable, std::string const& begun,
                                CallContext const& context) const = 0;
};

}  // namespace keepsake::mcp
