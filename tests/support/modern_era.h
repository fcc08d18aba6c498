#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace keepsake::testing {

inline std::string const modern_version = "2026-07-28";
inline std::string const meta_prefix = "io.modelcontextprotocol/";

/// `params` as a client of the stateless revisions sends them: who asks and which version stands in every request.
inline nlohmann::json modern(nlohmann::json params = nlohmann::json::object()) {
    auto& meta = params["_meta"];
    meta[meta_prefix + "protocolVersion"] = modern_version;
    meta[meta_prefix + "clientCapabilities"] = nlohmann::json::object();
    meta[meta_prefix + "clientInfo"] = {{"name", "keepsake-tests"}, {"version", "1"}};
    return params;
}

}  // namespace keepsake::testing
