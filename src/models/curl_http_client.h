#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "models/http_client.h"

namespace keepsake::models {

/// HTTP over libcurl, which is loaded at the first request: with its thirty libraries it would double the time that the
/// program needs to start. Keeps connections open for the next request to the same server.
class CurlHttpClient final : public HttpClient {
public:
    explicit CurlHttpClient(std::string library_file = "libcurl.so.4");
    CurlHttpClient(CurlHttpClient const&) = delete;
    CurlHttpClient& operator=(CurlHttpClient const&) = delete;
    ~CurlHttpClient() override;

    core::Result<HttpAnswer> send(HttpRequest const& request, std::stop_token stop) override;

private:
    class Library;
    class Lane;

    Library const* library();
    std::unique_ptr<Lane> take_lane(Library const& library);
    void give_back(std::unique_ptr<Lane> lane);

    std::string const library_file_;
    std::mutex mutex_;
    std::unique_ptr<Library const> library_;
    std::vector<std::unique_ptr<Lane>> idle_lanes_;
};

}  // namespace keepsake::models
