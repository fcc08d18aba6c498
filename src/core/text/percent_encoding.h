#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keepsake::core {

/// A text as one segment of a URI's path: all but unreserved characters become %XX (RFC 3986, 2.3).
std::string percent_encoded(std::string_view text);

/// The text of one segment. Nothing when a character may not stand there (RFC 3986, pchar) or an escape is broken.
std::optional<std::string> percent_decoded(std::string_view segment);

}  // namespace keepsake::core
