#include "memory/graph/corrections.h"

#include "memory/graph/graph_excerpts.h"
#include "storage/graph_store_test.h"

namespace keepsake::testing {
namespace {

using memory::GraphExcerpt;
using Names = std::vector<std::string>;

class CorrectionsTest : public GraphStoreTest {
protected:
    core::ScopeFilter visible(std::string const& user = "ana") const {
        core::ScopeFilter filter;
        filter.user = user;
        return filter;
    }
    memory::Corrections corrections(std::string const& user = "ana") {
        return {store_, graph_store_, indexes_, clock_, visible(user)};
    }
    memory::GraphExcerpts excerpts(memory::GraphTime time = {}, std::string const& user = "ana") {
        return {{store_, graph_store_, indexes_, clock_.now()}, {visible(user), visible(user), time}};
    }
    static Names sentences(GraphExcerpt const& excerpt) {
        Names found;
        for (auto const& [view, source, target] : excerpt.relations) {
            EXPECT_EQ(excerpt.entities.at(source).name, view.source);
            EXPECT_EQ(excerpt.entities.at(target).name, view.target);
            found.push_back(view.source + " " + view.record.relation + " " + view.target);
        }
        return found;
    }
    static Names names(GraphExcerpt const& excerpt) {
        Names found;
        for (auto const& entity : excerpt.entities) found.push_back(entity.name);
        return found;
    }
    Names all() { return sentences(excerpts().whole(1'000)); }
    std::string id_of(std::string const& sentence) {
        auto const excerpt = excerpts({at("2030-01-01"), {}}).whole(1'000);
        for (auto const& [view, source, target] : excerpt.relations) {
            if (view.source + " " + view.record.relation + " " + view.target == sentence) return view.record.id;
        }
        return "";
    }
    template <typename T>
    static std::string refusal(core::Result<T> const& result) {
        return result ? "not refused" : result.error().message;
    }
};

TEST_F(CorrectionsTest, a_merge_makes_two_one_and_a_split_two_again) {
    tell({triple("Ana K.", "lives_in", "Porto"), triple("Ana Kowalska", "works_at", "Acme")});
    auto const merged = corrections().merge("ana k.", "Ana Kowalska");
    ASSERT_TRUE(merged) << merged.error().message;
    EXPECT_EQ(merged.value().merged.name, "Ana K.");
    EXPECT_EQ(merged.value().into.name, "Ana Kowalska");
    EXPECT_EQ(merged.value().aliases.size(), 0U);
    EXPECT_EQ(all(), (Names{"Ana Kowalska works_at Acme", "Ana Kowalska lives_in Porto"}));
    auto const around = excerpts().around("Ana K.", 1, 10);
    ASSERT_TRUE(around);
    EXPECT_EQ(around.value().entities.front().aliases, Names{"Ana K."});

    auto const split = corrections().split("Ana K.");
    ASSERT_TRUE(split) << split.error().message;
    EXPECT_EQ(split.value().from.name, "Ana Kowalska");
    EXPECT_EQ(all(), (Names{"Ana Kowalska works_at Acme", "Ana K. lives_in Porto"}));
    expect_well();
}

TEST_F(CorrectionsTest, an_alias_means_its_entity_and_takes_the_other_names_along) {
    tell({triple("A", "knows", "X"), triple("B", "knows", "X"), triple("C", "knows", "X")});
    ASSERT_TRUE(corrections().merge("B", "A"));
    auto const merged = corrections().merge("B", "C");
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged.value().merged.name, "A");
    ASSERT_EQ(merged.value().aliases.size(), 1U);
    EXPECT_EQ(merged.value().aliases[0].name, "B");
    EXPECT_EQ(all(), (Names(3, "C knows X")));
    // As the three commands that undo it.
    ASSERT_TRUE(corrections().split("A"));
    ASSERT_TRUE(corrections().split("B"));
    ASSERT_TRUE(corrections().merge("B", "A"));
    EXPECT_EQ(all(), (Names{"C knows X", "A knows X", "A knows X"}));
    expect_well();
}

TEST_F(CorrectionsTest, what_is_unknown_or_one_already_is_said) {
    tell({triple("Ana", "knows", "Bo")});
    EXPECT_EQ(refusal(corrections().merge("Ano", "Bo")),
              "No entity is called \"Ano\"; the closest names are \"Ana\" and \"Bo\".");
    EXPECT_NE(refusal(corrections().merge("Ana", "Bob")).find("\"Bob\""), std::string::npos);
    EXPECT_NE(refusal(corrections().merge("ana", "ANA")).find("the same entity already"), std::string::npos);
    EXPECT_NE(refusal(corrections().split("Ana")).find("stands for itself already"), std::string::npos);
    EXPECT_NE(refusal(corrections().split("Zoe")).find("No entity"), std::string::npos);
    ASSERT_TRUE(corrections().merge("Bo", "Ana"));
    EXPECT_NE(refusal(corrections().split("Ana")).find("its other name is \"Bo\""), std::string::npos);
    EXPECT_NE(refusal(corrections("nobody").merge("Ana", "Bo")).find("there are none yet"), std::string::npos);
}

TEST_F(CorrectionsTest, relations_move_to_a_new_entity) {
    tell({triple("Sarah", "works_at", "Acme"), triple("Sarah", "lives_in", "Rome"), triple("Bo", "knows", "Sarah")});
    auto const moved = corrections().move_relations(
        "Sarah", std::vector{id_of("Sarah works_at Acme"), id_of("Bo knows Sarah"), id_of("Bo knows Sarah")},
        "Sarah Miller");
    ASSERT_TRUE(moved) << moved.error().message;
    EXPECT_EQ(moved.value().count, 2U);
    EXPECT_EQ(moved.value().to.name, "Sarah Miller");
    EXPECT_EQ(moved.value().to.id.size(), 36U);
    EXPECT_EQ(all(), (Names{"Bo knows Sarah Miller", "Sarah lives_in Rome", "Sarah Miller works_at Acme"}));
    ASSERT_TRUE(corrections().merge("Sarah Miller", "Sarah"));
    EXPECT_EQ(all(), (Names{"Bo knows Sarah", "Sarah lives_in Rome", "Sarah works_at Acme"}));
    expect_well();
}

TEST_F(CorrectionsTest, two_of_one_name_are_told_apart_by_their_ids) {
    tell({triple("Sarah", "works_at", "Acme"), triple("Sarah", "lives_in", "Rome")});
    auto const moved = corrections().move_relations("Sarah", std::vector{id_of("Sarah works_at Acme")}, "Sarah");
    ASSERT_TRUE(moved);
    EXPECT_FALSE(moved.value().from.is_only_one);
    EXPECT_FALSE(moved.value().to.is_only_one);
    auto const which = refusal(corrections().merge("Sarah", "Rome"));
    EXPECT_NE(which.find("2 entities are called \"Sarah\""), std::string::npos) << which;
    EXPECT_NE(which.find(moved.value().to.id), std::string::npos) << which;
    EXPECT_NE(which.find(moved.value().from.id), std::string::npos) << which;
    auto const merged = corrections().merge(moved.value().to.id, moved.value().from.id);
    ASSERT_TRUE(merged) << merged.error().message;
    ASSERT_TRUE(corrections().split(moved.value().to.id));
    auto const excerpt = excerpts().whole(10);
    EXPECT_EQ(excerpt.entities.size(), 4U);
    EXPECT_NE(excerpt.relations[0].source, excerpt.relations[1].source);
}

TEST_F(CorrectionsTest, only_relations_of_the_entity_move_and_only_to_a_name_that_can_be) {
    tell({triple("Sarah", "works_at", "Acme"), triple("Bo", "knows", "Cy")});
    auto const other = std::vector{id_of("Bo knows Cy")};
    auto const own = std::vector{id_of("Sarah works_at Acme")};
    auto const before = all();
    EXPECT_NE(refusal(corrections().move_relations("Sarah", other, "S")).find(other[0]), std::string::npos);
    EXPECT_NE(refusal(corrections().move_relations("Sarah", Names{"x"}, "S")).find("\"x\""), std::string::npos);
    EXPECT_NE(refusal(corrections().move_relations("Sahra", own, "S")).find("\"Sarah\""), std::string::npos);
    for (std::string const name : {"", "  ", "two\nlines", "\xFF", "I"})
        EXPECT_FALSE(corrections().move_relations("Sarah", own, name)) << name;
    EXPECT_FALSE(corrections().move_relations("Sarah", own, std::string(257, 'x')));
    EXPECT_EQ(all(), before);
}

TEST_F(CorrectionsTest, the_newest_relations_are_shown_and_the_rest_counted) {
    tell({triple("A", "knows", "B"), triple("C", "knows", "D"), triple("D", "knows", "E")});
    auto const excerpt = excerpts().whole(2);
    EXPECT_EQ(sentences(excerpt), (Names{"D knows E", "C knows D"}));
    EXPECT_EQ(names(excerpt), (Names{"D", "E", "C"}));
    EXPECT_EQ(excerpt.relations_left_out, 1U);
    EXPECT_EQ(excerpt.entities_left_out, 2U);
    auto const everything = excerpts().whole(3);
    EXPECT_EQ(everything.relations_left_out + everything.entities_left_out, 0U);
    EXPECT_EQ(excerpts({}, "nobody").whole(3).entities.size(), 0U);
}

TEST_F(CorrectionsTest, around_an_entity_the_nearest_relations_are_shown) {
    tell({triple("A", "knows", "B"), triple("B", "knows", "C"), triple("C", "knows", "D")});
    EXPECT_EQ(sentences(excerpts().around("A", 2, 10).value()), (Names{"A knows B", "B knows C"}));
    auto const cut = excerpts().around("A", 3, 1).value();
    EXPECT_EQ(names(cut), (Names{"A", "B"}));
    EXPECT_EQ(cut.relations_left_out, 2U);
    EXPECT_EQ(cut.entities_left_out, 2U);
    EXPECT_EQ(refusal(excerpts().around("E", 1, 10)),
              "No entity is called \"E\"; the closest names are \"A\", \"B\" and \"C\".");
}

TEST_F(CorrectionsTest, what_has_ended_is_shown_at_its_time_only) {
    tell({triple("Ana", "lives_in", "Rome")});
    auto const before = clock_.now();
    clock_.set(before + std::chrono::hours(24));
    auto moves = triple("Ana", "lives_in", "Porto");
    moves.replaces = {"lives_in"};
    tell({moves});
    EXPECT_EQ(all(), Names{"Ana lives_in Porto"});
    EXPECT_EQ(names(excerpts().whole(10)), (Names{"Ana", "Porto"}));
    auto const then = excerpts({before, {}}).whole(10);
    EXPECT_EQ(sentences(then), Names{"Ana lives_in Rome"});
    EXPECT_TRUE(then.relations.front().view.record.valid_to);
    // A correction finds what only an ended relation tells of.
    EXPECT_TRUE(corrections().merge("Rome", "Porto"));
}

}  // namespace
}  // namespace keepsake::testing
