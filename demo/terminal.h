#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::demo {

/// Writes to standard output; bold and dim only where a person looks at it.
class Terminal {
public:
    Terminal();

    enum class Style { plain, dim };

    /// Columns of one line.
    [[nodiscard]] std::size_t width() const { return width_; }

    /// Below a heading, a little to the right of it.
    void line(std::string_view text = {}) const;
    void heading(std::string_view text) const;
    /// An explanation, wrapped.
    void note(std::string_view text) const;

    /// Text behind a head, wrapped beside it.
    void paragraph(std::string_view head, std::string_view text, Style style = Style::plain) const;

    [[nodiscard]] std::string bold(std::string_view text) const { return styled("\x1b[1m", text); }
    [[nodiscard]] std::string dim(std::string_view text) const { return styled("\x1b[2m", text); }

private:
    [[nodiscard]] std::string styled(std::string_view style, std::string_view text) const;

    bool styles_;
    std::size_t width_;
};

/// Characters of UTF-8 text, each taken to be one column wide.
std::size_t columns(std::string_view text);

/// Text filled with spaces up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// Text broken between words; a word longer than `width` has a line of its own.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace keepsake::demo
