#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace keepsake::testing {

struct RecordedRequest {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::size_t connection = 0;             ///< counted from 0
    std::size_t earlier_on_connection = 0;  ///< requests that came before it on its connection
};

/// What the server does about one request.
struct ScriptedAnswer {
    enum class Then { keep_open, close, stall };
    std::string bytes;
    Then then = Then::keep_open;

    using Headers = std::vector<std::pair<std::string, std::string>>;
    static ScriptedAnswer status(int code, std::string const& body, Headers const& headers = {});
    /// Sends the beginning of an answer and closes.
    static ScriptedAnswer cut_off(std::string const& body);
    /// Sends these bytes as they are, and closes.
    static ScriptedAnswer raw(std::string bytes) { return {std::move(bytes), Then::close}; }
    /// Never answers; the connection stays open as long as the server lives.
    static ScriptedAnswer stalled() { return {"", Then::stall}; }
};

/// A real HTTP server on 127.0.0.1, on a port of its own choice and in a thread of its own.
class ScriptedHttpServer {
public:
    /// Called in the server's thread, one request after the other, in order of their coming.
    using Script = std::function<ScriptedAnswer(RecordedRequest const&)>;

    explicit ScriptedHttpServer(Script script);
    ScriptedHttpServer(ScriptedHttpServer const&) = delete;
    ScriptedHttpServer& operator=(ScriptedHttpServer const&) = delete;
    ~ScriptedHttpServer();

    /// From the next request on.
    void follow(Script script);

    /// http://127.0.0.1:PORT
    std::string address() const;
    std::vector<RecordedRequest> requests() const;
    /// Returns when so many requests have come.
    void wait_for_requests(std::size_t count) const;

private:
    class Running;
    std::unique_ptr<Running> running_;
};

}  // namespace keepsake::testing
