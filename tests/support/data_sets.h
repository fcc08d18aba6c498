#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace keepsake::testing {

struct Paraphrase {
    std::string statement;
    std::string question;
};

/// Questions that share no stem with the statement that answers them; none of the other memories answers one.
struct Paraphrases {
    std::vector<Paraphrase> pairs;
    std::vector<std::string> others;
};

struct Change {
    std::string new_fact;
    /// The index of the one fact that the new fact replaces or ends.
    std::size_t memory;
};

struct ChangingStore {
    std::string name;
    std::vector<std::string> facts;
    std::vector<Change> changes;
};

struct ForeignQuestion {
    std::string question;
    /// The index of the memory that answers it.
    std::size_t memory;
    /// False for a paraphrase: no word of meaning is in both.
    bool shares_words;
};

struct ForeignMemories {
    /// "zh", "de" or "ja".
    std::string language;
    std::vector<std::string> memories;
    std::vector<ForeignQuestion> questions;
};

/// The data sets of tests/data. The readers throw std::runtime_error for a file that cannot be opened, and
/// nlohmann's exceptions for one that has another shape.
Paraphrases read_paraphrases();
/// In the order of their names.
std::vector<ChangingStore> read_changing_stores();
std::vector<ForeignMemories> read_foreign_memories();

}  // namespace keepsake::testing
