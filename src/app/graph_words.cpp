#include "app/graph_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "memory/graph/exploring.h"

namespace keepsake::app {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 7> flags = {"--format",   "--entity", "--depth", "--as-of",
                                                   "--known-at", "--limit",  "--as"};
constexpr int most_relations = 1'000'000;

core::Error wrong_usage(std::string message) { return {core::ErrorKind::bad_argument, std::move(message)}; }

std::string flag_of(std::string const& word) { return word.substr(0, word.find('=')); }

/// Flags with their values, and the other words.
struct SortedWords {
    std::map<std::string, std::string> values;
    Words words;

    std::optional<std::string> value(std::string const& flag) const {
        auto const found = values.find(flag);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    }
    /// Of the flags, one that is not among these; empty when there is none.
    std::string foreign_flag(std::initializer_list<std::string_view> known) const {
        for (auto const& [flag, value] : values) {
            if (std::find(known.begin(), known.end(), flag) == known.end()) return flag;
        }
        return "";
    }
};

core::Result<SortedWords> sort(std::span<std::string const> words) {
    SortedWords sorted;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!is_graph_flag(words[i])) {
            sorted.words.push_back(words[i]);
            continue;
        }
        auto const flag = flag_of(words[i]);
        bool const is_joined = flag.size() < words[i].size();
        if (!is_joined && i + 1 == words.size()) return wrong_usage("The option " + flag + " needs a value.");
        sorted.values[flag] = is_joined ? words[i].substr(flag.size() + 1) : words[++i];
    }
    return sorted;
}

core::Result<int> read_number(std::string const& flag, std::string const& text, int most) {
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > most)
        return wrong_usage("The option " + flag + " takes a number from 1 to " + std::to_string(most) + ", not \"" +
                           text + "\".");
    return number;
}

/// Each sets its part of the order and says what is wrong with the text.
std::optional<core::Error> read_option(ShowGraph& order, std::string const& flag, std::string const& text) {
    auto const take_time = [&](std::optional<core::Timestamp>& time) -> std::optional<core::Error> {
        time = core::parse_time(text);
        if (time) return std::nullopt;
        return wrong_usage("The option " + flag + " takes a time such as 2024-05-01 or 2024-05-01T12:00:00Z, not \"" +
                           text + "\".");
    };
    auto const take_number = [&](auto& number, int most) -> std::optional<core::Error> {
        auto const read = read_number(flag, text, most);
        if (!read) return read.error();
        number = static_cast<std::decay_t<decltype(number)>>(read.value());
        return std::nullopt;
    };
    if (flag == "--as-of") return take_time(order.time.as_of);
    if (flag == "--known-at") return take_time(order.time.known_at);
    if (flag == "--depth") return take_number(order.depth, memory::most_depth);
    if (flag == "--limit") return take_number(order.limit, most_relations);
    if (flag == "--entity") {
        order.entity = text;
    } else if (auto const format = format_named(text)) {
        order.format = *format;
    } else {
        return wrong_usage("There is no format \"" + text + "\"; there are " + format_names() + ".");
    }
    return std::nullopt;
}

core::Result<GraphOrder> read_show(SortedWords const& said) {
    if (!said.words.empty())
        return wrong_usage("`keepsake graph` does not know the word \"" + said.words.front() +
                           "\", only merge and split; an entity is shown with --entity NAME.");
    if (said.value("--as")) return wrong_usage("The option --as belongs to `keepsake graph split`.");
    if (said.value("--depth") && !said.value("--entity"))
        return wrong_usage("The option --depth counts from an entity, which --entity NAME names.");
    ShowGraph order;
    for (auto const& [flag, text] : said.values) {
        if (auto error = read_option(order, flag, text)) return std::move(*error);
    }
    return GraphOrder(std::move(order));
}

core::Result<GraphOrder> read_merge(SortedWords const& said) {
    if (auto const flag = said.foreign_flag({}); !flag.empty())
        return wrong_usage("The option " + flag + " does not belong to `keepsake graph merge`.");
    if (said.words.size() != 3)
        return wrong_usage("`keepsake graph merge NAME INTO` needs two names, each as one word of the command line.");
    return GraphOrder(MergeEntities{said.words[1], said.words[2]});
}

core::Result<GraphOrder> read_split(SortedWords const& said) {
    if (auto const flag = said.foreign_flag({"--as"}); !flag.empty())
        return wrong_usage("The option " + flag + " does not belong to `keepsake graph split`.");
    if (said.words.size() < 2) return wrong_usage("`keepsake graph split NAME` needs a name.");
    SplitEntity order{said.words[1], said.value("--as"), {said.words.begin() + 2, said.words.end()}};
    if (order.new_name && order.relations.empty())
        return wrong_usage(
            "`keepsake graph split NAME --as NEW_NAME` needs the ids of relations, which `keepsake graph --entity NAME "
            "--format json` shows.");
    if (!order.new_name && !order.relations.empty())
        return wrong_usage(
            "The word \"" + order.relations.front() +
            "\" means nothing there: relations are moved with --as NEW_NAME, and a name of several words "
            "must be in quotation marks.");
    return GraphOrder(std::move(order));
}

}  // namespace

bool is_graph_flag(std::string const& word) {
    return std::find(flags.begin(), flags.end(), flag_of(word)) != flags.end();
}

core::Result<GraphOrder> read_graph_words(std::span<std::string const> words) {
    auto const sorted = sort(words);
    if (!sorted) return sorted.error();
    auto const& said = sorted.value();
    if (!said.words.empty() && said.words.front() == "merge") return read_merge(said);
    if (!said.words.empty() && said.words.front() == "split") return read_split(said);
    return read_show(said);
}

}  // namespace keepsake::app
