#pragma once

#include <string>
#include <vector>

#include "core/settings/given_values.h"

namespace keepsake::core {

/// How `keepsake serve` is reached, and by whom.
struct HttpSettings {
    std::string listen = "127.0.0.1:8765";
    std::string shown_listen = "--listen";     ///< how the person named it
    std::string api_key;                       ///< the token clients must send; empty: none, and then on loopback only
    std::vector<std::string> allowed_origins;  ///< of web pages, beside those of this machine
    std::vector<std::string> allowed_hosts;    ///< names under which it may be asked, beside those of this machine
};

Result<HttpSettings> read_http_settings(GivenValues const& given);

}  // namespace keepsake::core
