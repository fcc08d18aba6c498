#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::memory {

/// A number as a text writes it. "1.200" may be 1200 or 1.2, depending on who writes, so it can be read in more than one
/// way; readings have no separators of thousands and no zeros that do not count.
struct WrittenNumber {
    std::vector<std::string> readings;
    std::vector<std::string> groups;  ///< the runs of digits: 13, 10, 2023 of 13.10.2023
    char32_t next = 0;                ///< the character behind it
};

/// The numbers written in digits, of any script, in order.
std::vector<WrittenNumber> written_numbers(std::string_view text);

/// The numbers that an English text says in words, two to twelve: "one" is mostly no number.
std::set<std::string> numbers_in_words(std::string_view text);

/// All that may be meant by numbers in a text: in digits, in small words of a few languages, and as parts of others.
std::set<std::string> every_number(std::string_view text);

}  // namespace keepsake::memory
