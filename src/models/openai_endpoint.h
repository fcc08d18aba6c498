#pragma once

#include <span>
#include <string>
#include <string_view>

#include "models/http_client.h"

namespace keepsake::models {

/// What sentences about an endpoint speak of.
struct EndpointWords {
    std::string server;            ///< "The embedding server"
    std::string wanted;            ///< "vectors"
    std::string model_purpose;     ///< "a model for embeddings"
    std::string model_setting;     ///< "KEEPSAKE_EMBEDDER_MODEL"
    std::string address_setting;   ///< "KEEPSAKE_EMBEDDER_BASE_URL"
    std::string key_setting;       ///< "KEEPSAKE_EMBEDDER_API_KEY"
    std::string request_settings;  ///< all that shapes a request: "KEEPSAKE_EMBEDDER_MODEL and ..."
};

/// One path of an OpenAI-compatible server: how it is asked, and what is said to the person when it does not give what
/// was wanted. No sentence repeats the key, or a stretch of `texts`, which were sent.
class OpenAiEndpoint {
public:
    using Texts = std::span<std::string const>;

    /// `path`: such as "/embeddings"; `api_key`: may be empty, then none is sent.
    OpenAiEndpoint(std::string base_url, std::string_view path, std::string api_key, std::string model,
                   EndpointWords words);

    /// The beginning of a sentence: "The embedding server 127.0.0.1:11434".
    std::string const& server() const { return server_; }

    HttpRequest request(std::string body) const;

    /// Why a status other than 200 came, what to do, and what the server says.
    std::string refusal(HttpAnswer const& answer, Texts texts) const;
    /// That an answer is not in the wire format; `what` goes on behind "answers".
    std::string misfit(HttpAnswer const& answer, std::string const& what, Texts texts) const;
    /// `what` with the status, what to do about it, and what the server says.
    std::string sentence(std::string const& what, HttpAnswer const& answer, std::string const& advice,
                         Texts texts) const;

private:
    std::string said_by_server(HttpAnswer const& answer, Texts texts) const;

    std::string const url_;
    std::string const api_key_;
    std::string const model_;
    EndpointWords const words_;
    std::string const server_;
};

/// Whether asking again later may help: 429 or 5xx.
bool is_busy(HttpAnswer const& answer);

}  // namespace keepsake::models
