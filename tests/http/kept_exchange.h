#pragma once

#include <optional>

#include "http/exchange.h"

namespace keepsake::testing {

/// An exchange without a connection, which keeps its answer.
class KeptExchange final : public http::Exchange {
public:
    explicit KeptExchange(http::Request request) : request_(std::move(request)) {}

    http::Request const& request() const override { return request_; }
    http::Request take_request() override { return std::move(request_); }
    void respond(http::Response response) override { answer = std::move(response); }
    std::shared_ptr<http::Stream> open_stream(http::Response head, std::string) override {
        answer = std::move(head);
        return nullptr;
    }
    void when_gone(std::function<void()> call) override { gone = std::move(call); }

    std::optional<http::Response> answer;
    std::function<void()> gone;

private:
    http::Request request_;
};

}  // namespace keepsake::testing
