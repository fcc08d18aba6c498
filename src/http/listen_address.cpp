#include "http/listen_address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace keepsake::http {
namespace {

core::Error bad_address(std::string const& text, std::string const& what) {
    return {core::ErrorKind::bad_argument, "Cannot listen on \"" + text + "\": " + what +
                                               " Write an address and a port, such as 127.0.0.1:8765, [::1]:8765, "
                                               "localhost:8765 or 0.0.0.0:8765."};
}

bool is_address(std::string const& host) {
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    return !error;
}

}  // namespace

bool ListenAddress::is_loopback() const {
    if (host == "localhost") return true;
    boost::system::error_code error;
    auto const address = boost::asio::ip::make_address(host, error);
    return !error && address.is_loopback();
}

core::Result<ListenAddress> read_listen_address(std::string const& text) {
    auto const colon = text.rfind(':');
    if (colon == std::string::npos) return bad_address(text, "there is no port.");
    ListenAddress address;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc() || stop != end) return bad_address(text, "the port is no number from 0 to 65535.");

    address.host = text.substr(0, colon);
    bool const bracketed = address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']';
    if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);
    bool const has_colon = address.host.find(':') != std::string::npos;
    if (bracketed != has_colon) return bad_address(text, "an IPv6 address, and nothing else, stands in brackets.");
    if (address.host != "localhost" && !is_address(address.host)) {
        return bad_address(text, "\"" + address.host + "\" is no address of this machine's.");
    }
    return address;
}

}  // namespace keepsake::http
