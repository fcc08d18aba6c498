#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/time.h"

namespace keepsake::tools {

using Json = nlohmann::json;

/// A wrong argument. `what()` says which, what was expected, what came, and gives an example.
class ArgumentError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

[[noreturn]] void refuse_argument(std::string_view name, std::string_view expected, Json const& came,
                                  std::string_view example);

/// What a name or id must be.
inline constexpr auto name_rule = "1 to 256 bytes without control characters";
/// Whether it is one, and has no blanks around it.
bool is_name(std::string_view text);

/// A value inside the arguments of a call, with its path ("messages[2].content") for the errors.
class Value {
public:
    Value(Json const& json, std::string path) : json_(&json), path_(std::move(path)) {}

    Json const& json() const { return *json_; }
    /// Text of at most 1 MiB that is not blank.
    std::string text(std::string_view example) const;
    /// A name or id; surrounding blanks are dropped.
    std::string name(std::string_view example) const;
    std::string one_of(std::span<std::string_view const> allowed) const;
    bool flag() const;
    int integer(int least, int most) const;
    double number(double least, double most) const;
    core::Timestamp time() const;
    /// ISO 8601, kept as it is written.
    std::string date() const;
    std::chrono::sys_days day() const;
    /// A JSON object, as text.
    std::string object(std::string_view example) const;
    std::vector<Value> items(std::string_view example) const;
    /// An array of names.
    std::vector<std::string> names(std::string_view example) const;
    /// A member of an object; nothing when it is absent or null.
    std::optional<Value> member(std::string_view name) const;

    /// `example`: a value for the argument or member.
    [[noreturn]] void refuse(std::string_view expected, std::string_view example) const;
    /// `example`: arguments of a call.
    [[noreturn]] void refuse_with_call(std::string_view expected, std::string_view example) const;

private:
    Json const* json_;
    std::string path_;
};

/// The arguments of one call, read once into values by the tool that knows them.
class Arguments {
public:
    /// `accepted`: the names that the tool knows; all others end up in ignored().
    Arguments(Json const& json, std::span<std::string_view const> accepted);

    /// Nothing when absent or null.
    std::optional<Value> find(std::string_view name) const;
    Value require(std::string_view name, std::string_view expected, std::string_view example) const;

    bool flag(std::string_view name, bool otherwise) const;
    std::optional<std::string> name(std::string_view name, std::string_view example) const;
    std::optional<core::Timestamp> time(std::string_view name) const;

    /// Names of unknown arguments, each with the known name that it resembles.
    std::vector<std::string> ignored() const;

private:
    Json const& json_;
    std::span<std::string_view const> accepted_;
};

}  // namespace keepsake::tools
