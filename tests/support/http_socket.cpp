#include "support/http_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace keepsake::testing {
namespace {

constexpr int patience_ms = 30'000;

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

std::string lower_case(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string quoted(std::string const& bytes) { return "\"" + bytes.substr(0, 1000) + "\""; }

}  // namespace

HttpSocket::HttpSocket() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (!socket_.open()) fail("socket");
    int const on = 1;
    ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void HttpSocket::keep_little() {
    int const size = 4096;
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

void HttpSocket::connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) fail("connect");
}

bool HttpSocket::try_send(std::string_view bytes) const {
    while (!bytes.empty()) {
        auto const sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::size_t HttpSocket::send_at_once(std::string_view bytes) const {
    auto const sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

void HttpSocket::send(std::string_view bytes) const {
    if (!try_send(bytes)) fail("send");
}

bool HttpSocket::has_received_something() const {
    pollfd now{socket_.number(), POLLIN, 0};
    return !received_.empty() || ::poll(&now, 1, 0) > 0;
}

void HttpSocket::end_sending() const { ::shutdown(socket_.number(), SHUT_WR); }

void HttpSocket::reset() {
    linger const at_once{1, 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    socket_.close();
}

bool HttpSocket::receive() {
    pollfd waiting{socket_.number(), POLLIN, 0};
    if (::poll(&waiting, 1, patience_ms) == 0) throw std::runtime_error("nothing came after " + quoted(received_));
    std::array<char, 64u << 10> piece;
    auto const size = ::recv(socket_.number(), piece.data(), piece.size(), 0);
    if (size <= 0) return false;
    received_.append(piece.data(), static_cast<std::size_t>(size));
    return true;
}

std::string HttpSocket::read_until(std::string_view mark) {
    std::size_t end = 0;
    while ((end = received_.find(mark)) == std::string::npos) {
        if (!receive()) throw std::runtime_error("the connection ended after " + quoted(received_));
    }
    return read_bytes(end + mark.size());
}

std::string HttpSocket::read_bytes(std::size_t count) {
    while (received_.size() < count) {
        if (!receive()) throw std::runtime_error("the connection ended after " + std::to_string(received_.size()));
    }
    auto bytes = received_.substr(0, count);
    received_.erase(0, count);
    return bytes;
}

std::string HttpSocket::read_to_end() {
    while (receive()) continue;
    return std::exchange(received_, {});
}

ReceivedAnswer HttpSocket::read_head() {
    auto const line = read_until("\r\n");
    ReceivedAnswer answer;
    answer.version = line.substr(0, 8);
    answer.status = std::stoi(line.substr(9, 3));
    for (auto field = read_until("\r\n"); field != "\r\n"; field = read_until("\r\n")) {
        auto const colon = field.find(": ");
        answer.headers[lower_case(field.substr(0, colon))] = field.substr(colon + 2, field.size() - colon - 4);
    }
    return answer;
}

std::string HttpSocket::read_chunk() {
    auto const size = std::stoul(read_until("\r\n"), nullptr, 16);
    auto chunk = read_bytes(size);
    if (read_bytes(2) != "\r\n") throw std::runtime_error("a chunk does not end where it should");
    return chunk;
}

ReceivedAnswer HttpSocket::read_answer() {
    auto answer = read_head();
    if (answer.headers.contains("content-length")) {
        answer.body = read_bytes(std::stoul(answer.header("content-length")));
    } else if (answer.header("transfer-encoding") == "chunked") {
        for (auto chunk = read_chunk(); !chunk.empty(); chunk = read_chunk()) answer.body += chunk;
    } else if (answer.status != 204) {
        answer.body = read_to_end();
    }
    return answer;
}

std::string get_request(std::string const& path, std::string const& lines) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
}

std::string post_request(std::string const& path, std::string const& body, std::string const& lines) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           lines + "\r\n" + body;
}

}  // namespace keepsake::testing
