#include "model_calls.h"

#include <regex>
#include <sstream>

namespace keepsake::demo {

ModelCalls model_calls_in(std::string const& log) {
    static std::regex const call(R"(memory_\w+ of .*: \w+, (\d+) \+ (\d+) tokens, \d+ ms(?:, cost ([0-9.]+))?$)");
    ModelCalls calls;
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
        std::smatch parts;
        if (!std::regex_search(line, parts, call)) continue;
        ++calls.count;
        calls.prompt_tokens += std::stoll(parts[1]);
        calls.completion_tokens += std::stoll(parts[2]);
        if (parts[3].matched) calls.cost = calls.cost.value_or(0) + std::stod(parts[3]);
    }
    return calls;
}

std::string words(ModelCalls const& calls) {
    std::ostringstream text;
    text << calls.count << (calls.count == 1 ? " question" : " questions") << " to the model, " << calls.prompt_tokens
         << " + " << calls.completion_tokens << " tokens";
    if (calls.cost) text << ", cost " << *calls.cost;
    return text.str();
}

ModelCalls operator-(ModelCalls calls, ModelCalls const& earlier) {
    calls.count -= earlier.count;
    calls.prompt_tokens -= earlier.prompt_tokens;
    calls.completion_tokens -= earlier.completion_tokens;
    if (calls.cost) *calls.cost -= earlier.cost.value_or(0);
    return calls;
}

}  // namespace keepsake::demo
