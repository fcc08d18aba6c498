#include "memory/replies/reply_json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

/// Wrappers such as {"result": {...}} and [{...}].
constexpr int most_wrappers = 3;

constexpr std::size_t most_read_again = 4;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Moves the object that has `wanted` out of a value.
std::optional<Json> unwrapped(Json& value, std::string_view wanted, int wrappers = most_wrappers) {
    if (value.is_object() && value.contains(wanted)) return std::move(value);
    bool const may_wrap = value.is_object() || (value.is_array() && value.size() == 1);
    if (!may_wrap || wrappers == 0) return std::nullopt;
    for (auto& part : value) {
        if (auto found = unwrapped(part, wanted, wrappers - 1)) return found;
    }
    return std::nullopt;
}

bool could_be_members(Json const& list) {
    return std::all_of(list.begin(), list.end(), [](Json const& part) { return part.is_object() || part.is_string(); });
}

constexpr std::array<std::string_view, 4> thoughts = {"think>", "thinking>", "thought>", "reasoning>"};

/// Behind the nearest mark where thoughts end, such as </think>; npos when there is none.
std::size_t behind_thoughts(std::string_view text, std::size_t from) {
    for (auto place = text.find("</", from); place != std::string_view::npos; place = text.find("</", place + 2)) {
        for (auto const name : thoughts) {
            if (text.substr(place + 2).starts_with(name)) return place + 2 + name.size();
        }
    }
    return std::string_view::npos;
}

/// Looks for the answer from front to back. Where thoughts end, what was found in them is forgotten, and that may be
/// anywhere: some chat templates leave out the mark where they begin.
class Search {
public:
    Search(std::string_view text, std::string_view wanted) : text_(text), wanted_(wanted) {
        if (text_.starts_with(byte_order_mark)) begin_ = byte_order_mark.size();
        auto const begin = core::trimmed(text_.substr(begin_));
        bool const thinks = std::any_of(thoughts.begin(), thoughts.end(), [&](std::string_view name) {
            return begin.starts_with("<" + std::string(name));
        });
        thoughts_end_ = behind_thoughts(text, 0);
        if (thinks && thoughts_end_ != std::string_view::npos) leave_thoughts();
    }

    void run() {
        for (auto at = next_bracket(); at != std::string_view::npos && !broken_at_; at = next_bracket()) try_at(at);
    }

    std::optional<Json>& answer() { return answer_; }
    std::optional<std::size_t> broken_at() const { return broken_at_; }
    bool cut() const { return cut_; }

private:
    std::size_t next_bracket() {
        auto at = text_.find_first_of("{[", position_);
        while (at != std::string_view::npos && thoughts_end_ <= at) {
            leave_thoughts();
            at = text_.find_first_of("{[", position_);
        }
        return at;
    }

    void leave_thoughts() {
        position_ = thoughts_end_;
        thoughts_end_ = behind_thoughts(text_, position_);
        begin_ = position_;
        tried_ = 0;
        answer_.reset();
        cut_ = false;
    }

    void try_at(std::size_t at) {
        LenientJson json(text_, at, wanted_);
        auto value = json.read();
        auto const before = core::trimmed(text_.substr(begin_, at - begin_));
        bool const begins_reply = tried_ == 0 && (before.empty() || before == "```" || before == "```json");
        position_ = std::max(json.position(), at + 1);
        ++tried_;
        if (value) {
            take(std::move(*value));
            if (thoughts_end_ <= position_) thoughts_end_ = behind_thoughts(text_, position_);
        } else if (json.met_watched() || begins_reply) {
            broken_at_ = json.position();
            cut_ = json.position() >= text_.size();
        } else {
            go_on_in_prose(at);
        }
    }

    /// What looked like a value was none, so the answer may have begun inside of it. Not when it lasted to the end: then
    /// it was a value that is cut. So that no text is read again and again, this ends where much was read twice.
    void go_on_in_prose(std::size_t at) {
        cut_ = position_ >= text_.size();
        if (cut_ && thoughts_end_ <= position_) {
            leave_thoughts();
        } else if (!cut_ && read_again_ < most_read_again * text_.size()) {
            read_again_ += position_ - at;
            position_ = at + 1;
        }
    }

    void take(Json value) {
        if (auto inner = unwrapped(value, wanted_)) {
            answer_ = std::move(inner);
        } else if (tried_ == 1 && value.is_array() && could_be_members(value)) {
            answer_ = Json::object();
            (*answer_)[std::string(wanted_)] = std::move(value);
        }
    }

    std::string_view text_;
    std::string_view wanted_;
    std::size_t position_ = 0;
    std::size_t thoughts_end_;
    std::size_t read_again_ = 0;  ///< bytes
    std::size_t begin_ = 0;       ///< behind the last thoughts
    std::size_t tried_ = 0;       ///< brackets since then
    std::optional<Json> answer_;
    std::optional<std::size_t> broken_at_;  ///< where an object with the wanted member stopped being readable
    bool cut_ = false;                      ///< by the end of the text
};

std::string describe(Search const& search, std::string_view text, std::string_view wanted) {
    if (core::trimmed(text).empty()) return "The reply is empty.";
    if (search.cut()) return "The reply ends before its JSON is complete. Write the whole object, in fewer words.";
    if (!search.broken_at()) {
        return "The reply has no JSON object with \"" + std::string(wanted) + "\". Write that object and nothing else.";
    }
    // Not the text itself: this goes to logs, and the reply to whoever is asked again.
    return "The reply's JSON cannot be read from byte " + std::to_string(*search.broken_at()) + " on.";
}

}  // namespace

core::Result<Json> find_reply(std::string_view text, std::string_view wanted) {
    Search search(text, wanted);
    search.run();
    if (search.answer() && !search.broken_at()) return std::move(*search.answer());
    return core::Error{core::ErrorKind::unavailable, describe(search, text, wanted)};
}

}  // namespace keepsake::memory
