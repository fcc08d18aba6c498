#include "models/http_client.h"

namespace keepsake::models {

std::string host_of(std::string const& url) {
    auto const scheme_end = url.find("://");
    auto const begin = scheme_end == std::string::npos ? 0 : scheme_end + 3;
    auto const authority = url.substr(begin, url.find_first_of("/?#\\", begin) - begin);
    return authority.substr(authority.rfind('@') + 1);
}

}  // namespace keepsake::models
