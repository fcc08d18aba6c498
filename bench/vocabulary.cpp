#include "vocabulary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

namespace keepsake::bench {
namespace {

constexpr std::size_t word_count = 20'000;

constexpr std::array<std::string_view, 96> frequent_words = {
    "really",  "think",    "going",    "good",      "great",    "time",     "love",     "like",    "know",     "make",
    "work",    "family",   "week",     "people",    "friend",   "feel",     "thanks",   "want",    "life",     "new",
    "house",   "garden",   "trip",     "music",     "book",     "dog",      "sister",   "brother", "mother",   "school",
    "started", "painting", "cooking",  "running",   "class",    "project",  "doctor",   "dinner",  "car",      "train",
    "city",    "beach",    "mountain", "camping",   "birthday", "wedding",  "job",      "office",  "meeting",  "team",
    "game",    "film",     "song",     "guitar",    "piano",    "dance",    "recipe",   "bread",   "coffee",   "tea",
    "kitchen", "window",   "flower",   "tree",      "river",    "lake",     "hospital", "dentist", "medicine", "exam",
    "course",  "teacher",  "student",  "neighbour", "cousin",   "daughter", "son",      "baby",    "cat",      "horse",
    "bike",    "ticket",   "hotel",    "flight",    "museum",   "concert",  "market",   "shop",    "present",  "letter",
    "photo",   "camera",   "phone",    "laptop",    "story",    "language"};

constexpr std::array<std::string_view, 64> small_words = {
    "i",    "i",    "i",     "you",  "you",  "you",  "the",  "the", "the",   "the",   "to",   "to",   "to",
    "a",    "a",    "a",     "and",  "and",  "and",  "of",   "of",  "it",    "it",    "in",   "in",   "my",
    "my",   "that", "that",  "is",   "is",   "was",  "was",  "for", "for",   "on",    "with", "have", "so",
    "but",  "be",   "we",    "me",   "this", "at",   "just", "not", "are",   "do",    "she",  "he",   "they",
    "your", "all",  "about", "some", "what", "been", "from", "had", "there", "would", "her",  "when"};

constexpr std::array<std::string_view, 24> beginnings = {"b",  "br", "c", "cl", "d",  "dr", "f", "g",
                                                         "gr", "h",  "j", "l",  "m",  "n",  "p", "pl",
                                                         "r",  "s",  "t", "st", "tr", "v",  "w", "sh"};
constexpr std::array<std::string_view, 8> middles = {"a", "e", "i", "o", "u", "ai", "ea", "oo"};
constexpr std::array<std::string_view, 12> ends = {"", "n", "r", "l", "t", "m", "nd", "st", "ck", "p", "s", "x"};
constexpr std::array<std::string_view, 8> endings = {"", "", "", "", "ing", "ed", "er", "s"};

/// From 0 to below 1.
double share(Random& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

std::string invented_word(Random& random) {
    std::string word;
    auto const syllables = 2 + pick(random, 2);
    for (std::size_t i = 0; i < syllables; ++i) {
        word += one_of(random, beginnings);
        word += one_of(random, middles);
        if (i + 1 == syllables || with_chance(random, .3)) word += one_of(random, ends);
    }
    word += one_of(random, endings);
    return word;
}

}  // namespace

std::size_t pick(Random& random, std::size_t count) { return random() % count; }

bool with_chance(Random& random, double chance) { return share(random) < chance; }

Vocabulary::Vocabulary() : words_(frequent_words.begin(), frequent_words.end()) {
    Random random(20'260'101);
    std::unordered_set<std::string> known(words_.begin(), words_.end());
    while (words_.size() < word_count) {
        auto word = invented_word(random);
        if (known.insert(word).second) words_.push_back(std::move(word));
    }
    double sum = 0;
    for (std::size_t rank = 0; rank < words_.size(); ++rank) {
        cumulated_.push_back(sum += std::pow(static_cast<double>(rank) + 31, -1.2));
    }
}

Vocabulary const& Vocabulary::shared() {
    static Vocabulary const vocabulary;
    return vocabulary;
}

std::string const& Vocabulary::subject_word(Random& random) const {
    auto const place = share(random) * cumulated_.back();
    auto const found = std::upper_bound(cumulated_.begin(), cumulated_.end() - 1, place);
    return words_[static_cast<std::size_t>(found - cumulated_.begin())];
}

std::string_view Vocabulary::small_word(Random& random) { return one_of(random, small_words); }

}  // namespace keepsake::bench
