#include "app/graph_command.h"

#include <ostream>

#include "app/escaping.h"
#include "core/process.h"
#include "memory/graph/corrections.h"
#include "storage/store_failure.h"

namespace keepsake::app {
namespace {

using memory::EntityReference;

constexpr std::size_t most_index_bytes = 512u << 20;
/// What Mermaid draws where nothing else is configured (maxEdges, maxTextSize).
constexpr std::size_t most_mermaid_edges = 500;
constexpr std::size_t most_mermaid_bytes = 50'000;

std::string with_count(std::size_t count, std::string const& one, std::string const& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string quoted(EntityReference const& entity) { return "\"" + in_line(entity.name) + "\""; }

/// Carries out orders over the store of a data folder.
class GraphCommand {
public:
    GraphCommand(core::Settings const& settings, std::ostream& out, std::ostream& errors)
        : user_(settings.user_id), out_(out), errors_(errors), store_(settings.data_dir, clock_) {}

    int operator()(ShowGraph const& order) {
        memory::GraphExcerpts const excerpts({store_, graph_, indexes_, clock_.now()},
                                             {visible_, visible_, order.time});
        if (!order.entity) return show(order, excerpts.whole(order.limit));
        auto const excerpt = excerpts.around(*order.entity, order.depth, order.limit);
        return excerpt ? show(order, excerpt.value()) : fail(excerpt.error());
    }

    int operator()(MergeEntities const& order) {
        auto const done = corrections_.merge(order.name, order.into);
        if (!done) return fail(done.error());
        auto const& [merged, into, aliases] = done.value();
        out_ << quoted(merged) << " is another name of " << quoted(into) << " now.\n";
        suggest("split " + word(merged));
        for (auto const& alias : aliases) {
            suggest("split " + word(alias));
            suggest("merge " + word(alias) + " " + word(merged));
        }
        return finish();
    }

    int operator()(SplitEntity const& order) {
        if (order.new_name) return move_relations(order);
        auto const done = corrections_.split(order.name);
        if (!done) return fail(done.error());
        auto const& [name, from] = done.value();
        out_ << quoted(name) << " stands for itself now and is no name of " << quoted(from) << " any more.\n";
        suggest("merge " + word(name) + " " + word(from));
        return finish();
    }

private:
    int move_relations(SplitEntity const& order) {
        auto const done = corrections_.move_relations(order.name, order.relations, *order.new_name);
        if (!done) return fail(done.error());
        auto const& [from, to, count] = done.value();
        out_ << with_count(count, "relation", "relations") << " of " << quoted(from)
             << (count == 1 ? " belongs" : " belong") << " to a new entity now, " << quoted(to) << " (" << to.id
             << ").\n";
        suggest("merge " + word(to) + " " + word(from));
        return finish();
    }

    int show(ShowGraph const& order, memory::GraphExcerpt const& excerpt) {
        auto const text = written(excerpt, order.format);
        out_ << text;
        if (excerpt.entities.empty()) errors_ << "There is nothing in the graph of " << user_ << " to be shown.\n";
        if (excerpt.relations_left_out + excerpt.entities_left_out > 0) {
            errors_ << "Left out: " << with_count(excerpt.relations_left_out, "relation", "relations") << " and "
                    << with_count(excerpt.entities_left_out, "entity", "entities") << "; a --limit above "
                    << order.limit << " shows more.\n";
        }
        if (order.format == GraphFormat::mermaid &&
            (excerpt.relations.size() > most_mermaid_edges || text.size() > most_mermaid_bytes)) {
            errors_ << "Mermaid draws at most " << most_mermaid_edges << " relations in " << most_mermaid_bytes
                    << " letters, unless maxEdges and maxTextSize are set higher; --limit or --entity shows less.\n";
        }
        return finish();
    }

    /// What takes back what was done.
    void suggest(std::string const& words) {
        out_ << (is_first_ ? "To undo it: keepsake graph " : "            keepsake graph ") << words;
        if (user_ != "default") out_ << " --user-id " << (in_shell(user_).empty() ? "..." : in_shell(user_));
        out_ << "\n";
        is_first_ = false;
    }

    static std::string word(EntityReference const& entity) {
        auto const name = entity.is_only_one ? in_shell(entity.name) : "";
        return name.empty() ? entity.id : name;
    }

    int fail(core::Error const& error) {
        errors_ << error.message << "\n";
        return 1;
    }

    int finish() {
        out_.flush();
        if (out_) return 0;
        errors_ << "The output could not be written to its end.\n";
        return 1;
    }

    std::string user_;
    std::ostream& out_;
    std::ostream& errors_;
    core::SystemClock clock_;
    storage::Store store_;
    storage::GraphStore graph_{store_, clock_};
    storage::IndexCache indexes_{store_, most_index_bytes};
    core::ScopeFilter visible_{.tenant = {}, .user = user_, .agent = {}, .app = {}, .session = {}};
    memory::Corrections corrections_{store_, graph_, indexes_, clock_, visible_};
    bool is_first_ = true;
};

}  // namespace

int run_graph(core::Settings const& settings, GraphOrder const& order, std::ostream& out, std::ostream& errors) {
    core::create_files_for_owner_only();
    if (!storage::Store::is_in(settings.data_dir)) {
        errors << settings.data_dir.string() << " has no store, so there is no graph.\n";
        return 1;
    }
    try {
        GraphCommand command(settings, out, errors);
        return std::visit(command, order);
    } catch (storage::StoreFailure const& failure) {
        errors << failure.what() << "\n";
        return 1;
    }
}

}  // namespace keepsake::app
