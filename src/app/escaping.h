#pragma once

#include <string>
#include <string_view>

/// Texts of any content where they must not mean anything. Control characters and broken UTF-8 become U+FFFD.
namespace keepsake::app {

/// A part of one line: blanks for line ends, nothing that steers a terminal or turns the direction of writing; cut when it
/// is long.
std::string in_line(std::string_view text);
/// A label of Graphviz in quotation marks; cut when it is long.
std::string in_dot(std::string_view text);
/// A label of Mermaid in quotation marks; cut when it is long.
std::string in_mermaid(std::string_view text);
/// The content of an XML element or attribute, whole.
std::string in_xml(std::string_view text);
/// One word for a POSIX shell; empty for what cannot be typed there in one line.
std::string in_shell(std::string_view text);

}  // namespace keepsake::app
