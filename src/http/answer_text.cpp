#include "http/answer_text.h"

#include <algorithm>
#include <array>

namespace keepsake::http {
namespace {

std::string_view reason(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "";
    }
}

std::string two_digits(unsigned number) {
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string date_text(std::chrono::sys_seconds time) {
    static constexpr std::array<char const*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<char const*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const clock(time - day);
    auto const two = [](auto duration) { return two_digits(static_cast<unsigned>(duration.count())); };
    return std::string(days[std::chrono::weekday(day).c_encoding()]) + ", " +
           two_digits(static_cast<unsigned>(date.day())) + " " + months[static_cast<unsigned>(date.month()) - 1] + " " +
           std::to_string(static_cast<int>(date.year())) + " " + two(clock.hours()) + ":" + two(clock.minutes()) + ":" +
           two(clock.seconds()) + " GMT";
}

bool belongs_to_framing(std::string name) {
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name == "content-length" || name == "transfer-encoding" || name == "connection" || name == "date";
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
    text.append(name).append(": ");
    for (char const c : value) text += (c >= 0 && c < ' ' && c != '\t') || c == '\x7f' ? ' ' : c;
    text += "\r\n";
}

void append_fields(std::string& text, Headers const& headers) {
    for (auto const& [name, value] : headers.fields()) {
        if (!belongs_to_framing(name)) append_field(text, name, value);
    }
}

}  // namespace

std::string head_text(Response const& response, Headers const& sharing, Framing const& framing,
                      std::chrono::sys_seconds now) {
    // A reader of HTTP/1.0 understands this version too (RFC 9110, 2.5).
    auto text = "HTTP/1.1 " + std::to_string(response.status) + " ";
    text.append(reason(response.status)).append("\r\n");
    append_field(text, "Date", date_text(now));
    append_fields(text, response.headers);
    append_fields(text, sharing);
    if (framing.body == Framing::Body::counted) append_field(text, "Content-Length", std::to_string(framing.length));
    if (framing.body == Framing::Body::chunked) append_field(text, "Transfer-Encoding", "chunked");
    if (framing.last) append_field(text, "Connection", "close");
    if (!framing.last && framing.http_1_0) append_field(text, "Connection", "keep-alive");
    return text + "\r\n";
}

std::string chunk_begin(std::size_t size) {
    std::string digits;
    for (; size > 0 || digits.empty(); size /= 16) digits += "0123456789abcdef"[size % 16];
    std::reverse(digits.begin(), digits.end());
    return digits + "\r\n";
}

}  // namespace keepsake::http
