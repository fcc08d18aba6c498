#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "support/scripted_http_server.h"

namespace keepsake::models {

using Json = nlohmann::json;
using testing::RecordedRequest;
using testing::ScriptedAnswer;
using testing::ScriptedHttpServer;

/// Answers with a status and a message as OpenAI does.
inline ScriptedHttpServer::Script refusing(int status, std::string const& message,
                                           ScriptedAnswer::Headers const& headers = {}) {
    return [=](RecordedRequest const&) {
        return ScriptedAnswer::status(status, Json({{"error", {{"message", message}}}}).dump(), headers);
    };
}

}  // namespace keepsake::models
