#pragma once

#include <memory>

#include "core/settings/llm_settings.h"
#include "models/chat/breakers.h"
#include "models/chat/chat_model.h"
#include "models/http_client.h"

namespace keepsake::app {

/// The language model that the settings of one step name, at the pace of all; null when they name none. It asks servers
/// through `http`; models at the same address share a breaker.
std::unique_ptr<models::ChatModel> make_chat(core::ChatSettings const& settings, core::LlmSettings const& pace,
                                             models::HttpClient& http, models::Breakers& breakers);

}  // namespace keepsake::app
