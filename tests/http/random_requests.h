#pragma once

#include <random>
#include <string>
#include <vector>

namespace keepsake::testing {

/// Requests that are right, and what becomes of them when bytes are lost, doubled, changed and mixed. The same for the same
/// seed.
class RandomRequests {
public:
    explicit RandomRequests(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
    bool one_in(std::size_t count) { return below(count) == 0; }

    std::string right() {
        static std::vector<std::string> const targets = {"/echo",   "/echo?a=b%20c", "//echo/",
                                                         "/stream", "/nowhere",      "http://localhost/echo"};
        bool const old = one_in(5);
        auto const head = " " + targets[below(targets.size())] + (old ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n") +
                          "Host: localhost\r\n" + some_fields();
        if (one_in(3)) return "GET" + head + "\r\n";
        auto const body = bytes(below(300));
        if (old || one_in(2))
            return "POST" + head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        return "POST" + head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(body);
    }

    /// One or several requests, mostly with something wrong.
    std::string damaged() {
        if (one_in(50)) return bytes(below(2000));
        auto text = right();
        while (one_in(3)) text += right();
        for (auto more = below(5); more > 0; --more) damage(text);
        return text;
    }

private:
    std::string bytes(std::size_t count) {
        std::string text;
        for (; count > 0; --count) text += static_cast<char>(one_in(2) ? 'a' + below(26) : below(256));
        return text;
    }
    std::string chunked(std::string const& body) {
        std::string text;
        for (std::size_t at = 0; at < body.size();) {
            auto const size = std::min(1 + below(100), body.size() - at);
            char digits[20];
            std::snprintf(digits, sizeof digits, "%zx", size);
            text += digits + std::string(one_in(5) ? ";name=\"value\"\r\n" : "\r\n") + body.substr(at, size) + "\r\n";
            at += size;
        }
        return text + (one_in(5) ? "0\r\nTrailer: value\r\n\r\n" : "0\r\n\r\n");
    }
    std::string some_fields() {
        static std::vector<std::string> const fields = {"Accept: */*\r\n",
                                                        "Connection: close\r\n",
                                                        "Connection: keep-alive\r\n",
                                                        "Expect: 100-continue\r\n",
                                                        "Origin: http://localhost\r\n",
                                                        "X-Folded: a\r\n b\r\n",
                                                        "Empty:\r\n"};
        std::string text;
        while (one_in(2)) text += fields[below(fields.size())];
        return text;
    }
    void damage(std::string& text) {
        static std::vector<std::string> const tokens = {"\r\n",
                                                        "\r",
                                                        "\n",
                                                        "\r\n\r\n",
                                                        ":",
                                                        " ",
                                                        std::string(1, '\0'),
                                                        "%00",
                                                        "0",
                                                        "ffffffffffffffff",
                                                        "chunked",
                                                        "Content-Length: 7\r\n",
                                                        "Transfer-Encoding: chunked\r\n",
                                                        "Host: evil.com\r\n",
                                                        "HTTP/1.1",
                                                        ";",
                                                        "\xff"};
        auto const at = below(text.size() + 1);
        auto const length = below(std::min<std::size_t>(text.size() - at, 40) + 1);
        switch (below(6)) {
            case 0: text.erase(at, length); break;
            case 1: text.insert(at, text.substr(below(text.size() + 1), 40)); break;
            case 2: text.insert(at, tokens[below(tokens.size())]); break;
            case 3: text.replace(at, length, bytes(length)); break;
            case 4: text.resize(at); break;
            default:
                if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        }
    }

    std::mt19937 random_;
};

}  // namespace keepsake::testing
