#include <algorithm>

#include "client_answers.h"
#include "content.h"
#include "fixtures.h"

namespace keepsake::conformance {
namespace {

using Function = std::function<mcp::PromptReply(Json const& arguments, mcp::CallContext const& context)>;

mcp::Completion suggest(std::string const& begun) {
    mcp::Completion completion;
    for (auto const* const value : {"paris", "park", "party"}) {
        if (std::string_view(value).starts_with(begun)) completion.values.emplace_back(value);
    }
    completion.total = completion.values.size();
    return completion;
}

/// A prompt that is one function; each of its arguments is required.
class FixturePrompt : public mcp::Prompt {
public:
    FixturePrompt(std::string const& name, std::string const& description, std::vector<std::string> const& arguments,
                  Function function)
        : definition_({{"name", name}, {"description", description}}), function_(std::move(function)) {
        for (auto const& argument : arguments) {
            definition_["arguments"].push_back({{"name", argument}, {"required", true}});
        }
    }

    Json const& definition() const override { return definition_; }
    mcp::PromptReply get(Json const& arguments, mcp::CallContext const& context) const override {
        return function_(arguments, context);
    }
    mcp::Completion complete(std::string const&, std::string const& begun, mcp::CallContext const&) const override {
        return suggest(begun);
    }

private:
    Json definition_;
    Function function_;
};

/// A GetPromptResult: what the user says, piece by piece.
mcp::PromptReply user_says(std::vector<Json> contents) {
    auto messages = Json::array();
    for (auto& content : contents) messages.push_back({{"role", "user"}, {"content", std::move(content)}});
    return Json{{"messages", std::move(messages)}};
}

mcp::PromptReply simple(Json const&, mcp::CallContext const&) {
    return user_says({text_block("This is a simple prompt for testing.")});
}

mcp::PromptReply with_arguments(Json const& arguments, mcp::CallContext const&) {
    return user_says({text_block("Prompt with arguments: arg1='" + arguments.value("arg1", "") + "', arg2='" +
                                 arguments.value("arg2", "") + "'")});
}

mcp::PromptReply with_resource(Json const& arguments, mcp::CallContext const&) {
    return user_says({resource_block(arguments.value("resourceUri", ""), "text/plain", "An embedded resource."),
                      text_block("Please process the embedded resource above.")});
}

mcp::PromptReply with_image(Json const&, mcp::CallContext const&) {
    return user_says({image_block(), text_block("Please analyze the image above.")});
}

mcp::PromptReply with_answer(Json const&, mcp::CallContext const& context) {
    if (auto const said = form_answer(context, "user_context", "context"))
        return user_says({text_block("Context: " + *said)});
    return mcp::InputRequired{{{"user_context", line_question("Which context should the prompt use?", "context")}}};
}

}  // namespace

void add_prompts(mcp::PromptSet& prompts) {
    auto const add = [&](std::string const& name, std::string const& description,
                         std::vector<std::string> const& arguments, Function function) {
        prompts.add(std::make_unique<FixturePrompt>(name, description, arguments, std::move(function)));
    };
    add("test_simple_prompt", "Says a text", {}, simple);
    add("test_prompt_with_arguments", "Says its arguments", {"arg1", "arg2"}, with_arguments);
    add("test_prompt_with_embedded_resource", "Has a resource", {"resourceUri"}, with_resource);
    add("test_prompt_with_image", "Has an image", {}, with_image);
    add("test_input_required_result_prompt", "Asks first", {}, with_answer);
}

}  // namespace keepsake::conformance
