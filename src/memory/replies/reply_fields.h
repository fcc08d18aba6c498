#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "memory/replies/lenient_json.h"

/// Members of a reply's objects, read whatever form a model gave them. What cannot be read counts as not given.
namespace keepsake::memory {

/// The member's value, or null.
Json const& member(Json const& object, char const* name);

/// The first of these members that is a text, trimmed; empty when none is.
std::string text_member(Json const& object, std::initializer_list<char const*> names);
/// Nothing for a blank text and for "null" and "none".
std::optional<std::string> optional_text_member(Json const& object, char const* name);

/// A number that counts or names something: 3, 3.0, "3".
std::optional<std::size_t> place(Json const& value);
/// One place or a list of them; each once, in ascending order, those from `end` on left out.
std::vector<std::size_t> places(Json const& value, std::size_t end);

/// true, 1, "true", "yes".
bool flag(Json const& value);

/// 0..1; a number above 1 is a percentage, as is "90 %".
std::optional<double> share(Json const& value);

/// A text that core::parse_time() accepts.
std::optional<std::string> time_member(Json const& object, char const* name);

}  // namespace keepsake::memory
