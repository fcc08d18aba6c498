#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::memory {

/// How many letters apart a name is from others: Levenshtein distance in bytes, of the beginnings of long ones.
class NameDistance {
public:
    explicit NameDistance(std::string_view name);
    std::size_t to(std::string_view other) const;

private:
    std::size_t length_;
    std::array<std::uint64_t, 256> places_{};  ///< of each byte in the name, as bits
};

struct CloseName {
    std::string name;
    std::size_t shared_words = 0;
    std::size_t distance = 0;

    /// Closer ones first.
    bool operator<(CloseName const& other) const;
};

/// Keeps the closest names of those it is offered. Equal names count once.
class ClosestNames {
public:
    static constexpr std::size_t most = 3;

    /// `may_be_named` is asked only when the name is among the closest so far.
    void offer(CloseName candidate, std::function<bool()> const& may_be_named);
    /// Whether a name with no word in common could still be among them.
    bool has_room_for_unshared() const { return names_.size() < most || names_.back().shared_words == 0; }
    void join(ClosestNames const& others);
    std::vector<CloseName> const& names() const { return names_; }
    /// "A", "B" and "C"; empty when there is none.
    std::string listed() const;

private:
    std::vector<CloseName> names_;
};

/// A name as it came, for a sentence: in quotation marks, cut when it is long, without control characters.
std::string quoted_name(std::string_view name);

}  // namespace keepsake::memory
