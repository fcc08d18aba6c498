#pragma once

#include <limits>
#include <set>

#include "storage/job_queue.h"
#include "storage/store_test.h"

namespace keepsake::testing {

using storage::Applied;
using storage::Consolidation;
using storage::DeadLetterKind;
using storage::EventId;
using storage::EventStatus;
using storage::FactChange;
using storage::LeasedJob;
using storage::NewJob;
using storage::RelationChange;
using storage::RowId;
using storage::Submitted;

using namespace std::chrono_literals;

/// A queue on a store of its own; Ana talks in the session `s1`.
class JobQueueTest : public StoreTest {
protected:
    JobQueueTest() { talk_.session = "s1"; }

    NewJob job_due_in(std::chrono::milliseconds pause) const {
        NewJob job;
        job.order = "{}";
        job.due_at = clock_.now() + pause;
        return job;
    }
    static Addition said(core::Scope const& scope, std::vector<std::string> const& texts, core::Timestamp said_at) {
        std::vector<Said> messages;
        for (auto const& text : texts) messages.push_back({"Ana", text});
        return conversation(scope, messages, said_at);
    }
    /// Submits the texts after the session's last turn, whatever that is.
    Submitted submit(core::Scope const& scope, std::vector<std::string> const& texts, NewJob job) {
        auto const addition = said(scope, texts, clock_.now());
        job.last_turn_seen = queue_.repetitions(scope, addition.turns).last_turn;
        return queue_.submit(addition, job).value();
    }
    EventId submit(core::Scope const& scope, std::vector<std::string> const& texts) {
        return submit(scope, texts, job_due_in(0ms)).event;
    }
    /// An order with facts and without turns.
    EventId submit_facts(core::Scope const& scope, std::string order) {
        auto job = job_due_in(0ms);
        job.order = std::move(order);
        job.has_facts = true;
        Addition addition;
        addition.scope = scope;
        addition.actor = "tests";
        return queue_.submit(addition, job).value().event;
    }

    std::optional<LeasedJob> lease(std::string const& owner = "me") {
        return queue_.lease(owner, [this](std::string const& other) { return !gone_.contains(other); });
    }
    EventId leased_event(std::string const& owner = "me") {
        auto const job = lease(owner);
        return job ? job->event : EventId{"none"};
    }
    static std::vector<std::string> texts(std::vector<storage::JobTurn> const& turns) {
        std::vector<std::string> found;
        for (auto const& turn : turns) found.push_back((turn.is_context ? "(" : "") + turn.text);
        return found;
    }

    /// What ends the job, if nothing is added to it.
    Consolidation finishing(LeasedJob const& job) const {
        Consolidation all;
        all.lease = job.lease;
        all.seen_changes = queue_.changes(job.scope);
        all.actor = "model";
        all.until = job.turns.empty() ? 0 : job.turns.back().row;
        all.finishes = true;
        return all;
    }
    static FactChange change(FactChange::Kind kind, std::string text, core::Timestamp valid_from,
                             std::vector<RowId> sources, RowId memory = 0) {
        FactChange change;
        change.kind = kind;
        change.fact.content.text = std::move(text);
        change.fact.valid_from = valid_from;
        change.fact.sources = std::move(sources);
        change.fact.reason = "because";
        change.memory = memory;
        return change;
    }
    static RelationChange relation(std::string source, std::string name, std::string target, core::Timestamp said_at) {
        RelationChange change;
        change.triple = {std::move(source), "person", std::move(name), std::move(target), ""};
        change.said_at = said_at;
        return change;
    }
    /// Submits, leases and finishes a conversation of one turn from which this fact comes.
    storage::MemoryRecord learn(core::Scope const& scope, std::string const& text) {
        submit(scope, {"turn: " + text});
        auto const job = *lease();
        auto all = finishing(job);
        all.facts.push_back(change(FactChange::Kind::add, text, clock_.now(), {job.turns.front().row}));
        EXPECT_EQ(queue_.apply(all), Applied::done);
        return *store_.find(store_.find_event(job.event, {})->results.at(0).memory, {});
    }

    EventStatus status(EventId const& event) const { return store_.find_event(event, {})->status; }
    /// "ADD tea; DELETE coffee": what came of an event.
    std::string results(EventId const& event) const {
        static std::map<ChangeEvent, std::string> const names = {{ChangeEvent::add, "ADD "},
                                                                 {ChangeEvent::update, "UPDATE "},
                                                                 {ChangeEvent::end, "DELETE "},
                                                                 {ChangeEvent::none, "NOOP "}};
        std::string found;
        auto const record = store_.find_event(event, {});
        for (auto const& result : record->results) found += names.at(result.event) + result.text + "; ";
        for (auto const& [source, relation, target, event_of] : record->relations)
            found += names.at(event_of) + source + " " + relation + " " + target + "; ";
        return found;
    }
    void expect_well() const { EXPECT_EQ(store_.check(), std::vector<std::string>{}); }

    storage::JobQueue queue_{store_, clock_};
    core::Scope talk_ = ana_;
    std::set<std::string> gone_;  ///< names of processes
};

}  // namespace keepsake::testing
