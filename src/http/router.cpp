#include "http/router.h"

#include <optional>
#include <set>

namespace keepsake::http {
namespace {

bool is_parameter(std::string const& segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::optional<Parameters> match(std::vector<std::string> const& pattern, std::vector<std::string> const& segments) {
    if (pattern.size() != segments.size()) return std::nullopt;
    Parameters parameters;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_parameter(pattern[i])) {
            parameters[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
        } else if (pattern[i] != segments[i]) {
            return std::nullopt;
        }
    }
    return parameters;
}

bool answers(std::string const& route_method, std::string const& method) {
    return route_method == method || (method == "HEAD" && route_method == "GET");
}

Response unanswered(std::string const& path, std::set<std::string> const& methods) {
    if (methods.empty()) return error_response(404, "There is nothing at " + path + ".");
    std::string allowed;
    for (auto const& method : methods) allowed += (allowed.empty() ? "" : ", ") + method;
    return error_response(405, path + " answers to " + allowed + ".", {{"Allow", allowed}});
}

/// An exchange whose request knows what stood in the braces.
class RoutedExchange final : public Exchange {
public:
    RoutedExchange(std::shared_ptr<Exchange> exchange, Parameters parameters)
        : exchange_(std::move(exchange)), request_(exchange_->take_request()) {
        request_.parameters = std::move(parameters);
    }

    Request const& request() const override { return request_; }
    Request take_request() override { return std::move(request_); }
    void respond(Response response) override { exchange_->respond(std::move(response)); }
    std::shared_ptr<Stream> open_stream(Response head, std::string heartbeat) override {
        return exchange_->open_stream(std::move(head), std::move(heartbeat));
    }
    void when_gone(std::function<void()> call) override { exchange_->when_gone(std::move(call)); }

private:
    std::shared_ptr<Exchange> exchange_;
    Request request_;
};

}  // namespace

void Router::add(std::string_view method, std::string_view pattern, Handler handler) {
    Route route{std::string(method), {}, std::move(handler)};
    for (std::size_t at = 0; at < pattern.size();) {
        auto const end = std::min(pattern.find('/', at), pattern.size());
        if (end > at) route.segments.emplace_back(pattern.substr(at, end - at));
        at = end + 1;
    }
    routes_.push_back(std::move(route));
}

void Router::handle(std::shared_ptr<Exchange> exchange) const {
    auto const& request = exchange->request();
    Route const* best = nullptr;
    // A path that is spelled out comes before braces, and a route of its own for HEAD before that for GET.
    std::pair<std::size_t, bool> best_rank;
    Parameters best_parameters;
    std::set<std::string> methods;
    for (auto const& route : routes_) {
        auto parameters = match(route.segments, request.target.segments);
        if (!parameters) continue;
        methods.insert(route.method);
        if (route.method == "GET") methods.insert("HEAD");
        std::pair const rank{parameters->size(), route.method != request.method};
        if (!answers(route.method, request.method) || (best != nullptr && rank >= best_rank)) continue;
        best = &route;
        best_rank = rank;
        best_parameters = std::move(*parameters);
    }
    if (best == nullptr) return exchange->respond(unanswered(request.target.path, methods));
    if (!best_parameters.empty()) {
        exchange = std::make_shared<RoutedExchange>(std::move(exchange), std::move(best_parameters));
    }
    best->handler(std::move(exchange));
}

}  // namespace keepsake::http
