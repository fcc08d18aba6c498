#pragma once

#include <set>

#include "core/filter/filter_parser.h"
#include "storage/filter_evaluator.h"
#include "storage/random_filters.h"
#include "storage/store_test.h"

namespace keepsake::testing {

/// A store of random memories of several users, some of them changed, some ended.
class FilterStoreTest : public StoreTest {
protected:
    using Json = nlohmann::json;
    using Place = std::pair<storage::RowId, int>;

    void fill(int memories) {
        for (int i = 0; i < memories; ++i) {
            clock_.set(at(random_.time()));
            auto addition = random_addition();
            auto const id = add(addition);
            random_.know_id(id.text);
            if (random_.one_in(3)) change(id);
            if (random_.one_in(8)) {
                ASSERT_TRUE(store_.end(removal({id})));
            }
        }
        clock_.set(at("2026-03-14T12:00:00Z"));
        for (auto const& user : store_.users({})) users_.push_back(user.row);
        for (storage::RowId row = 1; row <= memories; ++row) rows_.push_back(row);
    }

    static std::set<Place> places(std::vector<storage::AllowedUser> const& allowed) {
        std::set<Place> places;
        for (auto const& [user, rows] : allowed) places.insert(rows.begin(), rows.end());
        return places;
    }
    std::set<Place> allowed(Json const& filters, storage::PastView const& view = {}) const {
        auto const filter = core::parse_filter(filters);
        if (!filter) throw std::logic_error(filter.error().message);
        return places(store_.allowed({}, filter.value(), view));
    }

    /// What a look sees before any filter.
    std::vector<storage::MemoryRecord> seen(storage::PastView const& view) const {
        std::vector<storage::MemoryRecord> found;
        if (view.shows_now()) {
            for (auto& memory : store_.load(rows_)) {
                if (!memory.valid_to) found.push_back(std::move(memory));
            }
            return found;
        }
        std::vector<Place> versions;
        for (auto const user : users_) {
            store_.read_past(user, view,
                             [&](storage::IndexedRow const& row) { versions.emplace_back(row.row, row.version); });
        }
        return store_.load_versions(versions);
    }
    static std::set<Place> passing(std::vector<storage::MemoryRecord> const& memories, Json const& filters) {
        std::set<Place> places;
        for (auto const& memory : memories) {
            if (FilterEvaluator(memory).holds(filters)) places.emplace(memory.row, memory.version);
        }
        return places;
    }

    RandomFilters random_{4711};

private:
    Addition random_addition() {
        core::Scope const scope{.tenant = {},
                                .user = random_.name(),
                                .agent = random_.name_or_none(),
                                .app = random_.name_or_none(),
                                .session = random_.name_or_none()};
        auto addition = fact(scope, random_.text(), at(random_.time()));
        bool const is_turn = random_.one_in(3);
        if (is_turn) {
            std::vector<Said> said;
            said.push_back({"Ana", random_.text()});
            addition = conversation(scope, said, at(random_.time()));
        }
        auto& memory = addition.memories[0];
        if (!is_turn && random_.one_in(3)) memory.kind = MemoryKind::procedure;
        memory.content.categories = random_.categories();
        memory.content.metadata = random_.metadata().dump();
        memory.content.confidence = random_.confidence();
        if (!random_.one_in(3)) memory.content.event_date = random_.time();
        if (random_.one_in(3)) memory.content.expires_at = at(random_.time());
        return addition;
    }
    void change(MemoryId const& id) {
        clock_.set(at(random_.time()));
        Revision revision;
        revision.id = id;
        revision.actor = "tests";
        if (random_.one_in(2)) revision.text = random_.text();
        if (random_.one_in(2)) revision.metadata = random_.metadata().dump();
        if (random_.one_in(2)) revision.categories = random_.categories();
        ASSERT_TRUE(store_.revise(revision));
    }

    std::vector<storage::RowId> users_;
    std::vector<storage::RowId> rows_;
};

}  // namespace keepsake::testing
