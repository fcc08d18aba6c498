#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/text/graph_names.h"
#include "memory/graph/graph_view.h"
#include "storage/set_clock.h"

namespace keepsake::testing {

/// A graph made of sentences, without a store.
class GraphTest : public ::testing::Test {
protected:
    /// What is said of a relation besides its ends. Times as at() reads them.
    struct Holds {
        std::string from = "2020-01-01";
        std::string until = {};
        std::string learned = "2020-01-01";
        std::string closed = {};
        std::vector<storage::RowId> scopes = {1};
    };

    storage::RowId entity(std::string const& name, std::string const& same_as = {}) {
        auto const [known, is_new] = rows_.try_emplace(name, static_cast<storage::RowId>(rows_.size() + 1));
        if (is_new || !same_as.empty()) put(name, same_as.empty() ? 0 : entity(same_as), 0);
        return known->second;
    }
    void put(std::string const& name, storage::RowId same_as, storage::RowId scope) {
        storage::EntityRow row;
        row.row = rows_.try_emplace(name, static_cast<storage::RowId>(rows_.size() + 1)).first->second;
        row.id = id_of(row.row);
        row.name = name;
        row.key = core::entity_key(name);
        row.same_as = same_as;
        row.scope = scope;
        row.first_seen = row.last_seen = at("2020-01-01T00:00:00Z");
        graph_.put(row);
    }
    storage::RelationPlace say(std::string const& source, std::string const& relation, std::string const& target) {
        return say(source, relation, target, Holds{});
    }
    storage::RelationPlace say(std::string const& source, std::string const& relation, std::string const& target,
                               Holds const& holds) {
        storage::RelationRow row;
        row.row = static_cast<storage::RowId>(graph_.relations().size() + 1);
        row.source = entity(source);
        row.relation = relation;
        row.target = entity(target);
        row.valid_from = at(holds.from);
        row.learned_at = at(holds.learned);
        if (!holds.until.empty()) {
            row.valid_to = at(holds.until);
            row.closed_at = at(holds.closed.empty() ? holds.until : holds.closed);
        }
        row.scopes = holds.scopes;
        graph_.put(row);
        return static_cast<storage::RelationPlace>(graph_.relations().size() - 1);
    }
    static std::string id_of(storage::RowId row) {
        auto const digits = std::to_string(row);
        return "0198c0de-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
    }

    memory::GraphView view(memory::GraphTime const& time = {}, core::ScopeFilter const& visible = {}) const {
        return {graph_, time, visible, now_};
    }
    static core::ScopeFilter session(std::string name) {
        core::ScopeFilter filter;
        filter.session = std::move(name);
        return filter;
    }
    storage::EntityPlace place(std::string const& name) const {
        return graph_.self_of(graph_.of_row(rows_.at(name)).value());
    }
    std::vector<std::string> names(std::vector<storage::EntityPlace> const& places) const {
        std::vector<std::string> found;
        for (auto const each : places) found.push_back(graph_.entities()[each].name);
        return found;
    }

    storage::UserGraph graph_;
    core::Timestamp now_ = at("2026-03-14T09:00:00Z");
    memory::StepBudget budget_;

private:
    std::map<std::string, storage::RowId> rows_;
};

}  // namespace keepsake::testing
