#include "app/chat_choice.h"

#include <gtest/gtest.h>

namespace keepsake::app {
namespace {

/// Remembers how long the last request could have taken.
class UnreachableClient final : public models::HttpClient {
public:
    core::Result<models::HttpAnswer> send(models::HttpRequest const& request, std::stop_token) override {
        timeout = request.timeout;
        ++requests;
        return core::Error{core::ErrorKind::unavailable, "Nobody is there."};
    }
    std::chrono::milliseconds timeout{0};
    int requests = 0;
};

TEST(ChatChoice, WithoutAProviderThereIsNoModel) {
    UnreachableClient http;
    models::Breakers breakers(1);
    EXPECT_EQ(make_chat({}, {}, http, breakers), nullptr);
}

TEST(ChatChoice, ModelsAtOneAddressShareABreakerAndAllTheTimeout) {
    UnreachableClient http;
    models::Breakers breakers(2);
    core::LlmSettings llm;
    llm.timeout = std::chrono::seconds(5);
    llm.extraction = {.provider = core::ChatProvider::openai, .model = "cheap", .base_url = "http://host/v1"};
    llm.consolidation = {.provider = core::ChatProvider::openai, .model = "strong", .base_url = "http://host/v1/"};
    auto const cheap = make_chat(llm.extraction, llm, http, breakers);
    auto const strong = make_chat(llm.consolidation, llm, http, breakers);
    EXPECT_EQ(cheap->model(), "cheap");
    EXPECT_EQ(cheap->provider(), strong->provider());
    models::ChatQuestion const question{.name = "n", .system = "s", .document = "{}", .schema = "{}"};
    cheap->ask(question, {});
    EXPECT_EQ(http.timeout, llm.timeout);
    strong->ask(question, {});
    auto const resting = std::get<models::ChatFailure>(cheap->ask(question, {}));
    EXPECT_EQ(resting.kind, models::ChatFailureKind::resting);
    EXPECT_EQ(http.requests, 2);
}

}  // namespace
}  // namespace keepsake::app
