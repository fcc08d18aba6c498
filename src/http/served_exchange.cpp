#include "http/served_exchange.h"

#include "http/connection.h"

namespace keepsake::http {
namespace {

class ServedStream final : public Stream {
public:
    ServedStream(std::shared_ptr<Outbox> outbox, std::weak_ptr<Connection> connection, std::shared_ptr<Service> service)
        : outbox_(std::move(outbox)), connection_(std::move(connection)), service_(std::move(service)) {}
    ServedStream(ServedStream const&) = delete;
    ServedStream& operator=(ServedStream const&) = delete;
    ~ServedStream() override { end(); }

    void write(std::string bytes) override { follow(outbox_->put(std::move(bytes))); }
    void end() override { follow(outbox_->end()); }
    bool is_open() const override { return outbox_->is_open(); }

private:
    void follow(Outbox::Then then) {
        if (then == Outbox::Then::nothing) return;
        service_->door.post([connection = connection_] {
            if (auto const still = connection.lock()) still->attempt([&] { still->send_stream(); });
        });
    }

    std::shared_ptr<Outbox> const outbox_;
    std::weak_ptr<Connection> const connection_;
    std::shared_ptr<Service> const service_;
};

class ClosedStream final : public Stream {
public:
    void write(std::string) override {}
    void end() override {}
    bool is_open() const override { return false; }
};

}  // namespace

ServedExchange::~ServedExchange() {
    respond(error_response(500, "The server has not answered this request. Its log may say why."));
    service_->bodies.give_back(body_taken_);
}

void ServedExchange::respond(Response response) {
    if (answered_.exchange(true)) return;
    service_->door.post([connection = connection_, response = std::move(response)]() mutable {
        if (auto const still = connection.lock()) still->attempt([&] { still->answer(std::move(response)); });
    });
}

std::shared_ptr<Stream> ServedExchange::open_stream(Response head, std::string heartbeat) {
    if (answered_) return std::make_shared<ClosedStream>();
    if (!service_->streams.take(1)) {
        respond(
            error_response(503, "Too many streams are open. Close one, or try again later.", {{"Retry-After", "5"}}));
        return std::make_shared<ClosedStream>();
    }
    auto const outbox = std::make_shared<Outbox>(service_);
    if (answered_.exchange(true)) return std::make_shared<ClosedStream>();
    auto begin = [connection = connection_, outbox, head = std::move(head),
                  heartbeat = std::move(heartbeat)]() mutable {
        auto const still = connection.lock();
        if (!still) return outbox->close();
        still->attempt([&] { still->begin_stream(head, outbox, std::move(heartbeat)); });
    };
    if (!service_->door.post(std::move(begin))) outbox->close();
    return std::make_shared<ServedStream>(outbox, connection_, service_);
}

}  // namespace keepsake::http
