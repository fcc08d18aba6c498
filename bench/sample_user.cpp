#include "sample_user.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text/terms.h"

namespace keepsake::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 32> names = {
    "Ana",   "Bruno",  "Carla", "David", "Elena", "Farid", "Greta",  "Hugo", "Irene", "Jonas", "Katrin",
    "Liam",  "Marta",  "Nadia", "Oscar", "Paula", "Quinn", "Rosa",   "Sven", "Tilda", "Umar",  "Vera",
    "Wanda", "Xavier", "Yara",  "Zoe",   "Amir",  "Beth",  "Caspar", "Dora", "Emil",  "Fiona"};

constexpr std::array<std::string_view, 10> times = {"yesterday",   "last week",   "last Friday", "two weeks ago",
                                                    "next month",  "tomorrow",    "on Tuesday",  "in June",
                                                    "last summer", "this weekend"};

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};

constexpr std::size_t people_around_user = 7;
constexpr std::size_t subjects_per_conversation = 25;

std::string day_words(std::chrono::sys_days day) {
    std::chrono::year_month_day const date(day);
    return std::string(months.at(static_cast<unsigned>(date.month()) - 1)) + " " +
           std::to_string(static_cast<int>(date.year()));
}

/// Words of a text that are no small words, each once.
std::vector<std::string> subject_words(std::string_view text) {
    std::vector<std::string> found;
    for (auto& word : core::words(text)) {
        bool const known = std::find(found.begin(), found.end(), word) != found.end();
        if (!known && word.size() > 2 && !core::is_stop_word(word)) found.push_back(std::move(word));
    }
    return found;
}

}  // namespace

SampleUser::SampleUser(std::string name, std::uint64_t seed)
    : name_(std::move(name)), random_(seed), now_(std::chrono::sys_days{std::chrono::year{2021} / 3 / 1}) {
    while (people_.size() < people_around_user) {
        auto const person = std::string(one_of(random_, names));
        if (std::find(people_.begin(), people_.end(), person) == people_.end()) people_.push_back(person);
    }
}

storage::Addition SampleUser::next_conversation(std::size_t turns) {
    now_ += std::chrono::hours(8 + pick(random_, 72));
    std::vector<std::string> subjects;
    while (subjects.size() < subjects_per_conversation) {
        subjects.push_back(Vocabulary::shared().subject_word(random_));
    }
    // The first of them is the user; one or two others.
    std::vector<std::string> speakers = {people_.front(), people_[1 + pick(random_, people_around_user - 1)]};
    if (with_chance(random_, .3)) speakers.push_back(people_[1 + pick(random_, people_around_user - 1)]);

    storage::Addition addition{.scope = {.tenant = {}, .user = name_, .agent = {}, .app = {}, .session = {}},
                               .turns = {},
                               .memories = {},
                               .actor = "bench"};
    addition.scope.session = "session-" + std::to_string(++conversations_);
    for (std::size_t i = 0; i < turns; ++i) {
        auto const said_at = now_ + std::chrono::minutes(i);
        auto const& speaker = speakers[i % speakers.size()];
        auto const text = sentence(subjects);
        addition.turns.push_back({i % 2 == 0 ? "user" : "assistant", speaker, text, said_at});
        addition.memories.push_back(
            {storage::MemoryKind::turn,
             {.text = text, .categories = {}, .event_date = core::format_time(said_at), .expires_at = {}},
             said_at,
             {i},
             "said in a conversation"});
        said_.push_back({speaker, text, std::chrono::floor<std::chrono::days>(said_at)});
    }
    return addition;
}

std::size_t SampleUser::store_conversation(storage::Store& storage, std::size_t most_turns,
                                           GiveVectors const& give_vectors) {
    auto const turns = std::min(most_turns, 14 + pick(random_, 13));
    auto conversation = next_conversation(turns);
    give_vectors(conversation);
    storage.add(conversation);
    return turns;
}

void SampleUser::store(storage::Store& storage, std::size_t memories, GiveVectors const& give_vectors) {
    while (memories > 0) memories -= store_conversation(storage, memories, give_vectors);
}

/// About fifteen words: half of them small ones, a third of the others the conversation's own subjects.
std::string SampleUser::sentence(std::vector<std::string> const& subjects) {
    std::string text;
    auto const words = 5 + pick(random_, 11) + pick(random_, 11);
    for (std::size_t i = 0; i < words; ++i) {
        std::string word;
        if (with_chance(random_, .5)) {
            word = Vocabulary::small_word(random_);
        } else {
            word = with_chance(random_, .33) ? one_of(random_, subjects) : Vocabulary::shared().subject_word(random_);
        }
        text += (i == 0 ? "" : " ") + word;
    }
    if (with_chance(random_, .12)) text += " " + std::string(one_of(random_, times));
    text.front() = static_cast<char>(text.front() >= 'a' && text.front() <= 'z' ? text.front() - 32 : text.front());
    return text + (with_chance(random_, .25) ? "?" : ".");
}

std::vector<SampleQuestion> SampleUser::questions(std::size_t count) {
    std::vector<SampleQuestion> found;
    while (found.size() < count) {
        auto const& said = one_of(random_, said_);
        if (subject_words(said.text).size() >= 3) found.push_back(question_about(said));
    }
    return found;
}

SampleQuestion SampleUser::question_about(Said const& said) {
    auto words = subject_words(said.text);
    std::shuffle(words.begin(), words.end(), random_);
    auto const &a = words[0], &b = words[1], &c = words[2];
    switch (pick(random_, 5)) {
        case 0: return {"When did " + said.speaker + " " + a + " the " + b + "?", said.text};
        case 1:
            return {"What did " + said.speaker + " say about the " + a + " and the " + b + " " + c + "?", said.text};
        case 2: return {"Who had " + a + " with a " + b + " in " + day_words(said.day) + "?", said.text};
        case 3: return {a + " " + b + " " + c, said.text};
        default:
            return {"Does anybody remember which " + a + " it was that " + said.speaker + " wanted for the " + b +
                        " and " + c + "?",
                    said.text};
    }
}

}  // namespace keepsake::bench
