#include "app/graph_command.h"

#include <gtest/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "app/command_line.h"
#include "app/escaping.h"
#include "core/text/unicode.h"

namespace keepsake::app {
namespace {

using memory::GraphExcerpt;
using Names = std::vector<std::string>;
using Json = nlohmann::json;

core::Timestamp at(std::string const& text) { return core::parse_time(text).value(); }

/// Names that mean something in at least one of the formats.
Names const& nasty_names() {
    static Names const names = {
        "Ana",
        "",
        "say \"hi\"",
        "back\\slash\\",
        "\\",
        "\\N \\G \\l",
        "two\nlines\r\nthree\ttabs",
        std::string("nul\0 bell\a escape\x1b[31m delete\x7f", 30),
        "<b>bold</b> <script>alert(1)</script>",
        "]]> <![CDATA[ <!-- --> <?xml?>",
        "R&D &amp; &#60; &lt",
        "#quot; #35; # ; 1. first",
        "n0[\"x\"] --> n1 | end",
        "%%{init: {'theme': 'dark'}}%% %% comment",
        "style n0 fill:#f9f;",
        "`code` *stars* _underlines_ - dash",
        "{} () [] <> @ $ \\u0041",
        "東京タワー",
        "مرحبا بالعالم",
        "Ω≈ç√ 😀 e\xCC\x81",
        "right\xE2\x80\xAEleft",
        "line\xE2\x80\xA8separator",
        "broken \xFF\xC3 bytes",
        "\xEF\xBF\xBE\xEF\xBF\xBF",
        std::string(10'000, 'x'),
        std::string(5'000, '"'),
    };
    return names;
}

/// Every name knows the next one.
GraphExcerpt excerpt_of(Names const& names) {
    GraphExcerpt excerpt;
    for (std::size_t i = 0; i < names.size(); ++i) {
        memory::EntityView entity;
        entity.id = "id-" + std::to_string(i);
        entity.name = names[i];
        entity.type = names[i];
        entity.aliases = {names[i] + "2"};
        entity.first_seen = entity.last_seen = at("2024-05-01");
        excerpt.entities.push_back(std::move(entity));
    }
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
        memory::ExcerptRelation relation;
        relation.view.record.id = "relation-" + std::to_string(i);
        relation.view.record.relation = "knows_" + names[i];
        relation.view.source = names[i];
        relation.view.target = names[i + 1];
        relation.source = i;
        relation.target = i + 1;
        excerpt.relations.push_back(std::move(relation));
    }
    return excerpt;
}

Names lines_of(std::string const& text) {
    Names lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

bool has_control(std::string const& text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f';
    });
}

/// A small graph of which everything is known.
GraphExcerpt small_excerpt() {
    auto excerpt = excerpt_of({"Ana", "Acme", "Porto"});
    for (auto& entity : excerpt.entities) {
        entity.type = entity.name == "Ana" ? "person" : "";
        entity.aliases.clear();
    }
    excerpt.relations.pop_back();
    auto& record = excerpt.relations.front().view.record;
    record.relation = "works_at";
    record.valid_from = at("2024-05-01");
    record.learned_at = at("2024-06-01");
    record.memories = {{"memory-1"}};
    return excerpt;
}

TEST(GraphFormats, LinesAreForPeople) {
    auto excerpt = small_excerpt();
    EXPECT_EQ(written(excerpt, GraphFormat::lines), "Ana —works_at→ Acme (since 2024-05-01)\nPorto\n");
    auto& record = excerpt.relations.front().view.record;
    record.valid_to = at("2025-01-01");
    excerpt.entities[0].aliases = {"Anna", "A."};
    EXPECT_EQ(written(excerpt, GraphFormat::lines),
              "Ana —works_at→ Acme (since 2024-05-01, until 2025-01-01)\nAna (person, also called Anna, A.)\nPorto\n");
    record.valid_from = record.learned_at;
    EXPECT_TRUE(written(excerpt, GraphFormat::lines).starts_with("Ana —works_at→ Acme (until 2025-01-01)\n"));
}

TEST(GraphFormats, ANameNeverLeavesItsLine) {
    auto const text = written(excerpt_of(nasty_names()), GraphFormat::lines);
    EXPECT_EQ(lines_of(text).size(), 2 * nasty_names().size() - 1);  // relations, and entities with their other names
    EXPECT_FALSE(has_control(text));
    EXPECT_TRUE(core::is_valid_utf8(text));
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    for (auto const& line : lines_of(text)) EXPECT_LT(line.size(), 3'000U);
}

/// https://graphviz.org/doc/info/lang.html, as far as it is used.
TEST(GraphFormats, DotKeepsToItsGrammar) {
    auto const text = written(excerpt_of(nasty_names()), GraphFormat::dot);
    EXPECT_FALSE(has_control(text));
    EXPECT_TRUE(core::is_valid_utf8(text));
    auto const lines = lines_of(text);
    EXPECT_EQ(lines.front(), "digraph keepsake {");
    EXPECT_EQ(lines.back(), "}");
    std::string const quoted = R"re("(?:[^"\\]|\\["\\])*")re";
    std::regex const node("  n[0-9]+ \\[label=" + quoted + "(, tooltip=" + quoted + ")?\\];", std::regex::optimize);
    std::regex const edge("  n[0-9]+ -> n[0-9]+ \\[label=" + quoted + "(, style=dashed)?\\];", std::regex::optimize);
    for (std::size_t i = 2; i + 1 < lines.size(); ++i)
        EXPECT_TRUE(std::regex_match(lines[i], i - 2 < nasty_names().size() ? node : edge)) << lines[i];
    EXPECT_EQ(lines.size(), 2 * nasty_names().size() + 2);
}

TEST(GraphFormats, DotShowsANameAsItIs) {
    EXPECT_EQ(in_dot("say \"hi\""), R"("say \"hi\"")");
    EXPECT_EQ(in_dot("a\\N"), R"("a\\N")");
    EXPECT_EQ(in_dot("R&D <b>"), "\"R&amp;D <b>\"");
    EXPECT_EQ(in_dot("two\nlines"), "\"two lines\"");
    EXPECT_EQ(written(small_excerpt(), GraphFormat::dot),
              "digraph keepsake {\n  node [shape=box, style=rounded];\n  n0 [label=\"Ana\", tooltip=\"person\"];\n"
              "  n1 [label=\"Acme\"];\n  n2 [label=\"Porto\"];\n  n0 -> n1 [label=\"works_at\"];\n}\n");
}

/// What Mermaid shows for a label.
std::string decoded(std::string label) {
    std::smatch code;
    std::string text;
    while (std::regex_search(label, code, std::regex("#([0-9]+);"))) {
        text += code.prefix().str() + static_cast<char>(std::stoi(code[1]));
        label = code.suffix().str();
    }
    return text + label;
}

TEST(GraphFormats, MermaidSeesNoSignOfItsOwn) {
    auto const text = written(excerpt_of(nasty_names()), GraphFormat::mermaid);
    EXPECT_FALSE(has_control(text));
    EXPECT_TRUE(core::is_valid_utf8(text));
    std::string const label = R"re("(?:[0-9A-Za-z \x80-\xFF]|[0-9A-Za-z\x80-\xFF][-_.]|#[0-9]+;)*")re";
    std::regex const node("  n[0-9]+\\[" + label + "\\]", std::regex::optimize);
    std::regex const edge("  n[0-9]+ (-->|-\\.->)\\|" + label + "\\| n[0-9]+", std::regex::optimize);
    auto const lines = lines_of(text);
    ASSERT_EQ(lines.size(), 2 * nasty_names().size());
    EXPECT_EQ(lines.front(), "flowchart LR");
    for (std::size_t i = 1; i < lines.size(); ++i)
        EXPECT_TRUE(std::regex_match(lines[i], i <= nasty_names().size() ? node : edge)) << lines[i];
}

TEST(GraphFormats, MermaidShowsANameAsItIs) {
    for (std::string const name : {"say \"hi\"", "1. <b> & #35; `x` _y_", "works_at", "v1.2-beta", "\\n %% {} ; end"})
        EXPECT_EQ(decoded(in_mermaid(name)), "\"" + name + "\"");
    EXPECT_EQ(in_mermaid("works_at"), "\"works_at\"");
    EXPECT_EQ(in_mermaid("東京"), "\"東京\"");
}

TEST(GraphFormats, MermaidAndDotTellEndedRelations) {
    auto excerpt = small_excerpt();
    excerpt.relations.front().view.record.valid_to = at("2025-01-01");
    EXPECT_NE(written(excerpt, GraphFormat::mermaid).find("n0 -.->|\"works_at\"| n1"), std::string::npos);
    EXPECT_NE(written(excerpt, GraphFormat::dot).find("[label=\"works_at\", style=dashed]"), std::string::npos);
}

TEST(GraphFormats, JsonHasTheShapesOfTheTools) {
    auto const json = Json::parse(written(small_excerpt(), GraphFormat::json));
    EXPECT_EQ(json.size(), 2U);
    EXPECT_EQ(json["entities"][0], (Json{{"id", "id-0"}, {"name", "Ana"}, {"type", "person"}, {"relation_count", 0}}));
    EXPECT_EQ(json["relations"][0], (Json{{"id", "relation-0"},
                                          {"source", "Ana"},
                                          {"relation", "works_at"},
                                          {"target", "Acme"},
                                          {"learned_at", "2024-06-01T00:00:00+00:00"},
                                          {"valid_from", "2024-05-01T00:00:00+00:00"},
                                          {"confidence", 1.0},
                                          {"memory_ids", {"memory-1"}}}));
    auto const nasty = Json::parse(written(excerpt_of(nasty_names()), GraphFormat::json));
    for (std::size_t i = 0; i < nasty_names().size(); ++i) {
        if (!core::is_valid_utf8(nasty_names()[i])) continue;
        EXPECT_EQ(nasty["entities"][i]["name"], nasty_names()[i]);
    }
}

/// What XML can carry of a name.
std::string carried(std::string const& name) {
    std::string text;
    for (std::size_t position = 0; position < name.size();) {
        auto const c = core::next_code_point(name, position);
        bool const is_forbidden = (c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
        core::append_utf8(text, is_forbidden ? 0xFFFD : c);
    }
    return text;
}

TEST(GraphFormats, GraphmlIsWellFormedAndComplete) {
    auto const text = written(excerpt_of(nasty_names()), GraphFormat::graphml);
    EXPECT_FALSE(has_control(std::regex_replace(text, std::regex("\x7f"), "")));  // XML allows that one
    EXPECT_TRUE(core::is_valid_utf8(text));
    boost::property_tree::ptree document;
    std::istringstream in(text);
    ASSERT_NO_THROW(boost::property_tree::read_xml(in, document)) << text;
    auto const& graphml = document.get_child("graphml");
    EXPECT_EQ(graphml.get<std::string>("<xmlattr>.xmlns"), "http://graphml.graphdrawing.org/xmlns");
    std::map<std::string, std::string> keys;
    std::set<std::string> nodes;
    std::size_t edges = 0;
    auto const data_of = [&](boost::property_tree::ptree const& owner, std::string const& kind) {
        std::map<std::string, std::string> data;
        for (auto const& [name, child] : owner) {
            if (name != "data") continue;
            auto const key = child.get<std::string>("<xmlattr>.key");
            EXPECT_EQ(keys[key], kind);
            EXPECT_TRUE(data.emplace(key, child.data()).second);
        }
        return data;
    };
    for (auto const& [name, child] : graphml) {
        if (name == "key") keys[child.get<std::string>("<xmlattr>.id")] = child.get<std::string>("<xmlattr>.for");
    }
    for (auto const& [name, child] : graphml.get_child("graph")) {
        if (name == "node") {
            auto data = data_of(child, "node");
            auto const& wanted = nasty_names()[nodes.size()];
            EXPECT_EQ(data["node_name"], carried(wanted));
            EXPECT_EQ(Json::parse(data["node_aliases"]).size(), 1U);
            EXPECT_TRUE(nodes.insert(child.get<std::string>("<xmlattr>.id")).second);
        } else if (name == "edge") {
            auto data = data_of(child, "edge");
            EXPECT_EQ(data["edge_relation"], carried("knows_" + nasty_names()[edges++]));
            EXPECT_TRUE(nodes.contains(child.get<std::string>("<xmlattr>.source")));
            EXPECT_TRUE(nodes.contains(child.get<std::string>("<xmlattr>.target")));
        }
    }
    EXPECT_EQ(nodes.size(), nasty_names().size());
    EXPECT_EQ(edges, nasty_names().size() - 1);
}

TEST(GraphFormats, NothingIsADocumentToo) {
    EXPECT_EQ(written({}, GraphFormat::lines), "");
    EXPECT_EQ(written({}, GraphFormat::mermaid), "flowchart LR\n");
    EXPECT_EQ(Json::parse(written({}, GraphFormat::json)),
              (Json{{"entities", Json::array()}, {"relations", Json::array()}}));
}

TEST(GraphFormats, AShellReadsANameAsOneWord) {
    EXPECT_EQ(in_shell("Ana"), "Ana");
    EXPECT_EQ(in_shell("Ana $HOME `id`"), "'Ana $HOME `id`'");
    EXPECT_EQ(in_shell("it's"), R"('it'\''s')");
    EXPECT_EQ(in_shell("東京"), "'東京'");
    for (std::string const name : {"", "--as", "a\nb", "\x1b[31m", "\xFF", "\xE2\x80\xAE"})
        EXPECT_EQ(in_shell(name), "");
}

CommandLine read(Names const& words) {
    auto const line = read_command_line(words);
    EXPECT_TRUE(line) << (line ? "" : line.error().message);
    return line ? line.value() : CommandLine{};
}

template <typename Order>
Order order(Names words) {
    words.insert(words.begin(), "graph");
    auto const line = read(words);
    EXPECT_EQ(line.command, Command::graph);
    auto const* const found = std::get_if<Order>(&line.graph);
    EXPECT_NE(found, nullptr);
    return found == nullptr ? Order{} : *found;
}

std::string refusal(Names words) {
    words.insert(words.begin(), "graph");
    auto const line = read_command_line(words);
    return line ? "not refused" : line.error().message;
}

TEST(GraphWords, ShowWhatIsAskedFor) {
    auto const plain = order<ShowGraph>({});
    EXPECT_EQ(plain.format, GraphFormat::lines);
    EXPECT_EQ(plain.limit, 1'000U);
    EXPECT_EQ(plain.entity, std::nullopt);
    auto const full = order<ShowGraph>({"--format=dot", "--entity", "Ana Silva", "--depth", "3", "--as-of",
                                        "2024-05-01", "--known-at=2024-06-01T12:00:00Z", "--limit", "20"});
    EXPECT_EQ(full.format, GraphFormat::dot);
    EXPECT_EQ(full.entity, "Ana Silva");
    EXPECT_EQ(full.depth, 3);
    EXPECT_EQ(full.time.as_of, at("2024-05-01"));
    EXPECT_EQ(full.time.known_at, at("2024-06-01T12:00:00Z"));
    EXPECT_EQ(full.limit, 20U);
}

TEST(GraphWords, SettingsMayStandBetweenThem) {
    auto const line = read({"--user-id", "ana", "graph", "--format", "json", "--data-dir=/tmp/store"});
    EXPECT_EQ(std::get<ShowGraph>(line.graph).format, GraphFormat::json);
    EXPECT_EQ(line.settings, (core::SettingValues{{"user_id", "ana"}, {"data_dir", "/tmp/store"}}));
}

TEST(GraphWords, CorrectNames) {
    auto const merge = order<MergeEntities>({"merge", "Ana S.", "Ana"});
    EXPECT_EQ(merge.name, "Ana S.");
    EXPECT_EQ(merge.into, "Ana");
    auto const split = order<SplitEntity>({"split", "Ana S."});
    EXPECT_EQ(split.name, "Ana S.");
    EXPECT_EQ(split.new_name, std::nullopt);
    auto const move = order<SplitEntity>({"split", "Sarah", "--as", "Sarah Miller", "1", "2"});
    EXPECT_EQ(move.new_name, "Sarah Miller");
    EXPECT_EQ(move.relations, (Names{"1", "2"}));
    EXPECT_EQ(order<MergeEntities>({"merge", "help", "version"}).name, "help");
    EXPECT_EQ(read({"graph", "merge", "--help"}).command, Command::help);
}

TEST(GraphWords, WrongOnesAreNamed) {
    for (auto const& [words, named] :
         std::vector<std::pair<Names, std::string>>{{{"shwo"}, "shwo"},
                                                    {{"--format", "svg"}, "svg"},
                                                    {{"--format", "svg"}, "mermaid"},
                                                    {{"--format"}, "--format needs a value"},
                                                    {{"--entity", "Ana", "--depth", "5"}, "from 1 to 4"},
                                                    {{"--entity", "Ana", "--depth", "two"}, "two"},
                                                    {{"--depth", "2"}, "--entity"},
                                                    {{"--limit", "0"}, "--limit"},
                                                    {{"--limit", "99999999999999999999"}, "--limit"},
                                                    {{"--limit", "10x"}, "10x"},
                                                    {{"--as-of", "yesterday"}, "yesterday"},
                                                    {{"--known-at="}, "--known-at"},
                                                    {{"--as", "x"}, "split"},
                                                    {{"--colour", "red"}, "--colour"},
                                                    {{"merge", "Ana"}, "two names"},
                                                    {{"merge", "Ana", "S.", "Ana"}, "two names"},
                                                    {{"merge", "Ana", "Bo", "--format", "dot"}, "--format"},
                                                    {{"split"}, "needs a name"},
                                                    {{"split", "Ana", "S."}, "S."},
                                                    {{"split", "Ana", "--as", "Bo"}, "ids of relations"},
                                                    {{"split", "Ana", "--limit", "3"}, "--limit"}}) {
        auto const message = refusal(words);
        EXPECT_NE(message.find(named), std::string::npos) << message;
        EXPECT_NE(message.find("--help"), std::string::npos) << message;
    }
    EXPECT_FALSE(read_command_line({"--format", "dot", "graph"}));
    EXPECT_FALSE(read_command_line({"doctor", "--limit", "3"}));
}

TEST(GraphWords, AreInTheHelp) {
    for (auto const* const part :
         {"keepsake graph [--format", "graph merge NAME INTO", "graph split NAME", "--as NEW_NAME"})
        EXPECT_NE(help_text().find(part), std::string_view::npos) << part;
}

}  // namespace
}  // namespace keepsake::app
