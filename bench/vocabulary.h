#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::bench {

using Random = std::mt19937_64;

std::size_t pick(Random& random, std::size_t count);
bool with_chance(Random& random, double chance);

template <typename Words>
auto const& one_of(Random& random, Words const& words) {
    return words[pick(random, std::size(words))];
}

/// The words that made-up people use. How often each comes follows Zipf and Mandelbrot, p ~ (rank + 30)^-1.2, which is
/// close to long chats: the commonest subject word stands in one of fifteen turns, most words in hardly any.
class Vocabulary {
public:
    static Vocabulary const& shared();

    /// Drawn by frequency.
    std::string const& subject_word(Random& random) const;
    /// The small words that make up half of what is said.
    static std::string_view small_word(Random& random);

private:
    Vocabulary();

    std::vector<std::string> words_;
    std::vector<double> cumulated_;
};

}  // namespace keepsake::bench
