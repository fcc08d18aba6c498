#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

namespace keepsake::demo {
namespace {

constexpr std::size_t widest = 104;
constexpr std::size_t narrowest = 60;
constexpr std::string_view indentation = "   ";

std::size_t terminal_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return widest;
    return std::clamp<std::size_t>(size.ws_col, narrowest, widest);
}

bool has_styles() { return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr; }

}  // namespace

Terminal::Terminal() : styles_(has_styles()), width_(terminal_width() - indentation.size()) {}

void Terminal::line(std::string_view text) const {
    if (!text.empty()) std::cout << indentation;
    std::cout << text << '\n' << std::flush;
}

void Terminal::heading(std::string_view text) const { std::cout << '\n' << bold(text) << '\n' << std::flush; }

void Terminal::note(std::string_view text) const {
    for (auto const& part : wrapped(text, width_)) line(dim(part));
}

void Terminal::paragraph(std::string_view head, std::string_view text, Style style) const {
    std::string beginning(head);
    for (auto const& part : wrapped(text, width_ - columns(head))) {
        line(style == Style::dim ? dim(beginning + part) : beginning + part);
        beginning.assign(columns(head), ' ');
    }
}

std::string Terminal::styled(std::string_view style, std::string_view text) const {
    if (!styles_) return std::string(text);
    return std::string(style).append(text).append("\x1b[0m");
}

std::size_t columns(std::string_view text) {
    auto const starts_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string padded(std::string_view text, std::size_t width) {
    auto const used = columns(text);
    return std::string(text).append(used < width ? width - used : 0, ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        bool const fits = columns(lines.back()) + 1 + columns(word) <= width;
        if (lines.back().empty()) lines.back() = word;
        else if (fits) lines.back().append(" ").append(word);
        else lines.push_back(word);
    }
    return lines;
}

}  // namespace keepsake::demo
