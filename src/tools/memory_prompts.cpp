#include "tools/memory_prompts.h"

#include <array>

#include "core/embedded_files.h"
#include "core/text/unicode.h"
#include "tools/request_answer.h"
#include "tools/viewer.h"

namespace keepsake::tools {
namespace {

constexpr int most_recalled = 20;
/// The rest of a long one is a get_memory away.
constexpr std::size_t longest_statement = 600;

std::string file(std::string_view name) {
    return std::string(core::trimmed(core::text_of(core::embedded_client_prompts(), name)));
}

using Filling = std::pair<std::string_view, std::string_view>;

/// A text with the values in the places of their names, "{{topic}}"; a place in a value stays as it is.
std::string filled(std::string_view text, std::initializer_list<Filling> values) {
    std::string out;
    while (!text.empty()) {
        auto const open = text.find("{{");
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        text.remove_prefix(open + 2);
        auto const name = text.substr(0, text.find("}}"));
        for (auto const& [known, value] : values) {
            if (known == name) out += value;
        }
        text.remove_prefix(std::min(text.size(), name.size() + 2));
    }
    return out;
}

Json user_message(std::string text) {
    Json const content = {{"type", "text"}, {"text", std::move(text)}};
    return {{"messages", Json::array({{{"role", "user"}, {"content", content}}})}};
}

/// On one line, so that no text can pass for another statement or for what stands around them.
std::string line_of(memory::MemoryRecord const& memory) {
    auto const& text = memory.content.text;
    std::string said(core::cut_utf8(text, longest_statement));
    for (auto& c : said) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    if (said.size() < text.size()) said += "\u2026";
    auto const day = memory.content.event_date.value_or(core::format_time(memory.valid_from).substr(0, 10));
    return "- " + day + ": " + said + " (id " + memory.id.text + ")";
}

std::string names_of(std::vector<memory::NotSearched> const& signals) {
    std::string names;
    for (auto const& [signal, reason] : signals) names += (names.empty() ? "" : ", ") + signal + " (" + reason + ")";
    return names;
}

/// A prompt over the engine; its definition is the file of its name.
class MemoryPrompt : public mcp::Prompt {
public:
    MemoryPrompt(ToolEnvironment const& environment, std::string const& name)
        : environment_(environment), definition_(Json::parse(file(name + ".json"))) {
        for (auto const& argument : definition_.at("arguments")) names_.push_back(argument.at("name"));
        for (auto const& argument : names_) accepted_.push_back(argument);
    }
    Json const& definition() const override { return definition_; }
    mcp::PromptReply get(Json const& arguments, mcp::CallContext const& context) const override {
        return answered(environment_, [&]() -> mcp::PromptReply {
            return user_message(text(Arguments(arguments, accepted_), context));
        });
    }

protected:
    /// What the person says.
    virtual std::string text(Arguments const& arguments, mcp::CallContext const& context) const = 0;

    ToolEnvironment const& environment_;

private:
    Json definition_;
    std::vector<std::string> names_;
    std::vector<std::string_view> accepted_;
};

class Recall final : public MemoryPrompt {
public:
    explicit Recall(ToolEnvironment const& environment) : MemoryPrompt(environment, "recall") {}

protected:
    std::string text(Arguments const& arguments, mcp::CallContext const& context) const override {
        static constexpr auto example = "\"Where does Ana live?\"";
        memory::SearchRequest request;
        request.query = arguments.require("topic", "a question, or what it is about", example).text(example);
        request.visible = Viewer(environment_, context.caller).own();
        request.limit = most_recalled;
        auto const answer = environment_.engine.search(request, context.stop);
        std::string statements;
        for (auto const& hit : answer.hits) statements += (statements.empty() ? "" : "\n") + line_of(hit.memory);
        auto said = filled(file(answer.hits.empty() ? "recall_nothing.md" : "recall.md"),
                           {{"topic", request.query}, {"statements", statements}});
        if (!answer.not_searched.empty())
            said += "\n\n" + filled(file("recall_partly.md"), {{"signals", names_of(answer.not_searched)}});
        return said;
    }
};

class Remember final : public MemoryPrompt {
public:
    explicit Remember(ToolEnvironment const& environment) : MemoryPrompt(environment, "remember") {}

protected:
    std::string text(Arguments const& arguments, mcp::CallContext const&) const override {
        auto const focus = arguments.find("focus");
        if (!focus || focus->json() == "") return file("remember.md");
        auto const wanted = focus->text("\"decisions about the garden\"");
        return file("remember.md") + "\n\n" + filled(file("remember_focus.md"), {{"focus", wanted}});
    }
};

}  // namespace

mcp::PromptSet make_prompt_set(ToolEnvironment const& environment) {
    mcp::PromptSet set;
    set.add(std::make_unique<Recall>(environment));
    set.add(std::make_unique<Remember>(environment));
    return set;
}

}  // namespace keepsake::tools
