#include "http/connection.h"

#include <spdlog/spdlog.h>

#include "http/served_exchange.h"

namespace keepsake::http {
namespace {

/// How long an answered client may take to read its answer and close (RFC 9112, 9.6).
constexpr std::chrono::milliseconds leave_time{2'000};

Response too_late(std::string const& what) {
    return error_response(408, what + " did not come in time. Send the request again.");
}

Response too_busy(std::string const& why) {
    return error_response(503, why + " Try again later.", {{"Retry-After", "5"}});
}

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

Connection::Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<Service> service)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      service_(std::move(service)),
      limits_(service_->limits),
      answer_(service_) {
    boost::system::error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

void Connection::start() {
    receive();
    watch();
}

void Connection::turn_away() {
    refuse_last(too_busy("Too many connections are open."));
    start();
}

void Connection::finish() {
    last_ = true;
    if (phase_ == Phase::waiting || phase_ == Phase::header) cut();
}

void Connection::cut() {
    if (phase_ == Phase::gone) return;
    auto const self = shared_from_this();
    phase_ = Phase::gone;
    boost::system::error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    service_->bodies.give_back(std::exchange(body_taken_, 0));
    answer_.drop();
    service_->connections.remove(*this);
    announce_departure();
}

void Connection::report(std::exception const& failure) {
    spdlog::error("an HTTP connection failed: {}", failure.what());
}

void Connection::announce_departure() {
    try {
        if (departure_) departure_->announce();
    } catch (std::exception const& failure) {
        report(failure);
    }
}

// Reading

void Connection::receive() {
    bool const full = unread() >= limits_.header_bytes + piece_.size();
    if (receiving_ || input_ended_ || phase_ == Phase::gone || full) return;
    receiving_ = true;
    socket_.async_read_some(boost::asio::buffer(piece_), [self = shared_from_this()](auto const& error, auto size) {
        self->attempt([&] { self->received(error, size); });
    });
}

void Connection::received(boost::system::error_code const& error, std::size_t size) {
    receiving_ = false;
    if (phase_ == Phase::gone) return;
    if (error == boost::asio::error::eof) return end_input();
    if (error) return cut();
    if (phase_ != Phase::leaving) {
        input_.erase(0, std::exchange(read_, 0));
        input_.append(piece_.data(), size);
    }
    if (phase_ == Phase::body) since_ = Clock::now();
    advance();
}

void Connection::end_input() {
    input_ended_ = true;
    if (phase_ != Phase::answering || answer_.is_stream()) return cut();
    // Who has only ended its own side still gets its answer, unless the place is needed.
    service_->connections.mark_idle(*this);
    announce_departure();
}

void Connection::advance() {
    while (step()) continue;
    if (phase_ == Phase::gone) return;
    if (input_ended_ && phase_ != Phase::answering) return cut();
    receive();
    watch();
}

/// Whether there may be more to do.
bool Connection::step() {
    if (phase_ == Phase::waiting) return begin_request();
    if (phase_ == Phase::header || phase_ == Phase::body) return read_request();
    return false;
}

bool Connection::begin_request() {
    // Empty lines before a request are passed over (RFC 9112, 2.2).
    while (input_.compare(read_, 2, "\r\n") == 0) read_ += 2;
    if (unread() == 0 || input_.compare(read_, std::string::npos, "\r") == 0) return false;
    reader_.emplace(limits_.header_bytes, limits_.body_bytes);
    sharing_ = {};
    http_1_0_ = false;
    head_only_ = false;
    enter(Phase::header);
    return true;
}

bool Connection::read_request() {
    auto rest = std::string_view(input_).substr(read_);
    auto const progress = reader_->read(rest);
    read_ = input_.size() - rest.size();
    if (!count_body()) return refuse_last(too_busy("The server is reading too much at once."));
    switch (progress) {
        case RequestReader::Progress::has_header: return judge_header();
        case RequestReader::Progress::complete: return hand_over();
        case RequestReader::Progress::failed: break;
        case RequestReader::Progress::needs_more:
            if (unread() < limits_.header_bytes + piece_.size()) return false;
            return refuse_last(error_response(400, "A line of the request's body is too long."));
    }
    return refuse_last(error_response(reader_->fault().status, reader_->fault().message));
}

bool Connection::count_body() {
    auto const more = reader_->body_bytes() - body_taken_;
    if (!service_->bodies.take(more)) return false;
    body_taken_ += more;
    return true;
}

bool Connection::judge_header() {
    auto const& request = reader_->request();
    http_1_0_ = reader_->is_http_1_0();
    head_only_ = request.method == "HEAD";
    last_ = last_ || !reader_->keeps_alive();
    sharing_ = service_->guard.sharing(request);
    auto refusal = service_->guard.refusal(request);
    if (!refusal) refusal = objection();
    if (refusal) service_->refusals.note(request, *refusal);
    if (refusal && reader_->has_body()) return refuse_last(std::move(*refusal));
    enter(refusal ? Phase::answering : Phase::body);
    if (refusal) answer(std::move(*refusal));
    return true;
}

std::optional<Response> Connection::objection() {
    if (reader_->has_too_long_body())
        return error_response(413, "The body of the request is too long. Send it in parts.");
    auto const expected = reader_->request().headers.find("Expect");
    if (!expected || http_1_0_) return std::nullopt;
    if (*expected != "100-continue") return error_response(417, "This server expects nothing but 100-continue.");
    if (reader_->has_body() && unread() == 0) {
        answer_.add_framing("HTTP/1.1 100 Continue\r\n\r\n");
        send();
    }
    return std::nullopt;
}

bool Connection::hand_over() {
    enter(Phase::answering);
    departure_ = std::make_shared<Departure>();
    auto exchange = std::make_shared<ServedExchange>(std::move(reader_->request()), weak_from_this(), service_,
                                                     departure_, std::exchange(body_taken_, 0));
    reader_.reset();
    if (input_ended_) end_input();
    try {
        service_->handler(std::move(exchange));
    } catch (std::exception const& failure) {
        spdlog::error("a request was not answered: {}", failure.what());
    }
    return true;
}

bool Connection::refuse_last(Response response) {
    last_ = true;
    enter(Phase::answering);
    answer(std::move(response));
    return true;
}

// Answering

void Connection::answer(Response response) {
    if (phase_ != Phase::answering) return;
    bool const bodiless = has_no_body(response.status);
    bool const sends_body = !bodiless && !head_only_;
    if (sends_body && !service_->backlogs.has_room(response.body.size())) {
        response = too_busy("Too many answers wait for their readers.");
    }
    begin_answer(response, {bodiless ? Framing::Body::none : Framing::Body::counted, response.body.size()});
    answer_.add_rest(sends_body ? std::move(response.body) : "");
    // Who takes its answer as slowly as it may must not keep others out.
    service_->connections.mark_idle(*this);
    send();
}

void Connection::begin_stream(Response const& head, std::shared_ptr<Outbox> outbox, std::string heartbeat) {
    if (phase_ != Phase::answering || input_ended_) {
        outbox->close();
        return cut();
    }
    heartbeat_ = std::move(heartbeat);
    last_ = last_ || http_1_0_;
    begin_answer(head, {http_1_0_ ? Framing::Body::until_close : Framing::Body::chunked});
    if (head_only_) outbox->close();
    answer_.follow(std::move(outbox), !http_1_0_ && !head_only_);
    send_stream();
}

void Connection::begin_answer(Response const& head, Framing framing) {
    last_ = last_ || service_->stopping;
    framing.last = last_;
    framing.http_1_0 = http_1_0_;
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    answer_.add_framing(head_text(head, sharing_, framing, now));
}

void Connection::send_stream() {
    if (answer_.has_overflown()) return cut();
    if (!sending_) answer_.fetch();
    send();
}

void Connection::send() {
    if (sending_ || phase_ == Phase::gone) return;
    if (!answer_.has_bytes()) {
        if (answer_.is_whole()) complete_answer();
        return;
    }
    sending_ = true;
    sent_at_ = Clock::now();
    socket_.async_write_some(answer_.buffers(), [self = shared_from_this()](auto const& error, auto size) {
        self->attempt([&] { self->sent(error, size); });
    });
    watch();
}

void Connection::sent(boost::system::error_code const& error, std::size_t size) {
    sending_ = false;
    if (phase_ == Phase::gone) return;
    if (error) return cut();
    answer_.sent(size);
    if (answer_.has_bytes()) return send();
    send_stream();
    watch();
}

void Connection::complete_answer() {
    if (departure_) departure_->settle();
    departure_.reset();
    answer_.drop();
    reader_.reset();
    // Who is only kept keeps little: mostly there is nothing left here.
    input_ = input_.substr(std::exchange(read_, 0));
    if (last_ || service_->stopping) return leave();
    enter(Phase::waiting);
    advance();
}

void Connection::leave() {
    service_->bodies.give_back(std::exchange(body_taken_, 0));
    if (input_ended_) return cut();
    boost::system::error_code ignored;
    socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    enter(Phase::leaving);
    input_ = {};
    read_ = 0;
    receive();
    watch();
}

// Time

void Connection::enter(Phase phase) {
    phase_ = phase;
    since_ = Clock::now();
    // Who sends a request as slowly as it may must not keep others out either.
    phase == Phase::answering ? service_->connections.mark_busy(*this) : service_->connections.mark_idle(*this);
}

std::optional<Connection::Clock::time_point> Connection::phase_due() const {
    switch (phase_) {
        case Phase::waiting: return since_ + limits_.idle_time;
        case Phase::header: return since_ + limits_.header_time;
        case Phase::body: return since_ + limits_.read_pause;
        case Phase::leaving: return since_ + leave_time;
        case Phase::answering:
            if (answer_.is_stream() && !sending_ && !heartbeat_.empty()) return sent_at_ + limits_.heartbeat;
            return std::nullopt;
        case Phase::gone: break;
    }
    return std::nullopt;
}

std::optional<Connection::Clock::time_point> Connection::due() const {
    auto due = phase_due();
    if (sending_ && (!due || sent_at_ + limits_.write_pause < *due)) due = sent_at_ + limits_.write_pause;
    return due;
}

void Connection::watch() {
    auto const next = due();
    // An alarm that rings too early is set again then; that is cheaper than to move it with each piece.
    if (phase_ == Phase::gone || !next || (alarm_ && *alarm_ <= *next)) return;
    alarm_ = next;
    timer_.expires_at(*next);
    timer_.async_wait([self = shared_from_this()](auto const& cancelled) {
        if (!cancelled) self->attempt([&] { self->look_at_clock(); });
    });
}

void Connection::look_at_clock() {
    alarm_.reset();
    auto const next = due();
    if (next && *next <= Clock::now()) be_late();
    watch();
}

void Connection::be_late() {
    if (sending_ && sent_at_ + limits_.write_pause <= Clock::now()) return cut();
    switch (phase_) {
        case Phase::header: refuse_last(too_late("The rest of the header")); break;
        case Phase::body: refuse_last(too_late("The rest of the body")); break;
        case Phase::answering:
            answer_.add_heartbeat(heartbeat_);
            send();
            break;
        default: cut();
    }
}

}  // namespace keepsake::http
