#include "models/curl_http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>

#include "core/process.h"
#include "core/text/unicode.h"

namespace keepsake::models {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t most_idle_lanes = 8;
constexpr std::size_t most_headers = 200;
constexpr std::chrono::milliseconds longest_connect{10'000};

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// What libcurl's callbacks fill.
struct Reception {
    HttpAnswer answer;
    bool too_large = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* to) {
    auto& reception = *static_cast<Reception*>(to);
    auto& body = reception.answer.body;
    reception.too_large = size * count > HttpClient::largest_body - body.size();
    if (reception.too_large) return 0;
    body.append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
    auto& headers = static_cast<Reception*>(to)->answer.headers;
    std::string_view const line(data, size * count);
    auto const colon = line.find(':');
    if (line.starts_with("HTTP/")) headers.clear();  // the answer behind "100 Continue" and its like
    if (colon != std::string_view::npos && headers.size() < most_headers)
        headers[lower_case(line.substr(0, colon))] = core::trimmed(line.substr(colon + 1));
    return size * count;
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// A proxy for the outside world does not reach servers on this machine.
bool is_on_this_machine(std::string const& host) {
    return host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]");
}

std::optional<Error> unusable(HttpRequest const& request) {
    auto const scheme = lower_case(request.url.substr(0, 8));
    if ((!scheme.starts_with("http://") && scheme != "https://") || host_of(request.url).empty())
        return Error{ErrorKind::bad_argument, "The address does not start with http:// or https:// and a host."};
    for (auto const& [name, value] : request.headers) {
        if (has_control_character(name) || has_control_character(value))
            return Error{ErrorKind::bad_argument,
                         "The header " + name + " of the request holds a line break or another control character."};
    }
    return std::nullopt;
}

std::string shown(std::chrono::milliseconds time) {
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

Error stopped(HttpRequest const& request) {
    return {ErrorKind::unavailable, "The request to " + host_of(request.url) + " was stopped."};
}

/// `detail`: libcurl's own words, `system_error`: the errno of the last connect.
Error failure(CURLcode code, HttpRequest const& request, std::string const& detail, long system_error) {
    auto const host = host_of(request.url);
    auto const unavailable = [](std::string sentence) { return Error{ErrorKind::unavailable, std::move(sentence)}; };
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST: return unavailable("The host " + host + " was not found.");
        case CURLE_COULDNT_RESOLVE_PROXY: return unavailable("The proxy on the way to " + host + " was not found.");
        case CURLE_COULDNT_CONNECT:
            if (system_error == ECONNREFUSED) return unavailable(host + " refused the connection.");
            return unavailable("There is no way to " + host + " (" +
                               std::generic_category().message(static_cast<int>(system_error)) + ").");
        case CURLE_OPERATION_TIMEDOUT:
            return unavailable(host + " did not answer within " + shown(request.timeout) + ".");
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ISSUER_ERROR: return unavailable("No TLS connection to " + host + ": " + detail + ".");
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR: return unavailable(host + " broke off before its answer was complete.");
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY: return unavailable("What " + host + " answers is not HTTP.");
        case CURLE_URL_MALFORMAT: return {ErrorKind::bad_argument, "The address cannot be read as one."};
        default: return unavailable("The request to " + host + " failed: " + detail + ".");
    }
}

}  // namespace

/// libcurl's functions.
class CurlHttpClient::Library {
public:
    /// Null when the file cannot be loaded or is not libcurl.
    static std::unique_ptr<Library const> load(std::string const& file) {
        auto library = std::make_unique<Library>();
        try {
            library->find_all(core::SharedLibrary(file));
        } catch (std::runtime_error const&) {
            return nullptr;
        }
        if (library->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return nullptr;
        return library;
    }

    decltype(&curl_global_init) global_init = nullptr;
    decltype(&curl_slist_append) slist_append = nullptr;
    decltype(&curl_slist_free_all) slist_free_all = nullptr;
    decltype(&curl_easy_init) easy_init = nullptr;
    decltype(&curl_easy_reset) easy_reset = nullptr;
    decltype(&curl_easy_setopt) easy_setopt = nullptr;
    decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
    decltype(&curl_easy_strerror) easy_strerror = nullptr;
    decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
    decltype(&curl_multi_init) multi_init = nullptr;
    decltype(&curl_multi_add_handle) multi_add_handle = nullptr;
    decltype(&curl_multi_remove_handle) multi_remove_handle = nullptr;
    decltype(&curl_multi_perform) multi_perform = nullptr;
    decltype(&curl_multi_poll) multi_poll = nullptr;
    decltype(&curl_multi_wakeup) multi_wakeup = nullptr;
    decltype(&curl_multi_info_read) multi_info_read = nullptr;
    decltype(&curl_multi_cleanup) multi_cleanup = nullptr;

private:
    void find_all(core::SharedLibrary const& library) {
        auto const find = [&library](char const* name, auto& function) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(library.symbol(name));
        };
        find("curl_global_init", global_init);
        find("curl_slist_append", slist_append);
        find("curl_slist_free_all", slist_free_all);
        find("curl_easy_init", easy_init);
        find("curl_easy_reset", easy_reset);
        find("curl_easy_setopt", easy_setopt);
        find("curl_easy_getinfo", easy_getinfo);
        find("curl_easy_strerror", easy_strerror);
        find("curl_easy_cleanup", easy_cleanup);
        find("curl_multi_init", multi_init);
        find("curl_multi_add_handle", multi_add_handle);
        find("curl_multi_remove_handle", multi_remove_handle);
        find("curl_multi_perform", multi_perform);
        find("curl_multi_poll", multi_poll);
        find("curl_multi_wakeup", multi_wakeup);
        find("curl_multi_info_read", multi_info_read);
        find("curl_multi_cleanup", multi_cleanup);
    }
};

/// One exchange at a time, on connections of its own. For one thread at a time.
class CurlHttpClient::Lane {
public:
    explicit Lane(Library const& curl) : curl_(curl), multi_(curl.multi_init()), easy_(curl.easy_init()) {
        if (multi_ == nullptr || easy_ == nullptr) throw std::bad_alloc();
    }
    Lane(Lane const&) = delete;
    Lane& operator=(Lane const&) = delete;
    ~Lane() {
        curl_.easy_cleanup(easy_);
        curl_.multi_cleanup(multi_);
    }

