#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace keepsake::models {

enum class HttpMethod { get, post };

struct HttpRequest {
    HttpMethod method = HttpMethod::post;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds timeout{60'000};  ///< for the whole exchange
};

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// Asks servers of models. Safe from many threads.
class HttpClient {
public:
    static constexpr std::size_t largest_body = 64 * 1024 * 1024;

    virtual ~HttpClient() = default;

    /// Any status is an answer, a redirect too: none is followed, so that a key goes where it was meant to go only.
    /// An error is a sentence with the host's name and without anything else of the request; `unavailable` when asking
    /// again may help (transport failures, timeout, a requested stop), another kind when it does not.
    virtual core::Result<HttpAnswer> send(HttpRequest const& request, std::stop_token stop) = 0;
};

/// The host of an address, with its port when there is one; without user names, passwords, path and query.
std::string host_of(std::string const& url);

}  // namespace keepsake::models
