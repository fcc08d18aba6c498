#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mcp/call_context.h"
#include "mcp/completion.h"

namespace keepsake::mcp {

/// A GetPromptResult (`messages`, perhaps `description`), or what has to be asked first.
using PromptReply = std::variant<Json, InputRequired>;

/// A message that a person can have sent, by its name.
class Prompt {
public:
    virtual ~Prompt() = default;
    /// name, title, description, arguments. The server refuses a call without a required one.
    virtual Json const& definition() const = 0;
    /// Runs on a worker thread, many at once. All arguments are strings. May throw RpcFailure.
    virtual PromptReply get(Json const& arguments, CallContext const& context) const = 0;
    virtual Completion complete(std::string const& argument, std::string const& begun,
                                CallContext const& context) const;

    std::string name() const { return definition().at("name").get<std::string>(); }
};

/// The prompts of a server, in a fixed order.
class PromptSet {
public:
    void add(std::unique_ptr<Prompt> prompt) { prompts_.push_back(std::move(prompt)); }
    Prompt const* find(std::string_view name) const;
    Json list() const;

private:
    std::vector<std::unique_ptr<Prompt>> prompts_;
};

}  // namespace keepsake::mcp
