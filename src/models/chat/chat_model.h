#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

namespace keepsake::models {

/// What a language model is asked: contracts, section 2.
struct ChatQuestion {
    std::string name;      ///< of the JSON schema, such as "memory_extraction"
    std::string system;    ///< what the task is
    std::string document;  ///< one JSON document, the last user message
    std::string schema;    ///< JSON schema of the reply, as text; its `title` is the name
    std::size_t most_reply_tokens = 4096;
};

struct TokenUse {
    std::size_t prompt = 0;
    std::size_t completion = 0;
};

/// What a model said, free of the provider's wrapping; reading it is the asker's business.
struct ChatReply {
    std::string text;  ///< not blank, unless it was cut before it began
    bool cut = false;  ///< by the length limit
    TokenUse tokens = {};
};

enum class ChatFailureKind {
    unreachable,  ///< no connection, closed, timeout
    busy,         ///< HTTP 429
    failing,      ///< HTTP 5xx
    resting,      ///< the breaker is open: nothing was asked
    refused,      ///< any other status: key, model or request
    too_long,     ///< for the model, question and reply together
    unreadable,   ///< no answer in the provider's wire format, such as a web page
    empty,        ///< an answer without a text
    declined,     ///< the model or its filter will not answer this
    stopped,      ///< by the caller
};

struct ChatFailure {
    ChatFailureKind kind;
    std::string message;  ///< one sentence, and what to do; never a key or a text that was sent
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt;
    TokenUse tokens = {};  ///< an empty answer may have cost something

    /// Whether the provider could not serve anybody, whatever was asked.
    bool is_outage() const {
        return kind == ChatFailureKind::unreachable || kind == ChatFailureKind::busy ||
               kind == ChatFailureKind::failing || kind == ChatFailureKind::resting || kind == ChatFailureKind::refused;
    }
};

using ChatAnswer = std::variant<ChatReply, ChatFailure>;

/// A language model behind one wire format. Safe from many threads.
class ChatModel {
public:
    virtual ~ChatModel() = default;

    /// As the person named it: "gpt-4.1-mini".
    virtual std::string const& model() const = 0;
    /// Who serves it; equal for models that fail together: "openai api.example.com".
    virtual std::string const& provider() const = 0;

    /// One try. Temperature 0; the reply is asked for as JSON of the schema, by the provider's own means where it has
    /// them, else by words.
    virtual ChatAnswer ask(ChatQuestion const& question, std::stop_token stop) = 0;
};

}  // namespace keepsake::models
