#pragma once

#include <string>
#include <string_view>

namespace keepsake::mcp {

/// Cuts a stream of bytes into lines; CRLF and blank lines are taken as other programs send them. What is longer than
/// the limit is passed over up to its end, so that memory stays bounded.
class LineReader {
public:
    explicit LineReader(std::size_t longest) : longest_(longest) {}

    /// Calls `on_line(std::string_view)` for each whole line and `on_too_long()` once for each line over the limit.
    template <typename OnLine, typename OnTooLong>
    void feed(std::string_view bytes, OnLine on_line, OnTooLong on_too_long) {
        while (!bytes.empty()) {
            auto const end = bytes.find('\n');
            take(bytes.substr(0, end), on_too_long);
            if (end == std::string_view::npos) return;
            finish(on_line);
            bytes.remove_prefix(end + 1);
        }
    }

    /// A last line that nobody ended.
    template <typename OnLine>
    void end(OnLine on_line) {
        finish(on_line);
    }

private:
    template <typename OnTooLong>
    void take(std::string_view part, OnTooLong on_too_long) {
        if (skipping_) return;
        if (line_.size() + part.size() > longest_) {
            skipping_ = true;
            line_ = std::string();
            on_too_long();
        } else {
            line_ += part;
        }
    }

    template <typename OnLine>
    void finish(OnLine on_line) {
        if (!line_.empty() && line_.back() == '\r') line_.pop_back();
        if (line_.find_first_not_of(" \t") != std::string::npos) on_line(std::string_view(line_));
        if (line_.capacity() > roomy) line_ = std::string();
        line_.clear();
        skipping_ = false;
    }

    static constexpr std::size_t roomy = 1 << 20;
    std::size_t longest_;
    std::string line_;
    bool skipping_ = false;
};

}  // namespace keepsake::mcp
