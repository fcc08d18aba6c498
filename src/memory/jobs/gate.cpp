#include "memory/jobs/gate.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text/terms.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

using Json = nlohmann::json;
using storage::SameTurn;

bool follows(std::span<SameTurn const> earlier, std::span<SameTurn const> later) {
    return std::any_of(earlier.begin(), earlier.end(), [&](SameTurn const& first) {
        return std::any_of(later.begin(), later.end(),
                           [&](SameTurn const& second) { return second.was_given && first.next == second.row; });
    });
}

std::vector<SameTurn> given(std::span<SameTurn const> same) {
    std::vector<SameTurn> found;
    std::copy_if(same.begin(), same.end(), std::back_inserter(found), [](auto const& turn) { return turn.was_given; });
    return found;
}

/// "- ", "* ", "> ", "3. ", "(2) " and their like at the beginning of a line.
std::string_view without_marks(std::string_view line) {
    for (line = core::trimmed(line); !line.empty();) {
        auto const marks = line.find_first_not_of("->*#|+ \t");
        auto const digits = line.find_first_not_of("0123456789(");
        if (marks != 0 && marks != std::string_view::npos) line.remove_prefix(marks);
        else if (digits != 0 && digits != std::string_view::npos && (line[digits] == '.' || line[digits] == ')'))
            line.remove_prefix(digits + 1);
        else break;
        line = core::trimmed(line);
    }
    return line;
}

struct Quotation {
    std::string_view opening;
    std::string_view closing;
};
constexpr Quotation quotations[] = {{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"「", "」"}};

/// What stands in quotation marks on a line; nothing when more than a word that counts stands around it.
Reading quoted_in(std::string_view line, Quotation const& marks) {
    Reading quoted;
    std::string around;
    while (true) {
        auto const begin = line.find(marks.opening);
        auto const from = begin + marks.opening.size();
        auto const end = begin == std::string_view::npos ? begin : line.find(marks.closing, from);
        around += line.substr(0, end == std::string_view::npos ? end : begin);
        if (end == std::string_view::npos) break;
        quoted.emplace_back(line.substr(from, end - from));
        line.remove_prefix(end + marks.closing.size());
    }
    return core::terms(around, core::TextRole::document).size() <= 1 ? quoted : Reading{};
}

Reading sentences_of(std::string_view line) {
    Reading sentences;
    while (!line.empty()) {
        auto end = line.find_first_of(".!?");
        while (end != std::string_view::npos && end + 1 < line.size() && line[end + 1] != ' ')
            end = line.find_first_of(".!?", end + 1);
        auto const sentence = core::trimmed(line.substr(0, end));
        if (!sentence.empty()) sentences.emplace_back(sentence);
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return sentences;
}

std::vector<Reading> readings_of_line(std::string_view line) {
    std::vector<Reading> readings = {{std::string(line)}, sentences_of(line)};
    for (auto const& marks : quotations) readings.push_back(quoted_in(line, marks));
    std::erase_if(readings, [](Reading const& reading) { return reading.empty(); });
    return readings;
}

/// The texts of memories as our answers and those of other servers hold them.
void collect(Json const& json, Reading& texts) {
    if (json.is_array()) {
        for (auto const& item : json) item.is_string() ? texts.push_back(item) : collect(item, texts);
    } else if (json.is_object()) {
        for (auto const& [name, value] : json.items()) {
            bool const is_text = value.is_string() && (name == "memory" || name == "text" || name == "fact");
            if (is_text) texts.push_back(value);
            else if (name != "relations" && name != "not_searched" && value.is_structured()) collect(value, texts);
        }
    }
}

Reading texts_in_json(std::string_view text) {
    Reading texts;
    if (text.empty() || (text.front() != '{' && text.front() != '[')) return texts;
    int depth = 0;
    auto const shallow = [&depth](int, Json::parse_event_t event, Json&) {
        using enum Json::parse_event_t;
        if (event == object_start || event == array_start) ++depth;
        if (event == object_end || event == array_end) --depth;
        return depth < 50;
    };
    auto const json = Json::parse(text, shallow, false);
    if (!json.is_discarded()) collect(json, texts);
    return texts;
}

}  // namespace

std::vector<bool> repeated_turns(std::span<storage::NewTurn const> turns, storage::Repetitions const& repetitions) {
    std::vector<bool> repeated(turns.size());
    std::vector<std::vector<SameTurn>> same;
    for (auto const& of_turn : repetitions.of_turns) same.push_back(given(of_turn));
    for (std::size_t i = 0; i < turns.size(); ++i) {
        if (i + 1 < turns.size() && follows(same[i], same[i + 1])) repeated[i] = repeated[i + 1] = true;
        for (auto const& turn : same[i]) {
            if (turn.said_at == turns[i].said_at) repeated[i] = true;
        }
    }
    return repeated;
}

std::vector<std::vector<Reading>> readings_of(std::string_view text) {
    text = core::trimmed(text);
    if (auto texts = texts_in_json(text); !texts.empty()) return {std::vector<Reading>{std::move(texts)}};
    std::vector<std::vector<Reading>> lines;
    for (auto rest = text; !rest.empty();) {
        auto const end = std::min(rest.find('\n'), rest.size());
        auto const line = without_marks(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (core::words(line).empty() || line.ends_with(':')) continue;
        lines.push_back(readings_of_line(line));
    }
    // A memory may have several lines.
    if (lines.size() > 1) {
        for (auto& line : lines) line.push_back({std::string(text)});
    }
    return lines;
}

bool is_echo(std::vector<std::vector<Reading>> const& lines, std::function<bool(std::string const&)> const& is_memory) {
    auto const holds = [&](Reading const& reading) { return std::all_of(reading.begin(), reading.end(), is_memory); };
    return !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](auto const& readings) {
        return std::any_of(readings.begin(), readings.end(), holds);
    });
}

}  // namespace keepsake::memory
