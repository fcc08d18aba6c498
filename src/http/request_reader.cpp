#include "http/request_reader.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace keepsake::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;

/// Of a chunked body. Beast asserts that it sees no less at once; anything shorter goes on anyway.
constexpr std::string_view shortest_end = "0\r\n\r\n";

RequestReader::Fault too_long_header() {
    return {431, "The header of the request is too long. Send fewer or shorter fields."};
}

RequestReader::Fault too_long_body() { return {413, "The body of the request is too long. Send it in parts."}; }

RequestReader::Fault fault_of(beast::error_code const& error) {
    if (error == beast::http::error::header_limit) return too_long_header();
    return {400, "This is no request of HTTP/1.1 or HTTP/1.0: " + error.message() + "."};
}

}  // namespace

class RequestReader::Parser final : public beast::http::basic_parser<true> {
public:
    Parser(std::size_t most_header_bytes, std::size_t most_body_bytes)
        : most_header_bytes_(most_header_bytes), most_body_bytes_(most_body_bytes) {
        header_limit(static_cast<std::uint32_t>(most_header_bytes));
        body_limit(boost::none);
    }

    Progress read(std::string_view& input) {
        while (!input.empty()) {
            bool const in_header = !is_header_done();
            if (!in_header && chunked() && input.size() < shortest_end.size()) return Progress::needs_more;
            beast::error_code error;
            auto const size = put({input.data(), input.size()}, error);
            input.remove_prefix(size);
            bool const more = error == beast::http::error::need_more;
            if (error && !more) return fail(fault_ ? *fault_ : fault_of(error));
            if (in_header && is_too_long(size, input.size())) return fail(too_long_header());
            if (more) return Progress::needs_more;
            // A request without a body is complete with its header, and that is said first.
            if (in_header && is_header_done()) return Progress::has_header;
            if (is_done()) return finish();
        }
        return Progress::needs_more;
    }
    Progress finish() {
        request_.body = std::move(body_);
        return Progress::complete;
    }

    std::optional<Fault> fault_;
    Request request_;
    std::string body_;
    int version_ = 11;
    std::size_t body_size_ = 0;
    std::size_t const most_header_bytes_;
    std::size_t const most_body_bytes_;

private:
    using string_view = beast::string_view;
    using error_code = beast::error_code;

    Progress fail(Fault fault) {
        fault_ = std::move(fault);
        return Progress::failed;
    }
    /// Beast counts only what it has not yet taken.
    bool is_too_long(std::size_t taken, std::size_t left) {
        header_size_ += taken;
        return header_size_ + (is_header_done() ? 0 : left) > most_header_bytes_;
    }
    void refuse(int status, std::string message, error_code& error) {
        fault_ = Fault{status, std::move(message)};
        error = beast::http::error::bad_value;
    }

    void on_request_impl(beast::http::verb, string_view method, string_view target, int version,
                         error_code& error) override {
        version_ = version;
        request_.method = method;
        auto const path = origin_form({target.data(), target.size()});
        auto read = read_target(path);
        if (!read)
            return refuse(400, "The target of the request is no path. Ask for one such as /name?key=value.", error);
        request_.target = std::move(*read);
    }

    /// The path of "http://host/path" (RFC 9112, 3.2.2); the host there counts more than the field.
    std::string_view origin_form(std::string_view target) {
        constexpr std::string_view scheme = "http://";
        if (!target.starts_with(scheme)) return target;
        target.remove_prefix(scheme.size());
        auto const end = std::min(target.find_first_of("/?"), target.size());
        named_host_ = target.substr(0, end);
        request_.headers.add("Host", *named_host_);
        target.remove_prefix(end);
        return target.empty() ? "/" : target;
    }

    void on_field_impl(field name, string_view name_text, string_view value, error_code& error) override {
        // What comes behind the body was not seen by those who decided about the header.
        if (is_header_done()) return;
        if (name == field::host) {
            if (++hosts_ > 1) return refuse(400, "The request has more than one Host header.", error);
            if (named_host_) return;
        }
        if (name == field::content_length && (++lengths_ > 1 || value.find(',') != string_view::npos)) {
            return refuse(400, "The request has more than one Content-Length.", error);
        }
        if (name == field::transfer_encoding) {
            if (version_ == 10) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding.", error);
            if (!beast::iequals(value, "chunked")) {
                return refuse(501, "This server takes no Transfer-Encoding but chunked.", error);
            }
        }
        request_.headers.add(name_text, value);
    }

    void on_header_impl(error_code& error) override {
        if (version_ == 11 && hosts_ == 0) refuse(400, "The request has no Host header (RFC 9112, 3.2).", error);
    }

    std::size_t on_body_impl(string_view piece, error_code&) override { return take(piece); }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) override { return take(piece); }
    std::size_t take(string_view piece) {
        body_.append(piece.data(), piece.size());
        body_size_ = body_.size();
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override {
        if (size <= most_body_bytes_ - body_.size()) return;
        fault_ = too_long_body();
        error = beast::http::error::body_limit;
    }

    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    void on_finish_impl(error_code&) override {}
    void on_response_impl(int, string_view, int, error_code&) override {}

    std::optional<std::string> named_host_;
    std::size_t header_size_ = 0;
    int hosts_ = 0;
    int lengths_ = 0;
};

RequestReader::RequestReader(std::size_t header_bytes, std::size_t body_bytes)
    : parser_(std::make_unique<Parser>(header_bytes, body_bytes)) {}

RequestReader::~RequestReader() = default;

RequestReader::Progress RequestReader::read(std::string_view& input) {
    if (parser_->is_done()) return parser_->finish();
    return parser_->read(input);
}

RequestReader::Fault const& RequestReader::fault() const { return *parser_->fault_; }

Request& RequestReader::request() { return parser_->request_; }

bool RequestReader::has_whole_header() const { return parser_->is_header_done(); }

bool RequestReader::has_body() const { return parser_->chunked() || parser_->content_length().value_or(0) > 0; }

bool RequestReader::has_too_long_body() const {
    return parser_->content_length().value_or(0) > parser_->most_body_bytes_;
}

bool RequestReader::is_http_1_0() const { return parser_->version_ == 10; }

bool RequestReader::keeps_alive() const { return parser_->keep_alive(); }

std::size_t RequestReader::body_bytes() const { return parser_->body_size_; }

}  // namespace keepsake::http
