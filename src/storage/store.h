#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/filter/filter.h"
#include "core/result.h"
#include "storage/graph_records.h"
#include "storage/records.h"

namespace keepsake::storage {

namespace sqlite {
class Database;
}

/// Who takes what has changed: first memories, then entities, then relations.
struct ChangeTakers {
    std::function<void(IndexedRow&&)> memory;
    std::function<void(EntityRow&&)> entity;
    std::function<void(RelationRow&&)> relation;
};

/// The only truth: memories, their versions, the turns they came from, events. Every write is one transaction that
/// is on the disk when the call returns. Safe to use from many threads, and from many processes on one folder.
/// Throws StoreFailure when the store cannot do its work.
class Store {
public:
    /// Whether the folder holds a store already.
    static bool is_in(std::filesystem::path const& directory);

    /// Touches nothing yet; the first use opens the store in the folder, or creates it where there is none.
    Store(std::filesystem::path directory, core::Clock const& clock);
    Store(Store const&) = delete;
    Store& operator=(Store const&) = delete;
    ~Store();

    /// Opens the store now. A failure is tried again at the next use: the person may have mended the cause.
    void open() const { database(); }

    Added add(Addition const& addition);
    core::Result<MemoryRecord> revise(Revision const& revision);
    /// `feedback`: -2 (very negative) to 1 (positive), 0 takes it back.
    core::Result<MemoryRecord> rate(MemoryId const& id, ScopeFilter const& visible, int feedback);
    /// Ends memories: they leave every search, their history stays. Returns how many had not ended before.
    core::Result<int> end(Removal const& removal);
    /// Ends the memories whose expires_at has passed, as of then. Returns how many there were.
    int end_expired();
    /// Removes every trace of memories, of the turns they came from and of the other memories that are those turns.
    /// Returns how many memories are gone.
    core::Result<int> erase(Removal const& removal);

    std::optional<MemoryRecord> find(MemoryId const& id, ScopeFilter const& visible) const;
    /// Current memories of these rows, in the order asked for; rows that are gone are left out.
    std::vector<MemoryRecord> load(std::span<RowId const> rows) const;
    /// Like load(), each in the version asked for.
    std::vector<MemoryRecord> load_versions(std::span<std::pair<RowId, int> const> rows) const;

    struct Page {
        std::vector<MemoryRecord> memories;
        std::int64_t total = 0;
        std::optional<RowId> next_before;  ///< where the next page begins, when there is one
    };
    enum class Include { current, ended_too };
    /// Newest first, rows before `before`. No kinds: all, but for the turns whose facts stand for them.
    Page page(ScopeFilter const& visible, core::Filter const& filter, std::span<MemoryKind const> kinds,
              Include include, int limit, std::optional<RowId> before) const;

    /// The memories that a filter lets through: the current ones in their current version, or, in a look into the past,
    /// the versions that it shows. Users with none of them are left out.
    std::vector<AllowedUser> allowed(ScopeFilter const& visible, core::Filter const& filter,
                                     PastView const& view) const;

    std::vector<SourceRecord> sources(RowId memory) const;
    std::vector<HistoryRecord> history(RowId memory) const;
    std::optional<EventRecord> find_event(EventId const& id, ScopeFilter const& visible) const;

    std::optional<MemoryState> state(MemoryId const& id, ScopeFilter const& visible) const;
    Overview overview(ScopeFilter const& visible) const;
    Extractions extractions(ScopeFilter const& visible) const;
    /// Of the user, or of all users of the project when none is named.
    ChangeState changes(ScopeFilter const& visible) const;
    /// Ids of memories that a list shows by itself, newest first.
    NamesFound ids_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const;
    /// Users who have current memories, by name.
    NamesFound users_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const;

    /// The users whose memories a filter may see.
    std::vector<UserRecord> users(ScopeFilter const& visible) const;
    std::vector<RowId> all_users() const;
    std::vector<ScopeRecord> scopes(RowId user) const;
    /// Hands out, in the order of creation, the memories of a user that changed after `since`, ended ones too,
    /// and returns the user's state that they add up to.
    UserRecord read_changes(RowId user, std::int64_t since, std::function<void(IndexedRow&&)> const& take) const;
    /// The same with the entities and relations that changed, both in the order of creation.
    UserRecord read_changes(RowId user, std::int64_t since, ChangeTakers const& take) const;
    /// Hands out the versions of a user's memories that a view of the past shows.
    void read_past(RowId user, PastView const& view, std::function<void(IndexedRow&&)> const& take) const;

    /// The model whose vectors the store holds; none before the first vector.
    std::optional<VectorModel> vector_model() const;
    /// Texts that have no vector, in the order of creation, behind the version `after`.
    std::vector<TextToEmbed> texts_to_embed(RowId after, int limit) const;
    std::int64_t count_texts_to_embed() const;
    /// Vectors of another model than the store's are not taken. Returns how many were missing and are there now.
    int fill_embeddings(VectorModel const& model, std::span<EmbeddedText const> texts);
    /// From now on the store holds vectors of this model: those of another are dropped, and all texts wait for theirs.
    void reset_embeddings(VectorModel const& model);

    /// Every broken rule of the store in a sentence; empty when all is well. Reads everything.
    std::vector<std::string> check() const;

    struct Statistics {
        std::int64_t users = 0;
        std::int64_t memories = 0;
        std::int64_t turns = 0;
        std::int64_t bytes = 0;
    };
    Statistics statistics() const;

private:
    friend class JobQueue;  // the same file
    friend class GraphStore;
    friend class EntityKeeper;
    sqlite::Database const& database() const;

    std::filesystem::path directory_;
    core::Clock const& clock_;
    mutable std::mutex opening_;
    mutable std::unique_ptr<sqlite::Database> database_;
};

}  // namespace keepsake::storage
