#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keepsake::core {

/// What names of entities are compared by: folded, blanks at the ends dropped and those inside made one. "I", "me", "myself"
/// and "the user" are the user: "user".
std::string entity_key(std::string_view name);

/// A relation's name in lower_snake_case, in any script: "Works at", "worksAt" and "works-at" are "works_at". What has no
/// letter or digit becomes "related_to".
std::string relation_name(std::string_view text);

/// The words of a key or of a relation's name: what is between blanks, underscores and punctuation.
std::vector<std::string> name_words(std::string_view name);

/// The words of a text, to be asked which entities it names.
class NamingText {
public:
    explicit NamingText(std::string_view text);
    /// Whether all words of the key stand in it, one behind the other; in scripts without spaces, whether the key does. The
    /// user is always meant.
    bool names(std::string_view key) const;

private:
    std::string folded_;
    std::string words_;  ///< folded, each between blanks
};

}  // namespace keepsake::core
