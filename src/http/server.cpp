#include "http/server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>

#include "http/connection.h"
#include "http/service.h"

namespace keepsake::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// After an accept that failed, such as for want of descriptors.
constexpr std::chrono::milliseconds accept_pause{50};

core::Error cannot_listen(std::string const& host, std::uint16_t port, boost::system::error_code const& error) {
    return {core::ErrorKind::unavailable, "Cannot listen on " + host + ", port " + std::to_string(port) + ": " +
                                              error.message() +
                                              ". Choose another address or port, or end what has it."};
}

}  // namespace

class Server::Running : public std::enable_shared_from_this<Server::Running> {
public:
    Running(asio::io_context& io, std::shared_ptr<Service> service) : io_(io), service_(std::move(service)) {}

    core::Result<std::uint16_t> listen(ListenAddress const& address);
    void stop();
    void close();
    std::size_t connections() const { return service_->connections.count(); }

private:
    struct Listener {
        explicit Listener(asio::io_context& io) : acceptor(io), pause(io) {}
        tcp::acceptor acceptor;
        asio::steady_timer pause;
    };

    core::Result<std::uint16_t> listen_on_both(std::uint16_t port);
    boost::system::error_code open(tcp::endpoint endpoint, std::uint16_t& port);
    void accept(Listener& listener);
    void accepted(Listener& listener, boost::system::error_code const& error, tcp::socket socket);
    void pause(Listener& listener);
    void take(tcp::socket socket);

    asio::io_context& io_;
    std::shared_ptr<Service> const service_;
    std::list<Listener> listeners_;
};

core::Result<std::uint16_t> Server::Running::listen(ListenAddress const& address) {
    if (address.host == "localhost") return listen_on_both(address.port);
    boost::system::error_code error;
    auto const where = asio::ip::make_address(address.host, error);
    auto port = address.port;
    if (!error) error = open({where, port}, port);
    if (error) return cannot_listen(address.host, address.port, error);
    return port;
}

core::Result<std::uint16_t> Server::Running::listen_on_both(std::uint16_t port) {
    bool const any_port = port == 0;
    for (int tries_left = any_port ? 16 : 1;; --tries_left) {
        std::uint16_t chosen = port;
        if (auto const error = open({asio::ip::address_v4::loopback(), port}, chosen)) {
            return cannot_listen("127.0.0.1", port, error);
        }
        auto const error = open({asio::ip::address_v6::loopback(), chosen}, chosen);
        // There are machines without IPv6.
        if (error != asio::error::address_in_use && error != asio::error::access_denied) return chosen;
        // Who has the other address would get half of our clients.
        listeners_.pop_back();
        if (tries_left == 1) return cannot_listen("::1", chosen, error);
    }
}

boost::system::error_code Server::Running::open(tcp::endpoint endpoint, std::uint16_t& port) {
    auto& listener = listeners_.emplace_back(io_);
    boost::system::error_code error;
    auto const then = [&](auto step) {
        if (!error) step();
    };
    auto& acceptor = listener.acceptor;
    acceptor.open(endpoint.protocol(), error);
    then([&] { acceptor.set_option(tcp::acceptor::reuse_address(true), error); });
    then([&] {
        if (endpoint.address().is_v6())
            acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
    });
    then([&] { acceptor.bind(endpoint, error); });
    then([&] { acceptor.listen(tcp::acceptor::max_listen_connections, error); });
    if (error) {
        listeners_.pop_back();
        return error;
    }
    port = acceptor.local_endpoint().port();
    accept(listener);
    return error;
}

void Server::Running::accept(Listener& listener) {
    listener.acceptor.async_accept([self = shared_from_this(), &listener](auto const& error, tcp::socket socket) {
        self->accepted(listener, error, std::move(socket));
    });
}

void Server::Running::accepted(Listener& listener, boost::system::error_code const& error, tcp::socket socket) {
    // Looked at first: a listener that was given up is gone.
    if (error == asio::error::operation_aborted || !listener.acceptor.is_open()) return;
    if (error && error != asio::error::connection_aborted) return pause(listener);
    if (!error) take(std::move(socket));
    accept(listener);
}

void Server::Running::pause(Listener& listener) {
    service_->connections.cut_longest_idle();
    listener.pause.expires_after(accept_pause);
    listener.pause.async_wait([self = shared_from_this(), &listener](auto const& cancelled) {
        if (!cancelled && listener.acceptor.is_open()) self->accept(listener);
    });
}

void Server::Running::take(tcp::socket socket) {
    auto& connections = service_->connections;
    bool const full = connections.count() >= service_->limits.connections && !connections.cut_longest_idle();
    auto const connection = std::make_shared<Connection>(std::move(socket), service_);
    connections.add(connection);
    connection->attempt([&] { full ? connection->turn_away() : connection->start(); });
}

void Server::Running::stop() {
    service_->stopping = true;
    for (auto& listener : listeners_) {
        boost::system::error_code ignored;
        listener.acceptor.close(ignored);
        listener.pause.cancel();
    }
    for (auto const& connection : service_->connections.all()) connection->finish();
}

void Server::Running::close() {
    stop();
    for (auto const& connection : service_->connections.all()) connection->cut();
    service_->door.shut();
}

Server::Server(asio::io_context& io, Guard guard, Handler handler, Limits limits)
    : running_(
          std::make_shared<Running>(io, std::make_shared<Service>(io, std::move(guard), std::move(handler), limits))) {}

Server::~Server() { running_->close(); }

core::Result<std::uint16_t> Server::listen(ListenAddress const& address) { return running_->listen(address); }

void Server::stop() { running_->stop(); }

void Server::close() { running_->close(); }

std::size_t Server::connections() const { return running_->connections(); }

}  // namespace keepsake::http
