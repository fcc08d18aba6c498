#include "memory/graph/entities_in_text.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <unordered_map>

#include "core/text/graph_names.h"
#include "core/text/terms.h"
#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

using storage::EntityPlace;
using storage::UserGraph;

constexpr std::size_t most_bytes = 4'000;
constexpr std::size_t most_with_a_word = 10'000;
constexpr std::size_t longest_unspaced_name = 8;  // characters
constexpr std::array<std::string_view, 5> words_of_the_user = {"i", "me", "myself", "my", "mine"};

bool means_the_user(std::string const& word) {
    return std::find(words_of_the_user.begin(), words_of_the_user.end(), word) != words_of_the_user.end();
}

class Reader {
public:
    Reader(UserGraph const& graph, std::string_view text)
        : graph_(graph),
          text_(core::cut_utf8(text, most_bytes)),
          key_(core::entity_key(text_)),
          words_(words_of(text_)) {}

    std::vector<MentionedEntity> read() {
        read_whole();
        read_words();
        read_unspaced();
        std::vector<MentionedEntity> found;
        for (auto const& [row, mention] : found_) found.push_back(mention);
        drop_parts(found);
        // Of names that share equally many words the shorter one is closer to what was said.
        auto const rank = [&](MentionedEntity const& each) {
            return std::tuple(-static_cast<int>(each.mention), -static_cast<std::int64_t>(each.shared_words),
                              each.mention == Mention::words ? graph_.entities()[each.row].key.size() : 0, each.row);
        };
        std::sort(found.begin(), found.end(), [&](auto const& a, auto const& b) { return rank(a) < rank(b); });
        return found;
    }

private:
    static std::vector<std::string> words_of(std::string_view text) {
        auto words = core::name_words(text);
        for (auto& word : words) {
            if (means_the_user(word)) word = core::entity_key("user");
        }
        return words;
    }

    void take(EntityPlace row, Mention mention, std::size_t shared) {
        auto& known = found_[row];
        known.row = row;
        known.mention = std::max(known.mention, mention);
        known.shared_words = std::max(known.shared_words, shared);
    }

    void read_whole() {
        for (auto const row : graph_.with_key(key_)) take(row, Mention::whole, words_.size());
        if (auto const row = graph_.with_id(key_)) take(*row, Mention::whole, words_.size());
    }

    void read_words() {
        auto distinct = words_;
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        std::unordered_map<EntityPlace, std::size_t> shared;
        for (auto const& word : distinct) {
            if (core::is_stop_word(word)) continue;
            auto const rows = graph_.with_word(word);
            for (auto const row : rows.first(std::min(rows.size(), most_with_a_word))) ++shared[row];
        }
        for (auto const& [row, count] : shared) take(row, is_named(row) ? Mention::named : Mention::words, count);
    }

    bool is_named(EntityPlace row) const {
        auto const& key = graph_.entities()[row].key;
        if (key.size() > text_.size() + key_.size()) return false;
        auto const name = core::name_words(key);
        return std::search(words_.begin(), words_.end(), name.begin(), name.end()) != words_.end();
    }

    /// Scripts without spaces do not tell where a name begins: every short stretch may be one.
    void read_unspaced() {
        std::vector<std::size_t> begins;  // of the characters in a run of such a script
        for (std::size_t position = 0; position < key_.size();) {
            auto const here = position;
            if (!core::is_unspaced_script(core::next_code_point(key_, position))) {
                begins.clear();
                continue;
            }
            begins.push_back(here);
            if (begins.size() > longest_unspaced_name) begins.erase(begins.begin());
            for (auto const begin : begins) {
                for (auto const row : graph_.with_key(std::string_view(key_).substr(begin, position - begin)))
                    take(row, Mention::named, 1);
            }
        }
    }

    /// Who speaks of Sarah Miller does not name another Sarah.
    void drop_parts(std::vector<MentionedEntity>& found) const {
        std::vector<std::vector<std::string>> names;
        for (auto const& each : found) {
            if (each.mention != Mention::words) names.push_back(core::name_words(graph_.entities()[each.row].key));
        }
        if (names.size() > most_names_compared) return;
        for (auto& each : found) {
            if (each.mention != Mention::named) continue;
            auto const name = core::name_words(graph_.entities()[each.row].key);
            auto const times = count(words_, name);
            if (times > 0 && times == count_within(names, name)) each.mention = Mention::words;
        }
    }

    static std::size_t count(std::vector<std::string> const& words, std::vector<std::string> const& name) {
        std::size_t times = 0;
        for (auto at = words.begin(); at != words.end(); ++at) {
            at = std::search(at, words.end(), name.begin(), name.end());
            if (at == words.end()) break;
            ++times;
        }
        return times;
    }

    /// How often the name stands in the text as a part of longer ones.
    std::size_t count_within(std::vector<std::vector<std::string>> const& names,
                             std::vector<std::string> const& name) const {
        std::size_t times = 0;
        for (auto const& longer : names) {
            if (longer.size() > name.size()) times += count(words_, longer) * count(longer, name);
        }
        return times;
    }

    static constexpr std::size_t most_names_compared = 100;

    UserGraph const& graph_;
    std::string text_;
    std::string key_;
    std::vector<std::string> words_;
    std::unordered_map<EntityPlace, MentionedEntity> found_;
};

}  // namespace

std::vector<MentionedEntity> entities_in_text(UserGraph const& graph, std::string_view text) {
    return Reader(graph, text).read();
}

}  // namespace keepsake::memory
