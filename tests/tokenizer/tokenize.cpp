// Reads texts as JSON strings, one a line, and prints the ids of each on a line of its own:
//   keepsake_tokenize VOCABULARY [MOST]
// With KEEPSAKE_TOKENIZE_RUNS=N every text is encoded N times, and the time per text goes to standard error.
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/embedding/word_piece.h"

namespace {

std::vector<std::string> read_texts(std::istream& in) {
    std::vector<std::string> texts;
    for (std::string line; std::getline(in, line);) texts.push_back(nlohmann::json::parse(line).get<std::string>());
    return texts;
}

void print(std::vector<std::int64_t> const& ids) {
    for (std::size_t i = 0; i < ids.size(); ++i) std::cout << (i == 0 ? "" : " ") << ids[i];
    std::cout << '\n';
}

void measure(keepsake::models::WordPiece const& tokenizer, std::vector<std::string> const& texts, std::size_t most,
             int runs) {
    using Clock = std::chrono::steady_clock;
    std::size_t tokens = 0;
    auto const begin = Clock::now();
    for (int run = 0; run < runs; ++run) {
        for (auto const& text : texts) tokens += tokenizer.encode(text, most).size();
    }
    std::chrono::duration<double, std::micro> const elapsed = Clock::now() - begin;
    auto const encodings = static_cast<double>(texts.size()) * runs;
    std::cerr << elapsed.count() / encodings << " us and " << static_cast<double>(tokens) / encodings
              << " tokens per text\n";
}

int tokenize(int argument_count, char** arguments) {
    if (argument_count < 2) {
        std::cerr << "usage: keepsake_tokenize VOCABULARY [MOST] < TEXTS\n";
        return 2;
    }
    std::size_t const most = argument_count > 2 ? std::stoul(arguments[2]) : 256;
    auto const tokenizer = keepsake::models::WordPiece::read(arguments[1]);
    if (!tokenizer) {
        std::cerr << tokenizer.error().message << '\n';
        return 1;
    }
    auto const texts = read_texts(std::cin);
    for (auto const& text : texts) print(tokenizer.value().encode(text, most));
    if (auto const* const runs = std::getenv("KEEPSAKE_TOKENIZE_RUNS")) {
        measure(tokenizer.value(), texts, most, std::stoi(runs));
    }
    return 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::ios::sync_with_stdio(false);
    try {
        return tokenize(argument_count, arguments);
    } catch (std::exception const& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