    Result<HttpAnswer> run(HttpRequest const& request, std::stop_token const& stop) {
        Reception reception;
        char detail[CURL_ERROR_SIZE] = "";
        curl_slist* const headers = header_list(request);
        prepare(request, reception, headers, detail);
        auto const code = perform(stop);
        long system_error = 0;
        long status = 0;
        curl_.easy_getinfo(easy_, CURLINFO_OS_ERRNO, &system_error);
        curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        curl_.easy_reset(easy_);  // it holds pointers into this call
        curl_.slist_free_all(headers);

        if (!code) return stopped(request);
        if (reception.too_large)
            return Error{ErrorKind::bad_argument, "The answer of " + host_of(request.url) + " is larger than 64 MiB."};
        if (*code != CURLE_OK)
            return failure(*code, request, *detail == '\0' ? curl_.easy_strerror(*code) : detail, system_error);
        reception.answer.status = static_cast<int>(status);
        return std::move(reception.answer);
    }

private:
    curl_slist* header_list(HttpRequest const& request) const {
        // An empty value keeps libcurl from asking whether it may send a long body, and waiting a second for the answer.
        curl_slist* list = curl_.slist_append(nullptr, "Expect:");
        for (auto const& [name, value] : request.headers)
            list = curl_.slist_append(list, (name + ": " + value).c_str());
        return list;
    }

    template <typename Value>
    void set(CURLoption option, Value value) {
        curl_.easy_setopt(easy_, option, value);
    }

    void prepare(HttpRequest const& request, Reception& reception, curl_slist* headers, char* detail) {
        set(CURLOPT_URL, request.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        if (is_on_this_machine(host_of(request.url))) set(CURLOPT_PROXY, "");
        set(CURLOPT_HTTPHEADER, headers);
        set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // the key is not for a proxy
        if (request.method == HttpMethod::post) {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            set(CURLOPT_POSTFIELDS, request.body.c_str());
        }
        set(CURLOPT_ACCEPT_ENCODING, "");  // whatever libcurl can unpack
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(request.timeout.count(), 1)));
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(longest_connect.count()));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_QUICK_EXIT, 1L);  // a stop does not wait for the name server
        set(CURLOPT_WRITEFUNCTION, &take_body);
        set(CURLOPT_WRITEDATA, &reception);
        set(CURLOPT_HEADERFUNCTION, &take_header);
        set(CURLOPT_HEADERDATA, &reception);
        set(CURLOPT_ERRORBUFFER, detail);
    }

    /// Nothing when it was stopped.
    std::optional<CURLcode> perform(std::stop_token const& stop) {
        constexpr int longest_poll_ms = 1000;
        std::stop_callback const wake(stop, [this] { curl_.multi_wakeup(multi_); });
        curl_.multi_add_handle(multi_, easy_);
        std::optional<CURLcode> code;
        for (int running = 1; running > 0 && !stop.stop_requested();) {
            if (curl_.multi_perform(multi_, &running) != CURLM_OK) code = CURLE_FAILED_INIT;
            if (code) break;
            if (running > 0) curl_.multi_poll(multi_, nullptr, 0, longest_poll_ms, nullptr);
        }
        int left = 0;
        while (CURLMsg const* const message = curl_.multi_info_read(multi_, &left)) {
            if (message->msg == CURLMSG_DONE) code = message->data.result;
        }
        curl_.multi_remove_handle(multi_, easy_);
        return code;
    }

    Library const& curl_;
    CURLM* const multi_;
    CURL* const easy_;
};

CurlHttpClient::CurlHttpClient(std::string library_file) : library_file_(std::move(library_file)) {}

CurlHttpClient::~CurlHttpClient() = default;

Result<HttpAnswer> CurlHttpClient::send(HttpRequest const& request, std::stop_token stop) {
    if (stop.stop_requested()) return stopped(request);
    if (auto const error = unusable(request)) return *error;
    auto const* const curl = library();
    if (curl == nullptr)
        return Error{ErrorKind::not_found, "Servers can be asked only with libcurl (" + library_file_ +
                                               "), which cannot be loaded; install it (Debian: apt install libcurl4)."};
    auto lane = take_lane(*curl);
    auto answer = lane->run(request, stop);
    give_back(std::move(lane));
    return answer;
}

CurlHttpClient::Library const* CurlHttpClient::library() {
    std::lock_guard const lock(mutex_);
    if (!library_) library_ = Library::load(library_file_);
    return library_.get();
}

std::unique_ptr<CurlHttpClient::Lane> CurlHttpClient::take_lane(Library const& library) {
    std::lock_guard const lock(mutex_);
    if (idle_lanes_.empty()) return std::make_unique<Lane>(library);
    auto lane = std::move(idle_lanes_.back());
    idle_lanes_.pop_back();
    return lane;
}

void CurlHttpClient::give_back(std::unique_ptr<Lane> lane) {
    std::lock_guard const lock(mutex_);
    if (idle_lanes_.size() < most_idle_lanes) idle_lanes_.push_back(std::move(lane));
}

}  // namespace keepsake::models
