#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/target.h"

namespace keepsake::http {

/// Header fields in their order; names are compared without case (RFC 9110, 5.1).
class Headers {
public:
    using Field = std::pair<std::string, std::string>;
    Headers() = default;
    Headers(std::initializer_list<Field> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// The first field of that name, without blanks around it; nothing when there is none.
    std::optional<std::string> find(std::string_view name) const;
    std::vector<Field> const& fields() const { return fields_; }

private:
    std::vector<Field> fields_;
};

struct Request {
    std::string method;
    Target target;
    Headers headers;
    std::string body;
    Parameters parameters;  ///< what stood in the route's braces
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
};

/// {"error": message} as application/json.
Response error_response(int status, std::string_view message, Headers headers = {});

}  // namespace keepsake::http
