#include "app/chat_choice.h"

#include "models/chat/openai_chat.h"

namespace keepsake::app {

std::unique_ptr<models::ChatModel> make_chat(core::ChatSettings const& settings, core::LlmSettings const& pace,
                                             models::HttpClient& http, models::Breakers& breakers) {
    if (settings.provider == core::ChatProvider::none) return nullptr;
    return std::make_unique<models::OpenAiChat>(http, settings, pace.timeout, breakers.of(settings.base_url));
}

}  // namespace keepsake::app
