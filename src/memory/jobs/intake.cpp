#include "memory/jobs/intake.h"

#include <algorithm>
#include <set>

#include "memory/additions.h"
#include "memory/job_order.h"
#include "memory/jobs/gate.h"

namespace keepsake::memory {
namespace {

bool brings_facts(AddRequest const& request) { return !request.facts.empty() || !request.relations.empty(); }

/// Equal for calls whose turns may share a job.
std::string order_of(AddRequest const& request) {
    JobOrder order{request.shared, request.wishes, request.facts, request.relations, std::nullopt};
    if (brings_facts(request)) order.said_at = request.said_at;
    return written(order);
}

void leave_out(storage::Addition& addition, std::vector<bool> const& repeated) {
    std::vector<storage::NewTurn> turns;
    std::vector<storage::NewMemory> memories;
    for (std::size_t i = 0; i < repeated.size(); ++i) {
        if (repeated[i]) continue;
        addition.memories[i].sources = {turns.size()};
        memories.push_back(std::move(addition.memories[i]));
        turns.push_back(std::move(addition.turns[i]));
    }
    addition.turns = std::move(turns);
    addition.memories = std::move(memories);
}

/// The texts of all readings, each once.
std::vector<std::string> texts_in(std::vector<std::vector<std::vector<Reading>>> const& turns) {
    std::set<std::string> texts;
    for (auto const& lines : turns) {
        for (auto const& readings : lines) {
            for (auto const& reading : readings) texts.insert(reading.begin(), reading.end());
        }
    }
    return {texts.begin(), texts.end()};
}

}  // namespace

storage::Submitted Intake::take(AddRequest const& request) {
    while (true) {
        auto addition = as_conversation(request, clock_.now());
        auto const repetitions = queue_.repetitions(request.scope, addition.turns);
        auto const repeated = repeated_turns(addition.turns, repetitions);
        auto const given = given_before(repetitions, repeated);
        leave_out(addition, repeated);
        bool const nothing_new = addition.turns.empty() && !brings_facts(request);
        auto submitted =
            nothing_new ? core::Result(given) : queue_.submit(addition, job_for(request, addition, repetitions));
        workers_.wake();
        // Another call was faster, with turns of the same session; they may be the same.
        if (submitted) return std::move(submitted).value();
    }
}

storage::NewJob Intake::job_for(AddRequest const& request, storage::Addition const& addition,
                                storage::Repetitions const& repetitions) {
    auto const now = clock_.now();
    return {.order = order_of(request),
            .due_at = request.wait ? now : now + settings_.quiet_window,
            .is_waited_for = request.wait,
            .has_facts = brings_facts(request),
            .last_turn_seen = repetitions.last_turn,
            .is_context = context_among(request.scope, addition.turns, now)};
}

storage::Submitted Intake::given_before(storage::Repetitions const& repetitions, std::vector<bool> const& repeated) {
    storage::Submitted given;
    storage::RowId last = 0;
    for (std::size_t i = 0; i < repeated.size(); ++i) {
        if (!repeated[i]) continue;
        for (auto const& same : repetitions.of_turns[i]) {
            if (!same.was_given) continue;
            auto const status = same.status == storage::EventStatus::failed ? queue_.revive(same.event) : same.status;
            if (same.row > last) given = {same.event, status};
            last = std::max(last, same.row);
            break;
        }
    }
    return given;
}

std::vector<bool> Intake::context_among(Scope const& scope, std::vector<storage::NewTurn> const& turns,
                                        Timestamp arrived) {
    std::vector<std::vector<std::vector<Reading>>> read;
    for (auto const& turn : turns) read.push_back(readings_of(turn.text));
    auto const texts = texts_in(read);
    auto const handed_out = handed_out_.contains(scope, texts, arrived);
    auto const is_memory = [&](std::string const& text) {
        auto const at = std::lower_bound(texts.begin(), texts.end(), text) - texts.begin();
        return handed_out[static_cast<std::size_t>(at)];
    };
    std::vector<bool> context;
    for (std::size_t i = 0; i < turns.size(); ++i) {
        bool const is_speech = turns[i].role != "tool" && turns[i].role != "system";
        context.push_back(!is_speech || is_echo(read[i], is_memory));
    }
    return context;
}

int Intake::take_backlog() {
    constexpr int batch = 100;
    int taken = 0;
    storage::RowId last = 0;
    while (true) {
        auto const entries = queue_.backlog(last, batch);
        for (auto const& entry : entries) {
            auto const repeated = repeated_turns(entry.turns, queue_.repetitions(entry.scope, entry.turns));
            storage::NewJob job{.order = written(JobOrder{entry.shared, {}, {}, {}, std::nullopt}),
                                .due_at = clock_.now(),
                                .is_waited_for = true,
                                .is_context = context_among(entry.scope, entry.turns, entry.created_at)};
            for (std::size_t i = 0; i < repeated.size(); ++i) job.is_context[i] = job.is_context[i] || repeated[i];
            if (queue_.queue_backlog(entry, job)) ++taken;
            last = entry.job;
        }
        workers_.wake();
        if (std::ssize(entries) < batch) return taken;
    }
}

}  // namespace keepsake::memory
