#pragma once

#include <string_view>

namespace keepsake::core {

enum class NameLikeness {
    none,
    part,      ///< the words of the one are the first words of the other: "Sarah" and "Sarah Miller"
    spelling,  ///< the same but for one letter, punctuation, or what a company's name ends with: "Acme" and "Acme Inc."
};

/// How alike two keys of names are (core::entity_key). Short words must be equal: "Jan" is not "Jon".
NameLikeness likeness_of_names(std::string_view a, std::string_view b);

}  // namespace keepsake::core
