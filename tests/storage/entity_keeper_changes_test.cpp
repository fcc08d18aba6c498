#include <map>
#include <random>
#include <set>
#include <tuple>

#include "storage/entity_keeper.h"
#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using namespace std::chrono_literals;

/// What an index holds of a user's graph, taken over change by change.
class Follower {
public:
    Follower(Store const& store, RowId user) : store_(store), user_(user) {}

    void follow() {
        ChangeTakers const takers{[&](IndexedRow&& row) {
                                      memories_[row.row] = {row.text, row.current};
                                  },
                                  [&](EntityRow&& row) {
                                      entities_[row.row] = {row.name,
                                                            row.type,
                                                            row.same_as,
                                                            row.last_seen,
                                                            row.removed_at,
                                                            row.scope,
                                                            {row.memories.begin(), row.memories.end()}};
                                  },
                                  [&](RelationRow&& row) {
                                      relations_[row.row] = {row.source,   row.relation,  row.target,
                                                             row.valid_to, row.closed_at, row.scopes};
                                  }};
        since_ = store_.read_changes(user_, since_, takers).changes;
    }
    bool operator==(Follower const& other) const {
        return std::tie(memories_, entities_, relations_) ==
               std::tie(other.memories_, other.entities_, other.relations_);
    }
    std::size_t size() const { return memories_.size() + entities_.size() + relations_.size(); }

private:
    using Ended = std::optional<Timestamp>;
    Store const& store_;
    RowId user_;
    std::int64_t since_ = 0;
    std::map<RowId, std::tuple<std::string, bool>> memories_;
    std::map<RowId, std::tuple<std::string, std::string, RowId, Timestamp, Ended, RowId, std::set<RowId>>> entities_;
    std::map<RowId, std::tuple<RowId, std::string, RowId, Ended, Ended, std::vector<RowId>>> relations_;
};

class EntityKeeperChangesTest : public StoreTest {
protected:
    template <typename T>
    T one(std::vector<T> const& choice) {
        return choice[random_() % choice.size()];
    }
    std::string name() { return one<std::string>({"Ada", "ada", "Bo", "me", "user", "Rome", ""}); }
    std::string text() { return one<std::string>({"sings", "cooks", "rows", "Ada knows Bo.", ""}); }
    KeptRelation relation() { return {name(), name(), one<std::string>({"knows", "lives in", "Lives In"})}; }

    void change_something() {
        clock_.pass(1s);
        switch (random_() % 8) {
            case 0:
            case 1:
                keeper_.create_entities(by_ana_, std::vector<KeptEntity>{{name(), "t", {text()}}, {name(), "", {}}});
                break;
            case 2:
            case 3: keeper_.create_relations(by_ana_, std::vector{relation(), relation()}); break;
            case 4:
                (void)keeper_.add_observations(by_ana_, std::vector<Observations>{{name(), {text(), text()}}});
                break;
            case 5: keeper_.delete_observations(by_ana_, std::vector<Observations>{{name(), {text(), text()}}}); break;
            case 6: keeper_.delete_relations(by_ana_, std::vector{relation(), relation(), relation()}); break;
            default:
                if (random_() % 3 == 0) keeper_.delete_entities(by_ana_, std::vector{name()});
                else say();
        }
    }
    /// What is said in a conversation meanwhile.
    void say() {
        auto addition = fact(ana_, text(), clock_.now());
        RelationChange change;
        change.triple = {name(), "person", "knows", name(), ""};
        change.said_at = clock_.now();
        change.fact = 0;
        addition.relations = {std::move(change)};
        store_.add(addition);
    }

    EntityKeeper keeper_{store_, clock_};
    Keeper const by_ana_{ana_, "tests"};
    std::mt19937 random_{7};
};

TEST_F(EntityKeeperChangesTest, WhoFollowsEachChangeKnowsWhatWhoReadsAllKnows) {
    add_fact("Ana is there");
    auto const user = state_of("ana").row;
    Follower follower(store_, user);
    for (int round = 0; round < 300; ++round) {
        change_something();
        follower.follow();
        Follower fresh(store_, user);
        fresh.follow();
        ASSERT_TRUE(follower == fresh) << "round " << round;
    }
    EXPECT_GT(follower.size(), 200u);
    EXPECT_EQ(store_.check(), std::vector<std::string>{});
}

}  // namespace
}  // namespace keepsake::storage
