#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "http/answer_text.h"
#include "http/departure.h"
#include "http/outbox.h"
#include "http/outgoing_answer.h"
#include "http/request_reader.h"
#include "http/service.h"

namespace keepsake::http {

/// One client: reads a request, has it answered, reads the next. It goes on reading meanwhile, so that the client's end is
/// seen at once. On the server's thread; kept alive by OpenConnections until it is cut, and by pending I/O.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<Service> service);

    void start();
    /// Answers 503 without having read anything.
    void turn_away();
    /// The last answer is the one that is under way; without one it ends at once.
    void finish();
    void cut();

    /// What an exchange was answered.
    void answer(Response response);
    void begin_stream(Response const& head, std::shared_ptr<Outbox> outbox, std::string heartbeat);
    /// Something may have come into the outbox.
    void send_stream();

    /// What fails ends this connection and nothing else.
    template <typename Step>
    void attempt(Step step) {
        try {
            step();
        } catch (std::exception const& failure) {
            report(failure);
            cut();
        }
    }

private:
    using Clock = std::chrono::steady_clock;
    enum class Phase { waiting, header, body, answering, leaving, gone };

    void receive();
    void received(boost::system::error_code const& error, std::size_t size);
    void end_input();
    void advance();
    bool step();
    bool begin_request();
    bool read_request();
    bool count_body();
    bool judge_header();
    std::optional<Response> objection();
    bool hand_over();
    bool refuse_last(Response response);
    void announce_departure();
    static void report(std::exception const& failure);

    void begin_answer(Response const& head, Framing framing);
    void send();
    void sent(boost::system::error_code const& error, std::size_t size);
    void complete_answer();
    void leave();

    void enter(Phase phase);
    std::optional<Clock::time_point> due() const;
    std::optional<Clock::time_point> phase_due() const;
    void watch();
    void look_at_clock();
    void be_late();
    std::size_t unread() const { return input_.size() - read_; }

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<Service> const service_;
    Limits const& limits_;

    Phase phase_ = Phase::waiting;
    Clock::time_point since_ = Clock::now();  ///< of the phase, or of the last piece of a body
    std::optional<Clock::time_point> alarm_;  ///< what the timer is set to

    std::array<char, 16u << 10> piece_;
    std::string input_;
    std::size_t read_ = 0;  ///< of the input, by the reader
    bool receiving_ = false;
    bool input_ended_ = false;

    // Of the request:
    std::optional<RequestReader> reader_;
    std::size_t body_taken_ = 0;  ///< from Service::bodies
    bool last_ = false;           ///< the connection ends after this answer
    bool http_1_0_ = false;
    bool head_only_ = false;
    Headers sharing_;

    // Of the answer:
    std::shared_ptr<Departure> departure_;
    OutgoingAnswer answer_;
    std::string heartbeat_;  ///< of a stream; empty: none
    bool sending_ = false;
    Clock::time_point sent_at_;
};

}  // namespace keepsake::http
