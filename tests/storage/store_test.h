#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "storage/set_clock.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/store_file.h"
#include "storage/store.h"
#include "support/temporary_directory.h"

namespace keepsake::testing {

using storage::Addition;
using storage::ChangeEvent;
using storage::MemoryId;
using storage::MemoryKind;
using storage::Removal;
using storage::Revision;

struct Said {
    std::string speaker;
    std::string text;
};

/// One fact without a source.
inline Addition fact(core::Scope const& scope, std::string text, core::Timestamp valid_from) {
    Addition addition;
    addition.scope = scope;
    addition.actor = "tests";
    auto& memory = addition.memories.emplace_back();
    memory.content.text = std::move(text);
    memory.valid_from = valid_from;
    return addition;
}

/// Each message as a turn and as a memory of it.
inline Addition conversation(core::Scope const& scope, std::vector<Said> const& messages, core::Timestamp said_at) {
    Addition addition;
    addition.scope = scope;
    addition.actor = "tests";
    for (auto const& [speaker, text] : messages) {
        auto& memory = addition.memories.emplace_back();
        memory.kind = MemoryKind::turn;
        memory.content.text = text;
        memory.valid_from = said_at;
        memory.sources = {addition.turns.size()};
        addition.turns.push_back({"user", speaker, text, said_at});
    }
    return addition;
}

/// Turns that are no memories, and one fact made of them.
inline Addition fact_of_turns(core::Scope const& scope, std::string text, std::vector<Said> const& messages,
                              core::Timestamp said_at) {
    auto addition = fact(scope, std::move(text), said_at);
    for (auto const& [speaker, said] : messages) {
        addition.memories[0].sources.push_back(addition.turns.size());
        addition.turns.push_back({"user", speaker, said, said_at});
    }
    return addition;
}

inline core::ScopeFilter all_of(std::string user) {
    core::ScopeFilter filter;
    filter.user = std::move(user);
    return filter;
}

/// A store of its own in a folder of its own, whose clock the test sets; Ana's scope is the usual one.
class StoreTest : public ::testing::Test {
protected:
    MemoryId add(Addition const& addition) { return store_.add(addition).memories.at(0); }
    MemoryId add_fact(std::string text) { return add(fact(ana_, std::move(text), clock_.now())); }
    core::Result<storage::MemoryRecord> change_text(MemoryId const& id, std::string text) {
        Revision revision;
        revision.id = id;
        revision.text = std::move(text);
        revision.actor = "tests";
        revision.reason = "it changed";
        return store_.revise(revision);
    }
    static Removal removal(std::vector<MemoryId> ids) { return {{}, std::move(ids), "tests", "not wanted"}; }
    static Removal removal_of_all(core::ScopeFilter visible) { return {std::move(visible), {}, "tests", "not wanted"}; }
    storage::UserRecord state_of(std::string const& user) const { return store_.users(all_of(user)).at(0); }

    /// A second view of the file, with no rules of ours switched on.
    storage::sqlite::Connection raw() const {
        return {storage::sqlite::store_path(folder_.path()), storage::sqlite::OpenMode::read_write};
    }
    std::map<std::string, std::string> bytes_of_folder() const {
        std::map<std::string, std::string> bytes;
        for (auto const& entry : std::filesystem::directory_iterator(folder_.path())) {
            std::ifstream in(entry.path(), std::ios::binary);
            bytes[entry.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
        }
        return bytes;
    }

    TemporaryDirectory folder_;
    SetClock clock_{at("2026-03-14T09:00:00Z")};
    storage::Store store_{folder_.path(), clock_};
    core::Scope ana_{.tenant = {}, .user = "ana", .agent = {}, .app = {}, .session = {}};
    core::Scope ben_{.tenant = {}, .user = "ben", .agent = {}, .app = {}, .session = {}};
};

}  // namespace keepsake::testing
