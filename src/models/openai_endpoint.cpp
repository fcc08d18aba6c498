#include "models/openai_endpoint.h"

#include <utility>

#include "models/server_message.h"

namespace keepsake::models {
namespace {

std::string joined(std::string base_url, std::string_view path) {
    while (base_url.ends_with('/')) base_url.pop_back();
    return base_url.append(path);
}

}  // namespace

bool is_busy(HttpAnswer const& answer) { return answer.status == 429 || answer.status >= 500; }

OpenAiEndpoint::OpenAiEndpoint(std::string base_url, std::string_view path, std::string api_key, std::string model,
                               EndpointWords words)
    : url_(joined(std::move(base_url), path)),
      api_key_(std::move(api_key)),
      model_(std::move(model)),
      words_(std::move(words)),
      server_(words_.server + " " + host_of(url_)) {}

HttpRequest OpenAiEndpoint::request(std::string body) const {
    HttpRequest request;
    request.url = url_;
    request.headers = {{"Content-Type", "application/json"}};
    // Without encryption a new connection costs nothing; on an old one an answer in two pieces may wait 40 ms for the
    // acknowledgement of the first (RFC 9293, 3.7.4 and 3.8.6.3).
    if (url_.starts_with("http://")) request.headers.emplace_back("Connection", "close");
    if (!api_key_.empty()) request.headers.emplace_back("Authorization", "Bearer " + api_key_);
    request.body = std::move(body);
    return request;
}

std::string OpenAiEndpoint::refusal(HttpAnswer const& answer, Texts texts) const {
    if (answer.status == 429)
        return sentence("is busy or a limit of the account is reached", answer, "it is asked again later", texts);
    if (is_busy(answer)) return sentence("has failed", answer, "it is asked again later", texts);
    switch (answer.status) {
        case 401:
        case 403:
            return sentence(api_key_.empty() ? "wants a key" : "refuses the key", answer,
                            "set " + words_.key_setting + " to a valid one", texts);
        case 402:
            return sentence("wants to be paid", answer,
                            "top up the account, or set " + words_.key_setting + " to the key of another", texts);
        case 404:
        case 405:
            return sentence("does not know the model \"" + model_ + "\" or the address", answer,
                            "check " + words_.model_setting + " and " + words_.address_setting, texts);
        case 400:
        case 422: return sentence("refuses the request", answer, "check " + words_.request_settings, texts);
        default:
            return sentence("answers with something else than " + words_.wanted, answer,
                            "check " + words_.address_setting, texts);
    }
}

std::string OpenAiEndpoint::misfit(HttpAnswer const& answer, std::string const& what, Texts texts) const {
    return server_ + " answers " + (is_web_page(answer) ? "with a web page" : what) + "; check that " +
           words_.address_setting + " is the address of an OpenAI-compatible server and " + words_.model_setting + " " +
           words_.model_purpose + "." + said_by_server(answer, texts);
}

std::string OpenAiEndpoint::sentence(std::string const& what, HttpAnswer const& answer, std::string const& advice,
                                     Texts texts) const {
    return server_ + " " + what + " (HTTP status " + std::to_string(answer.status) + "); " + advice + "." +
           said_by_server(answer, texts);
}

std::string OpenAiEndpoint::said_by_server(HttpAnswer const& answer, Texts texts) const {
    auto const message = server_message(answer, api_key_, texts);
    return message ? " It says: \"" + *message + "\"" : "";
}

}  // namespace keepsake::models
