#pragma once

#include <memory>
#include <string>

#include "http/message.h"

namespace keepsake::http {

/// Reads one request out of bytes as they come (RFC 9112). What could be read in two ways is refused.
class RequestReader {
public:
    enum class Progress { needs_more, has_header, complete, failed };
    struct Fault {
        int status = 400;
        std::string message;
    };

    RequestReader(std::size_t header_bytes, std::size_t body_bytes);
    RequestReader(RequestReader const&) = delete;
    RequestReader& operator=(RequestReader const&) = delete;
    ~RequestReader();

    /// Takes what it has read off the front of `input`. `has_header` is said once, before any of the body is read;
    /// after `complete` and `failed` nothing more is.
    Progress read(std::string_view& input);
    /// Why it has failed.
    Fault const& fault() const;

    /// Without a body until all of it has been read.
    Request& request();
    // From `has_header` on:
    bool has_whole_header() const;
    bool has_body() const;
    bool has_too_long_body() const;  ///< as announced
    bool is_http_1_0() const;
    bool keeps_alive() const;
    std::size_t body_bytes() const;  ///< read so far

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace keepsake::http
