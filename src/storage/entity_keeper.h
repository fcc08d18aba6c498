#pragma once

#include <span>
#include <string>
#include <vector>

#include "storage/store.h"

namespace keepsake::storage {

/// In bytes.
inline constexpr std::size_t longest_kept_name = 16u << 10;
inline constexpr std::size_t longest_observation = 1u << 20;

/// An entity as somebody keeps it by hand: under exactly this name, with what was observed of it.
struct KeptEntity {
    std::string name;
    std::string type;
    std::vector<std::string> observations;
    bool operator==(KeptEntity const&) const = default;
};

/// A relation between two names, which need not be those of entities.
struct KeptRelation {
    std::string from;
    std::string to;
    std::string type;
    auto operator<=>(KeptRelation const&) const = default;
};

struct KeptGraph {
    std::vector<KeptEntity> entities;
    std::vector<KeptRelation> relations;
    bool operator==(KeptGraph const&) const = default;
};

/// Texts observed of an entity: those to be added or taken away, or those that were added.
struct Observations {
    std::string entity;
    std::vector<std::string> texts;
    bool operator==(Observations const&) const = default;
};

/// Whose graph is kept, and who does it.
struct Keeper {
    Scope scope;
    std::string actor;
};

struct Imported {
    std::size_t entities = 0;
    std::size_t relations = 0;
    std::size_t observations = 0;
    bool operator==(Imported const&) const = default;
};

/// Entities with observations and relations, kept by hand as the memory server of the Model Context Protocol does it, in
/// the store's own file: an observation is a memory, a relation one of the user's graph. Names are compared exactly. What
/// a call adds is compared with what was there before the call, not with its own other parts. What is taken away ends: its
/// history stays. Each call is one transaction. Safe from many threads. Throws StoreFailure when the store cannot do its
/// work.
class EntityKeeper {
public:
    EntityKeeper(Store& store, core::Clock const& clock) : store_(store), clock_(clock) {}

    /// Returns those whose names were new.
    std::vector<KeptEntity> create_entities(Keeper const& keeper, std::span<KeptEntity const> entities);
    /// Returns those that were new.
    std::vector<KeptRelation> create_relations(Keeper const& keeper, std::span<KeptRelation const> relations);
    /// Returns for each what was new. `not_found` when there is no entity of a name: then nothing was added.
    core::Result<std::vector<Observations>> add_observations(Keeper const& keeper,
                                                             std::span<Observations const> observations);
    /// With their observations, and with all relations that name them.
    void delete_entities(Keeper const& keeper, std::span<std::string const> names);
    void delete_observations(Keeper const& keeper, std::span<Observations const> deletions);
    void delete_relations(Keeper const& keeper, std::span<KeptRelation const> relations);
    /// Adds what is not there yet; an entity that is there only gains the observations that it has not.
    Imported import(Keeper const& keeper, KeptGraph const& graph);

    /// All that a user keeps, and what was extracted from the user's conversations, in the order of creation. With an
    /// agent, app or session: what was said there.
    KeptGraph read(ScopeFilter const& visible) const;

private:
    template <typename Work>
    auto change(Keeper const& keeper, Work&& work);

    Store& store_;
    core::Clock const& clock_;
};

}  // namespace keepsake::storage
