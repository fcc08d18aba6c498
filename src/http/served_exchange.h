#pragma once

#include <atomic>

#include "http/departure.h"
#include "http/exchange.h"
#include "http/outbox.h"
#include "http/service.h"

namespace keepsake::http {

/// A request that came over a connection. Does not keep it alive: all that is done to the connection is done on the
/// server's thread, its end too.
class ServedExchange final : public Exchange {
public:
    ServedExchange(Request request, std::weak_ptr<Connection> connection, std::shared_ptr<Service> service,
                   std::shared_ptr<Departure> departure, std::size_t body_taken)
        : request_(std::move(request)),
          connection_(std::move(connection)),
          service_(std::move(service)),
          departure_(std::move(departure)),
          body_taken_(body_taken) {}
    ServedExchange(ServedExchange const&) = delete;
    ServedExchange& operator=(ServedExchange const&) = delete;
    ~ServedExchange() override;

    Request const& request() const override { return request_; }
    Request take_request() override { return std::move(request_); }
    void respond(Response response) override;
    std::shared_ptr<Stream> open_stream(Response head, std::string heartbeat) override;
    void when_gone(std::function<void()> call) override { departure_->when_gone(std::move(call)); }

private:
    Request request_;
    std::weak_ptr<Connection> const connection_;
    std::shared_ptr<Service> const service_;
    std::shared_ptr<Departure> const departure_;
    std::size_t const body_taken_;  ///< from Service::bodies, until the request has been answered
    std::atomic<bool> answered_ = false;
};

}  // namespace keepsake::http
