#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "core/settings/given_values.h"

namespace keepsake::core {

/// Puts given values where they belong, each in its form, and keeps the first that is wrong. Of several names the first
/// that was given counts; without any the default stays. What gives back a text gives back how the person named what was
/// taken.
class ValueReader {
public:
    using Names = std::initializer_list<std::string>;

    explicit ValueReader(GivenValues const& given) : given_(given) {}

    std::optional<GivenValue> find(Names names) const;

    std::optional<std::string> text(Names names, std::string& to) const;
    std::optional<std::string> web_address(Names names, std::string& to);
    /// `openai_api_key`: the variable of OpenAI's own programs, which serves when none of the names was given.
    std::optional<std::string> key(Names names, std::string const& openai_api_key, std::string& to);
    void flag(Names names, bool& to);
    template <typename Whole>
    void number(Names names, std::int64_t least, std::int64_t most, Whole& to) {
        if (auto const number = whole_number(names, least, most)) to = static_cast<Whole>(*number);
    }
    void fraction(Names names, double least, double most, double& to);

    void fail(Error error);
    std::optional<Error> const& error() const { return error_; }

private:
    std::optional<std::int64_t> whole_number(Names names, std::int64_t least, std::int64_t most);

    GivenValues const& given_;
    std::optional<Error> error_;
};

}  // namespace keepsake::core
