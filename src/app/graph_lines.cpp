#include "app/graph_lines.h"

#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>

#include "core/text/unicode.h"

namespace keepsake::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_shown = 10;

/// What is wrong with a line.
class BadLine : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string text_of(Json const& value, std::string const& what, std::size_t longest) {
    if (!value.is_string()) throw BadLine(what + " is not a text");
    auto text = value.get<std::string>();
    if (text.size() > longest) throw BadLine(what + " has more than " + std::to_string(longest) + " bytes");
    return text;
}

Json const& member(Json const& item, std::string const& name) {
    auto const found = item.find(name);
    if (found == item.end()) throw BadLine("\"" + name + "\" is missing");
    return *found;
}

std::string name_in(Json const& item, std::string const& name) {
    return text_of(member(item, name), "\"" + name + "\"", storage::longest_kept_name);
}

std::vector<std::string> observations_in(Json const& item) {
    auto const& list = member(item, "observations");
    if (!list.is_array()) throw BadLine("\"observations\" is not a list");
    std::vector<std::string> texts;
    for (auto const& text : list) texts.push_back(text_of(text, "an observation", storage::longest_observation));
    return texts;
}

void read_line(std::string const& line, storage::KeptGraph& graph) {
    auto const item = Json::parse(line, nullptr, false);
    if (!item.is_object()) throw BadLine("not a JSON object");
    auto const type = item.value("type", Json());
    if (type == "entity") {
        graph.entities.push_back({name_in(item, "name"), name_in(item, "entityType"), observations_in(item)});
    } else if (type == "relation") {
        graph.relations.push_back({name_in(item, "from"), name_in(item, "to"), name_in(item, "relationType")});
    } else {
        throw BadLine("\"type\" is neither \"entity\" nor \"relation\"");
    }
}

/// Some editors put it in front of a file.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

core::Result<storage::KeptGraph> read_graph_lines(std::istream& in) {
    storage::KeptGraph graph;
    std::string problems;
    std::size_t bad = 0;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (number == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
        if (core::trimmed(line).empty()) continue;
        try {
            read_line(line, graph);
        } catch (BadLine const& problem) {
            if (++bad <= most_shown) problems += "line " + std::to_string(number) + ": " + problem.what() + "\n";
        }
    }
    if (in.bad()) return core::Error{core::ErrorKind::bad_argument, "it cannot be read\n"};
    if (bad > most_shown) problems += "and " + std::to_string(bad - most_shown) + " more lines\n";
    if (bad > 0) return core::Error{core::ErrorKind::bad_argument, std::move(problems)};
    return graph;
}

void write_graph_lines(storage::KeptGraph const& graph, std::ostream& out) {
    auto const write = [&](Json const& line) {
        out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    };
    for (auto const& entity : graph.entities) {
        write({{"type", "entity"},
               {"name", entity.name},
               {"entityType", entity.type},
               {"observations", entity.observations}});
    }
    for (auto const& relation : graph.relations) {
        write({{"type", "relation"}, {"from", relation.from}, {"to", relation.to}, {"relationType", relation.type}});
    }
}

}  // namespace keepsake::app
