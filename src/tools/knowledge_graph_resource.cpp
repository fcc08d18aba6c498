#include "tools/knowledge_graph_resource.h"

#include "core/embedded_files.h"
#include "tools/knowledge_graph.h"
#include "tools/request_answer.h"

namespace keepsake::tools {

KnowledgeGraphResource::KnowledgeGraphResource(ToolEnvironment const& environment, mcp::Resources const& others)
    : environment_(environment),
      others_(others),
      definition_(Json::parse(core::text_of(core::embedded_resources(), "knowledge_graph.json"))),
      uri_(definition_.at("uri")) {}

mcp::ResourcePage KnowledgeGraphResource::list(std::string const& cursor, mcp::CallContext const& context) const {
    auto page = others_.list(cursor, context);
    if (cursor.empty()) page.resources.insert(page.resources.begin(), definition_);
    return page;
}

Json KnowledgeGraphResource::templates() const { return others_.templates(); }

std::optional<mcp::ResourceReply> KnowledgeGraphResource::read(std::string const& uri,
                                                               mcp::CallContext const& context) const {
    if (uri != uri_) return others_.read(uri, context);
    return answered(environment_, [&]() -> std::optional<mcp::ResourceReply> {
        Viewer const viewer(environment_, context.caller);
        auto text = indented(knowledge_graph_view(environment_.engine.knowledge_graph().read(viewer.own())));
        return Json::array({{{"uri", uri}, {"mimeType", definition_.at("mimeType")}, {"text", std::move(text)}}});
    });
}

std::string KnowledgeGraphResource::stamp(std::string const& uri, mcp::Caller const& caller) const {
    // All that changes a user's graph counts as a change of the user's memories.
    return uri == uri_ ? others_.list_stamp(caller) : others_.stamp(uri, caller);
}

std::string KnowledgeGraphResource::list_stamp(mcp::Caller const& caller) const { return others_.list_stamp(caller); }

mcp::Completion KnowledgeGraphResource::complete(std::string const& uri_template, std::string const& variable,
                                                 std::string const& begun, mcp::CallContext const& context) const {
    return others_.complete(uri_template, variable, begun, context);
}

}  // namespace keepsake::tools
