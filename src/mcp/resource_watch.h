#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mcp/audience.h"
#include "mcp/resources.h"

namespace keepsake::mcp {

/// Tells connections when what they have subscribed to has changed, whoever changed it: it looks again and again, in a
/// thread of its own that sleeps as long as nobody has subscribed. Safe from many threads.
class ResourceWatch {
public:
    /// `resources` may be null: then nothing is watched.
    ResourceWatch(Resources const* resources, Audience& audience,
                  std::chrono::milliseconds pause = std::chrono::seconds(1));
    ResourceWatch(ResourceWatch const&) = delete;
    ResourceWatch& operator=(ResourceWatch const&) = delete;
    ~ResourceWatch();

    /// Notes how the resources stand that the connection is interested in now, so that only later changes are told.
    void watch(std::shared_ptr<Connection> const& connection, Interest const& interest);
    /// Tells of what has changed since the last look.
    void look();
    /// Tells nothing any more; returns when nobody is being told.
    void stop();

private:
    struct Key {
        std::string user;
        std::string app;
        std::string uri;  ///< empty: the list
        auto operator<=>(Key const&) const = default;
    };
    struct Noted {
        std::string stamp;
        std::uint64_t look;  ///< the last one that somebody was interested at
    };

    void run();
    std::string stamp(Key const& key) const;
    static std::vector<Key> keys(Connection const& connection, Interest const& interest);

    Resources const* resources_;
    Audience& audience_;
    std::chrono::milliseconds pause_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::map<Key, Noted> noted_;
    std::uint64_t looks_ = 0;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace keepsake::mcp
