#include "fixture_resources.h"

#include "content.h"

namespace keepsake::conformance {
namespace {

constexpr char const* static_text = "test://static-text";
constexpr char const* static_binary = "test://static-binary";
constexpr char const* watched = "test://watched-resource";
constexpr std::string_view template_begin = "test://template/";
constexpr std::string_view template_end = "/data";

Json listed(char const* uri, char const* name, char const* mime_type) {
    return {{"uri", uri}, {"name", name}, {"description", "For the conformance suites"}, {"mimeType", mime_type}};
}

Json text_content(std::string const& uri, char const* mime_type, std::string const& text) {
    return {{"uri", uri}, {"mimeType", mime_type}, {"text", text}};
}

/// What stands for {id}, when the address is one of the template's.
std::optional<std::string> template_id(std::string_view uri) {
    if (uri.size() <= template_begin.size() + template_end.size()) return std::nullopt;
    if (!uri.starts_with(template_begin) || !uri.ends_with(template_end)) return std::nullopt;
    uri.remove_prefix(template_begin.size());
    uri.remove_suffix(template_end.size());
    return std::string(uri);
}

std::optional<Json> content_of(std::string const& uri) {
    if (uri == static_text) return text_content(uri, "text/plain", "This is the content of the static text resource.");
    if (uri == static_binary) return Json{{"uri", uri}, {"mimeType", "image/png"}, {"blob", tiny_png}};
    if (uri == watched) return text_content(uri, "text/plain", "Nothing has happened yet.");
    auto const id = template_id(uri);
    if (!id) return std::nullopt;
    Json const data = {{"id", *id}, {"templateTest", true}, {"data", "Data for ID: " + *id}};
    return text_content(uri, "application/json", mcp::to_line(data));
}

}  // namespace

mcp::ResourcePage FixtureResources::list(std::string const&, mcp::CallContext const&) const {
    return {Json::array({listed(static_text, "static-text", "text/plain"),
                         listed(static_binary, "static-binary", "image/png"),
                         listed(watched, "watched-resource", "text/plain")}),
            ""};
}

Json FixtureResources::templates() const {
    Json const one = {{"uriTemplate", std::string(template_begin) + "{id}" + std::string(template_end)},
                      {"name", "template"},
                      {"description", "For the conformance suites"},
                      {"mimeType", "application/json"}};
    return Json::array({one});
}

std::optional<mcp::ResourceReply> FixtureResources::read(std::string const& uri, mcp::CallContext const&) const {
    auto const content = content_of(uri);
    if (!content) return std::nullopt;
    return Json::array({*content});
}

std::string FixtureResources::stamp(std::string const& uri, mcp::Caller const&) const {
    return content_of(uri) ? "always" : "";
}

std::string FixtureResources::list_stamp(mcp::Caller const&) const { return "always"; }

mcp::Completion FixtureResources::complete(std::string const&, std::string const&, std::string const&,
                                           mcp::CallContext const&) const {
    return {};
}

}  // namespace keepsake::conformance
