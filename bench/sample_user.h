#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/store.h"
#include "vocabulary.h"

namespace keepsake::bench {

/// What a user asks later, and the text that it was made from.
struct SampleQuestion {
    std::string query;
    std::string source;
};

/// Puts a vector to each memory of an addition.
using GiveVectors = std::function<void(storage::Addition&)>;

/// One made-up person and what was said with them: conversations of about twenty turns between two or three people, each
/// with subjects of its own, questions among the turns, a day or more apart. The same seed says the same.
class SampleUser {
public:
    SampleUser(std::string name, std::uint64_t seed);

    std::string const& name() const { return name_; }

    /// Another conversation; each of its turns is a memory.
    storage::Addition next_conversation(std::size_t turns);
    /// Stores another conversation of a usual length, or of `most_turns`; returns its length.
    std::size_t store_conversation(storage::Store& storage, std::size_t most_turns, GiveVectors const& give_vectors);
    /// Stores `memories` turns in conversations of a usual length, one transaction each.
    void store(storage::Store& storage, std::size_t memories, GiveVectors const& give_vectors);
    /// Asked of what has been said so far.
    std::vector<SampleQuestion> questions(std::size_t count);

private:
    struct Said {
        std::string speaker;
        std::string text;
        std::chrono::sys_days day;
    };

    std::string sentence(std::vector<std::string> const& subjects);
    SampleQuestion question_about(Said const& said);

    std::string name_;
    Random random_;
    std::vector<std::string> people_;
    core::Timestamp now_;
    std::vector<Said> said_;
    std::size_t conversations_ = 0;
};

/// The name that the server gives to a caller who names nobody.
inline std::string const default_user = "default";

}  // namespace keepsake::bench
