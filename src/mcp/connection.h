#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "mcp/call_context.h"
#include "mcp/channel.h"

namespace keepsake::mcp {

/// Where messages to one client go that answer none of its own. Safe from many threads.
class MessageSink {
public:
    virtual ~MessageSink() = default;
    virtual void send(Json const& message) = 0;
};

/// What the legacy handshake said.
struct Handshake {
    std::string revision;
    std::string client;
    Json capabilities = Json::object();
};

/// Lists that clients are told about when they change.
enum class ListKind { tools, prompts, resources };

/// What somebody wants to be told of.
struct Interest {
    std::set<ListKind> lists;
    std::set<std::string> uris;  ///< of resources
};

/// What a client must have declared before it is asked: "roots" for "roots/list".
std::string capability_for(std::string_view method);

/// The answer with which a stream of notifications ends.
Json end_of_listening(Json const& id);

/// How many resources one client may subscribe to, and how long their addresses may be in bytes.
inline constexpr std::size_t most_subscriptions = 200;
inline constexpr std::size_t longest_uri = 2048;

/// One client at the other end of a transport: what the handshake said, the requests that are not answered yet, and what
/// it wants to hear of. Shared by the transport and the calls that still run. Safe from many threads.
class Connection {
public:
    explicit Connection(MessageSink& sink, Caller caller = {}) : sink_(sink), caller_(std::move(caller)) {}

    MessageSink& sink() { return sink_; }
    Caller const& caller() const { return caller_; }

    void initialize(Handshake handshake);
    bool is_initialized() const;
    Handshake handshake() const;

    /// Opens a request; nothing when its id is in use.
    std::optional<std::stop_token> open(Json const& id);
    /// Closes a request; false when it was cancelled meanwhile, so that nothing more may be sent for it.
    bool close(Json const& id);
    void cancel(Json const& id);
    /// Also ends what waits for the client's answers, and forgets the streams of listen().
    void cancel_all();
    bool is_busy() const;

    /// Sends a request to the client on `channel`.
    std::shared_ptr<ClientAnswer> ask(Channel& channel, std::string_view method, Json params);
    void settle(Answer answer);

    /// Only what is at least that severe reaches a legacy client.
    void set_log_level(LogLevel level);
    LogLevel log_level() const;

    /// Legacy: resources/subscribe. False when there are too many.
    bool subscribe(std::string uri);
    void unsubscribe(std::string const& uri);
    /// Legacy: from now on changes of this list are told, where the transport can.
    void follow(ListKind kind);
    enum class Listens { yes, was_cancelled, is_ending, too_many };
    /// Modern: an open request becomes a stream of notifications that stays open (`subscriptions/listen`).
    Listens listen(Json const& id, std::shared_ptr<Channel> channel, Interest interest);
    /// Ends all such streams with their answer; from then on there are none.
    void end_listening();

    void tell_list_changed(ListKind kind);
    void tell_updated(std::string const& uri);
    Interest interest() const;

private:
    struct Listening {
        Json id;
        std::shared_ptr<Channel> channel;
        Interest interest;
    };
    std::vector<Listening> listening_to(std::function<bool(Interest const&)> const& wanted) const;

    MessageSink& sink_;
    Caller caller_;
    mutable std::mutex mutex_;
    std::optional<Handshake> handshake_;
    LogLevel log_level_ = LogLevel::info;
    // An id is told from others by its JSON form: 1 and "1" are two.
    std::map<std::string, std::stop_source> open_;
    std::map<std::string, Listening> listening_;
    bool listens_no_more_ = false;
    Interest subscribed_;
    std::map<std::string, std::shared_ptr<ClientAnswer>> asked_;
    int questions_ = 0;
};

}  // namespace keepsake::mcp
