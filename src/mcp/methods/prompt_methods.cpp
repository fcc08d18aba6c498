#include "mcp/methods/prompt_methods.h"

namespace keepsake::mcp {
namespace {

constexpr std::size_t most_values = 100;

Json arguments_for(Prompt const& prompt, Request const& request) {
    auto arguments = request.params().value("arguments", Json::object());
    if (arguments.is_null()) arguments = Json::object();
    if (!arguments.is_object()) refuse_params("\"arguments\" must be an object.");
    for (auto const& [name, value] : arguments.items()) {
        if (!value.is_string()) refuse_params("The argument \"" + name + "\" must be a string.");
    }
    for (auto const& argument : prompt.definition().value("arguments", Json::array())) {
        auto const name = argument.at("name").get<std::string>();
        if (argument.value("required", false) && !arguments.contains(name))
            refuse_params("The prompt \"" + prompt.name() + "\" needs the argument \"" + name + "\".");
    }
    return arguments;
}

std::string member(Json const& object, char const* name) {
    auto const value = object.is_object() ? object.value(name, Json()) : Json();
    return value.is_string() ? value.get<std::string>() : "";
}

/// Of something unknown there is nothing to propose, which is no error.
Completion completion_for(Features const& features, Json const& params, CallContext const& context) {
    auto const reference = params.value("ref", Json());
    auto const argument = params.value("argument", Json());
    auto const kind = member(reference, "type");
    auto const name = member(argument, "name");
    auto const begun = member(argument, "value");
    if (kind == "ref/prompt" && features.prompts != nullptr) {
        auto const* const prompt = features.prompts->find(member(reference, "name"));
        if (prompt != nullptr) return prompt->complete(name, begun, context);
    }
    if (kind == "ref/resource" && features.resources != nullptr)
        return features.resources->complete(member(reference, "uri"), name, begun, context);
    return {};
}

}  // namespace

void list_prompts(SharedService const& service, Request const& request) {
    expect_first_page(request);
    request.succeed(with_lifetime({{"prompts", service->features.prompts->list()}}, request.era(), list_lifetime_ms,
                                  CacheScope::everybody));
}

void get_prompt(SharedService const& service, Request const& request) {
    auto const name = request.text("name");
    auto const* const prompt = service->features.prompts->find(name);
    if (prompt == nullptr) refuse_params("Unknown prompt: \"" + name + "\". prompts/list names those there are.");
    auto work = [service, prompt, arguments = arguments_for(*prompt, request)](Request const& running) {
        auto reply = prompt->get(arguments, running.context(service->seal));
        if (auto const* const input = std::get_if<InputRequired>(&reply)) return running.require(*input, service->seal);
        running.succeed(std::get<Json>(std::move(reply)));
    };
    on_worker(service, request, std::move(work));
}

void complete(SharedService const& service, Request const& request) {
    on_worker(service, request, [service](Request const& running) {
        auto found = completion_for(service->features, running.params(), running.context(service->seal));
        auto const total = std::max(found.total, found.values.size());
        if (found.values.size() > most_values) found.values.resize(most_values);
        Json const completion = {{"values", found.values}, {"total", total}, {"hasMore", total > found.values.size()}};
        running.succeed({{"completion", completion}});
    });
}

}  // namespace keepsake::mcp
