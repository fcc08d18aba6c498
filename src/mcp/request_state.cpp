#include "mcp/request_state.h"

#include "core/secret.h"

namespace keepsake::mcp {
namespace {

using namespace std::chrono_literals;

constexpr auto lifetime = 10min;

core::Error not_ours() {
    return {
        core::ErrorKind::bad_argument,
        "requestState is not what this server gave out for this call, or it is too old; make the call anew without it."};
}

std::int64_t milliseconds_of(std::chrono::steady_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

RequestStateSeal::RequestStateSeal(Clock now) : now_(std::move(now)), key_(core::random_bytes(32)) {}

std::string RequestStateSeal::seal(Json const& state, std::string_view call) const {
    Json const content = {{"state", state}, {"until", milliseconds_of(now_() + lifetime)}};
    auto const text = content.dump(-1, ' ', true, Json::error_handler_t::replace);
    return signature(text, call) + "." + text;
}

core::Result<Json> RequestStateSeal::open(std::string_view sealed, std::string_view call) const {
    auto const point = sealed.find('.');
    if (point == std::string_view::npos) return not_ours();
    auto const text = sealed.substr(point + 1);
    if (!core::equal_secrets(sealed.substr(0, point), signature(text, call))) return not_ours();
    auto content = Json::parse(text);
    if (content.at("until").get<std::int64_t>() < milliseconds_of(now_())) return not_ours();
    return std::move(content.at("state"));
}

std::string RequestStateSeal::signature(std::string_view content, std::string_view call) const {
    auto const bound = core::keyed_digest(key_, call);
    return core::base64url(core::keyed_digest(key_, bound + std::string(content)));
}

}  // namespace keepsake::mcp
