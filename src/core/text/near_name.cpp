#include "core/text/near_name.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

/// Levenshtein distance in bytes.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t const replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string letters_only(std::string_view name) {
    std::string kept;
    for (char const c : fold(name)) {
        if (c != '_' && c != '-' && c != ' ') kept += c;
    }
    return kept;
}

}  // namespace

std::string_view near_name(std::string_view name, std::span<std::string_view const> candidates) {
    constexpr std::size_t longest = 64;
    if (name.empty() || name.size() > longest) return {};
    auto const wanted = letters_only(name);
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (auto const candidate : candidates) {
        auto const offered = letters_only(candidate);
        bool const part =
            wanted.size() >= 4 && offered.size() >= 4 && (offered.starts_with(wanted) || wanted.starts_with(offered));
        std::size_t const apart = part ? 1 : distance(wanted, offered);
        if (apart < best_distance) {
            best = candidate;
            best_distance = apart;
        }
    }
    return best;
}

}  // namespace keepsake::core
