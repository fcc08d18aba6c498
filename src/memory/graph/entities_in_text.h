#pragma once

#include <string_view>
#include <vector>

#include "storage/index/user_graph.h"

namespace keepsake::memory {

/// How a text speaks of an entity.
enum class Mention {
    words,  ///< it has words of the name
    named,  ///< the name stands in it
    whole,  ///< it is the name
};

struct MentionedEntity {
    storage::EntityPlace row = 0;  ///< the name
    Mention mention = Mention::words;
    std::size_t shared_words = 0;  ///< words of the name that stand in the text, common ones aside
};

/// The names that a text speaks of, best first, whether or not they may be seen. Of long texts only the beginning is read,
/// of names with the same word the first 10,000.
std::vector<MentionedEntity> entities_in_text(storage::UserGraph const& graph, std::string_view text);

}  // namespace keepsake::memory
