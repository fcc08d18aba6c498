#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace keepsake::core {

/// What a direct caller may want to tell apart.
enum class ErrorKind { bad_argument, not_found, conflict, unavailable };

/// `message` is written for the person or model who made the call: what was wrong and what to do next.
struct Error {
    ErrorKind kind;
    std::string message;
};

/// A value, or the reason why there is none. For failures that the direct caller decides about;
/// what ends the whole operation is thrown instead.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}
    Result(Error error) : state_(std::move(error)) {}

    explicit operator bool() const { return std::holds_alternative<T>(state_); }

    T const& value() const& {
        assert(*this);
        return std::get<T>(state_);
    }
    T&& value() && {
        assert(*this);
        return std::get<T>(std::move(state_));
    }
    Error const& error() const {
        assert(!*this);
        return std::get<Error>(state_);
    }

private:
    std::variant<T, Error> state_;
};

}  // namespace keepsake::core
