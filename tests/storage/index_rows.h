#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "storage/index/vector_index.h"
#include "storage/random_vectors.h"
#include "storage/records.h"
#include "storage/set_clock.h"

namespace keepsake::testing {

/// Makes rows as the store gives them: turns of several conversations and speakers, questions and answers, facts with and
/// without the texts they came from; most with a vector. The same seed gives the same rows.
class RowSource {
public:
    explicit RowSource(unsigned seed) : random_(seed) {}

    static std::vector<std::string> const& vocabulary() {
        static std::vector<std::string> const words = {"tea",     "porto", "camera", "yesterday", "dog",
                                                       "running", "june",  "2023",   "museum",    "last",
                                                       "violin",  "猫咪",  "bread",  "the"};
        return words;
    }

    std::size_t below(std::size_t end) { return random_() % end; }
    bool chance(int percent) { return static_cast<int>(random_() % 100) < percent; }

    std::string text() {
        std::string text;
        for (std::size_t words = 1 + below(6); words > 0; --words) {
            text += vocabulary()[below(vocabulary().size())] + (words > 1 ? " " : "");
        }
        return text + (chance(35) ? "?" : chance(10) ? "?\"" : ".");
    }

    storage::IndexedRow next() {
        storage::IndexedRow row;
        row.row = ++last_row_;
        row.scope = 1 + static_cast<storage::RowId>(below(3));
        row.said_at = at("2023-06-01") + std::chrono::hours(below(2000));
        row.text = text();
        if (chance(30)) {
            if (chance(60)) row.source_text = text() + "\n" + text();
        } else {
            static std::vector<std::string> const speakers = {"Ana", "Ben", "", "Melanie"};
            row.kind = storage::MemoryKind::turn;
            row.speaker = speakers[below(speakers.size())];
            row.voice = !row.speaker.empty() ? row.speaker : chance(50) ? "user" : "assistant";
            row.conversation = static_cast<std::int64_t>(below(3)) - 1;
        }
        if (chance(70)) row.vector = vector();
        return row;
    }

    /// What comes back from the store.
    storage::Vector vector() { return storage::from_half(storage::to_half(random_vector(random_, 8))); }

    /// Another version of a row: another text, which may owe nothing to its sources any more and may wait for its vector;
    /// or the vector that was missing.
    void change(storage::IndexedRow& row) {
        if (row.vector.empty() && chance(50)) {
            row.vector = vector();
            return;
        }
        ++row.version;
        row.confidence = chance(50) ? 1 : .5;
        row.feedback = static_cast<int>(below(4)) - 2;
        row.updated_at = at("2024-01-01") + std::chrono::hours(below(1000));
        if (chance(80)) {
            row.text = text();
            row.vector = chance(70) ? vector() : storage::Vector{};
        }
        if (chance(30)) row.source_text.clear();
        if (chance(20)) row.expires_at = at("2024-01-01") + std::chrono::hours(below(1000));
    }

private:
    std::mt19937 random_;
    storage::RowId last_row_ = 0;
};

}  // namespace keepsake::testing
