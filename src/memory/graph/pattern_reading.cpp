#include "memory/graph/pattern_reading.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"
#include "memory/graph/closest_names.h"

namespace keepsake::memory {
namespace {

constexpr std::string_view example =
    R"( Example: {"patterns": [{"source": "?who", "relation": "works_at", "target": "Acme"}, )"
    R"({"source": "?who", "relation": "lives_in", "target": "?city"}]})";

core::Error refused(std::string const& where, std::string const& why) {
    return {core::ErrorKind::bad_argument, where + ": " + why + "." + std::string(example)};
}

std::string place_of(std::size_t pattern) { return "patterns[" + std::to_string(pattern) + "]"; }

template <typename Value>
std::size_t number_in(std::vector<Value>& values, Value value) {
    auto const known = std::find(values.begin(), values.end(), value);
    auto const number = static_cast<std::size_t>(known - values.begin());
    if (known == values.end()) values.push_back(std::move(value));
    return number;
}

/// Reads one pattern after the other into a query; keeps what was wrong first.
class PatternReader {
public:
    void read(GraphPattern const& pattern) {
        auto const where = place_of(query_.patterns.size());
        ReadPattern const read = {term(pattern.source, where + ".source", Kind::entity),
                                  term(pattern.relation, where + ".relation", Kind::relation),
                                  term(pattern.target, where + ".target", Kind::entity)};
        query_.patterns.push_back(read);
    }

    std::optional<core::Error> const& error() const { return error_; }
    ReadQuery take() && { return std::move(query_); }

private:
    enum class Kind { entity, relation };

    PatternTerm term(std::string const& written, std::string const& where, Kind kind) {
        std::string const text(core::trimmed(written));
        if (text.empty()) {
            fail(where, std::string("expected ") + (kind == Kind::entity ? "a name or id" : "a relation") +
                            ", or a variable such as ?x, got nothing");
        }
        if (text == "?") fail(where, "a variable needs a name, such as ?x");
        if (text.starts_with('?')) return {true, variable(text, where, kind)};
        if (kind == Kind::entity) return {false, number_in(query_.entities, text)};
        return {false, number_in(query_.relations, core::relation_name(text))};
    }

    std::size_t variable(std::string const& name, std::string const& where, Kind kind) {
        auto& variables = query_.variables;
        auto const known = std::find_if(variables.begin(), variables.end(),
                                        [&](QueryVariable const& each) { return each.name == name; });
        auto const number = static_cast<std::size_t>(known - variables.begin());
        if (known == variables.end()) variables.push_back({name, kind == Kind::relation});
        else if (known->is_relation != (kind == Kind::relation))
            fail(where, quoted_name(name) + " stands for " + (known->is_relation ? "a relation" : "an entity") +
                            " elsewhere; take another variable here");
        return number;
    }

    void fail(std::string const& where, std::string const& why) {
        if (!error_) error_ = refused(where, why);
    }

    ReadQuery query_;
    std::optional<core::Error> error_;
};

/// The first pattern that no variable links, over others, to the first one with variables.
std::optional<std::size_t> unlinked_pattern(ReadQuery const& query) {
    std::vector<std::size_t> group(query.variables.size());
    std::iota(group.begin(), group.end(), std::size_t{0});
    auto const variables_of = [](ReadPattern const& pattern) {
        std::vector<std::size_t> found;
        for (auto const* term : {&pattern.source, &pattern.relation, &pattern.target}) {
            if (term->is_variable) found.push_back(term->number);
        }
        return found;
    };
    for (auto const& pattern : query.patterns) {
        auto const variables = variables_of(pattern);
        for (auto const variable : variables) {
            auto const [joined, into] = std::pair(group[variable], group[variables.front()]);
            std::replace(group.begin(), group.end(), joined, into);
        }
    }
    for (std::size_t i = 0; i < query.patterns.size(); ++i) {
        auto const variables = variables_of(query.patterns[i]);
        if (!variables.empty() && group[variables.front()] != group.front()) return i;
    }
    return std::nullopt;
}

}  // namespace

core::Result<ReadQuery> read_patterns(std::vector<GraphPattern> const& patterns) {
    if (patterns.empty()) return refused("patterns", "expected 1 to 8 patterns, got none");
    if (patterns.size() > most_patterns) {
        return refused("patterns",
                       "expected 1 to 8 patterns, got " + std::to_string(patterns.size()) + "; ask in several queries");
    }
    PatternReader reader;
    for (auto const& pattern : patterns) reader.read(pattern);
    if (reader.error()) return *reader.error();
    auto query = std::move(reader).take();
    if (query.entities.empty() && query.relations.empty()) {
        return refused(
            place_of(0),
            "only variables would ask for the whole graph; name an entity or a relation in one of the patterns");
    }
    if (auto const unlinked = unlinked_pattern(query)) {
        return refused(
            place_of(*unlinked),
            "no variable links it to the patterns before it, so every answer would be joined with every other; "
            "use one of their variables, or ask in two queries");
    }
    return query;
}

}  // namespace keepsake::memory
