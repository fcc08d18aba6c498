#include "memory/graph/names_beginning.h"

#include <algorithm>
#include <vector>

#include "core/text/unicode.h"

namespace keepsake::memory {

using storage::EntityPlace;

std::set<std::string> names_beginning_with(GraphView const& view, std::string_view begun, std::size_t limit,
                                           StepBudget& budget) {
    auto const& graph = view.graph();
    auto const beginning = core::fold(core::trimmed(begun));
    auto const shown = view.shown_names(budget);
    std::vector<EntityPlace> rows;
    for (EntityPlace row = 0; row < graph.entities().size(); ++row) {
        if (shown[row] && graph.entities()[row].key.starts_with(beginning)) rows.push_back(row);
    }
    auto const later = [&](EntityPlace a, EntityPlace b) {
        return graph.entities()[a].name > graph.entities()[b].name;
    };
    std::make_heap(rows.begin(), rows.end(), later);
    std::set<std::string> names;
    while (!rows.empty() && names.size() < limit) {
        names.insert(graph.entities()[rows.front()].name);
        std::pop_heap(rows.begin(), rows.end(), later);
        rows.pop_back();
    }
    return names;
}

}  // namespace keepsake::memory
