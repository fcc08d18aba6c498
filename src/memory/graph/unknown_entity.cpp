#include "memory/graph/unknown_entity.h"

#include "memory/graph/entity_finder.h"

namespace keepsake::memory {

core::Error unknown_entity(GraphView const& view, std::string const& name) {
    StepBudget budget;
    auto const closest = EntityFinder(view, budget).closest(name);
    auto const count = closest.names().size();
    return {core::ErrorKind::not_found, "No entity is called " + quoted_name(name) +
                                            (count == 0   ? "; there are none yet."
                                             : count == 1 ? "; the closest name is " + closest.listed() + "."
                                                          : "; the closest names are " + closest.listed() + ".")};
}

}  // namespace keepsake::memory
