#include "core/text/json_excerpt.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

/// Showing a value calls itself once per level.
constexpr int deepest_shown = 500;

bool nests_deeper(nlohmann::json const& json, int levels) {
    if (!json.is_structured()) return false;
    return levels == 0 ||
           std::any_of(json.begin(), json.end(), [&](auto const& part) { return nests_deeper(part, levels - 1); });
}

}  // namespace

std::string excerpt(nlohmann::json const& json) {
    constexpr std::size_t most = 80;
    if (nests_deeper(json, deepest_shown)) return std::string(json.type_name()) + " of very many levels";
    auto const text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return text.size() <= most ? text
                               : std::string(cut_utf8(text, most)) + "... (" + std::to_string(text.size()) + " bytes)";
}

}  // namespace keepsake::core
