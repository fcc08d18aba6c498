#include "memory/graph/closest_names.h"

#include <algorithm>
#include <tuple>

#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

constexpr std::size_t most_compared = 64;  // bits of a word
constexpr std::size_t most_quoted = 80;

}  // namespace

NameDistance::NameDistance(std::string_view name) : length_(std::min(name.size(), most_compared)) {
    for (std::size_t i = 0; i < length_; ++i) places_[static_cast<unsigned char>(name[i])] |= std::uint64_t{1} << i;
}

// Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003), figure 3.
std::size_t NameDistance::to(std::string_view other) const {
    other = other.substr(0, most_compared);
    if (length_ == 0) return other.size();
    auto const last = std::uint64_t{1} << (length_ - 1);
    std::uint64_t more = ~std::uint64_t{0};
    std::uint64_t less = 0;
    auto distance = length_;
    for (char const c : other) {
        auto const equal = places_[static_cast<unsigned char>(c)];
        auto const vertical = equal | less;
        auto const horizontal = (((equal & more) + more) ^ more) | equal;
        auto up = less | ~(horizontal | more);
        auto down = more & horizontal;
        if ((up & last) != 0) ++distance;
        if ((down & last) != 0) --distance;
        up = (up << 1) | 1;
        down <<= 1;
        more = down | ~(vertical | up);
        less = up & vertical;
    }
    return distance;
}

bool CloseName::operator<(CloseName const& other) const {
    return std::tie(other.shared_words, distance, name) < std::tie(shared_words, other.distance, other.name);
}

void ClosestNames::offer(CloseName candidate, std::function<bool()> const& may_be_named) {
    if (names_.size() == most && !(candidate < names_.back())) return;
    auto const same = [&](CloseName const& each) { return each.name == candidate.name; };
    if (std::any_of(names_.begin(), names_.end(), same) || !may_be_named()) return;
    names_.insert(std::upper_bound(names_.begin(), names_.end(), candidate), std::move(candidate));
    if (names_.size() > most) names_.pop_back();
}

void ClosestNames::join(ClosestNames const& others) {
    for (auto const& name : others.names_) offer(name, [] { return true; });
}

std::string ClosestNames::listed() const {
    std::string list;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        if (i > 0) list += i + 1 == names_.size() ? " and " : ", ";
        list += quoted_name(names_[i].name);
    }
    return list;
}

std::string quoted_name(std::string_view name) {
    auto const cut = core::cut_utf8(name, most_quoted);
    std::string text = "\"" + std::string(cut) + (cut.size() < name.size() ? "..." : "") + "\"";
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    return text;
}

}  // namespace keepsake::memory
