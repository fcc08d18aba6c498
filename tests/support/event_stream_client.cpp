#include "support/event_stream_client.h"

#include <sstream>
#include <stdexcept>

namespace keepsake::testing {
namespace {

/// Nothing for a block of comments.
std::optional<ReceivedEvent> read_event(std::string const& block) {
    ReceivedEvent event{"message", "", ""};
    bool any = false;
    std::istringstream lines(block);
    for (std::string line; std::getline(lines, line);) {
        auto const colon = line.find(": ");
        auto const field = line.substr(0, std::min(colon, line.find(':')));
        auto const value = colon == std::string::npos ? "" : line.substr(colon + 2);
        any = any || !field.empty();
        if (field == "event") event.name = value;
        if (field == "id") event.id = value;
        if (field == "data") event.data += (event.data.empty() ? "" : "\n") + value;
    }
    return any ? std::optional(event) : std::nullopt;
}

}  // namespace

EventStreamClient::EventStreamClient(std::uint16_t port, std::string const& request)
    : EventStreamClient([&] {
          HttpSocket socket(port);
          socket.send(request);
          return socket;
      }()) {}

EventStreamClient::EventStreamClient(HttpSocket socket) : socket_(std::move(socket)), head_(socket_.read_head()) {
    if (head_.header("transfer-encoding") != "chunked") {
        auto const size = head_.header("content-length");
        throw std::runtime_error("no stream, but " + std::to_string(head_.status) + " " +
                                 socket_.read_bytes(size.empty() ? 0 : std::stoul(size)));
    }
}

std::optional<ReceivedEvent> EventStreamClient::next() {
    while (auto const block = next_block()) {
        if (auto event = read_event(*block)) return event;
    }
    return std::nullopt;
}

nlohmann::json EventStreamClient::next_message() {
    while (auto const event = next()) {
        if (!event->data.empty()) return nlohmann::json::parse(event->data);
    }
    throw std::runtime_error("the stream has ended");
}

bool EventStreamClient::ends() {
    while (auto const event = next()) {
        if (!event->data.empty()) return false;
    }
    return true;
}

std::optional<std::string> EventStreamClient::next_block() {
    std::size_t end = 0;
    while ((end = received_.find("\n\n")) == std::string::npos) {
        auto const chunk = ended_ ? "" : socket_.read_chunk();
        if (chunk.empty()) {
            ended_ = true;
            return std::nullopt;
        }
        received_ += chunk;
    }
    auto block = received_.substr(0, end);
    received_.erase(0, end + 2);
    return block;
}

}  // namespace keepsake::testing
