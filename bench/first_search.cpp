#include "first_search.h"

#include <malloc.h>

namespace keepsake::bench {
namespace {

std::size_t heap_bytes() {
    auto const heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

}  // namespace

FirstSearch measure_first_search(LocalEngine& engine, std::filesystem::path const& directory, models::Embedder& model,
                                 std::string const& query) {
    constexpr int runs = 7;
    FirstSearch first;
    auto const user = engine.store().users(default_user_filter()).front().row;
    for (int i = 0; i < runs; ++i) {
        LocalEngine const fresh(directory, model);
        (void)timed(first.whole, [&] { return fresh.search(query); });
        std::vector<storage::IndexedRow> rows;
        auto const keep = [&](storage::IndexedRow&& row) { rows.push_back(std::move(row)); };
        (void)timed(first.reading, [&] { return engine.store().read_changes(user, 0, keep); });
        auto const heap_before = heap_bytes();
        auto const index = timed(first.building, [&] {
            storage::UserIndex built;
            for (auto const& row : rows) built.put(row);
            built.prepare();
            return built;
        });
        first.bytes = index.bytes();
        first.heap_bytes = heap_bytes() - heap_before;
    }
    return first;
}

}  // namespace keepsake::bench
