#include "app/application.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <ostream>
#include <stdexcept>
#include <thread>

namespace keepsake::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_index_bytes = 512u << 20;
/// Calls wait mostly for the disk and for each other, so there may be more of them than cores.
std::size_t worker_count() { return std::max(4u, std::thread::hardware_concurrency()); }
constexpr std::size_t most_waiting_calls = 4096;
/// Together within the second in which a server whose client has gone must end.
constexpr auto patience_for_calls = 700ms;
constexpr auto patience_for_output = 200ms;
constexpr auto patience_for_model = 100ms;
/// What a running write may take beyond that before it is left to the store's own recovery.
constexpr auto patience_for_writes = 10s;
constexpr auto parent_check_interval = 500ms;
/// What requests over HTTP may take when the server ends; then they are cancelled.
constexpr auto patience_for_requests = 10s;
constexpr auto end_check_interval = 20ms;

tools::Profile profile_of(core::Settings const& settings) {
    return tools::profile_named(settings.tools).value_or(tools::Profile::assistant);
}

bool keeps_knowledge_graph(core::Settings const& settings) {
    return profile_of(settings) == tools::Profile::knowledge_graph;
}

std::string listening_sentence(http::ListenAddress const& address, std::uint16_t port) {
    auto const host = address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
    return "Keepsake listens on http://" + host + ":" + std::to_string(port) +
           " (MCP at /mcp, for older clients at /sse). Ctrl-C ends it.";
}

}  // namespace

Application::Application(core::Settings const& settings, memory::Formula formula, std::string problem)
    : settings_(settings),
      store_(settings.data_dir, clock_),
      queue_(store_, clock_),
      graph_store_(store_, clock_),
      indexes_(store_, most_index_bytes),
      embedder_(make_embedder(settings, http_)),
      vectors_(store_, *embedder_),
      handed_out_(queue_, clock_),
      housekeeping_(store_, vectors_, handed_out_, settings.data_dir),
      retriever_(store_, graph_store_, indexes_, vectors_, clock_, std::move(formula)),
      neighbours_(store_, indexes_, vectors_, clock_),
      graph_(store_, graph_store_, indexes_, clock_),
      extraction_(settings.llm.is_configured()
                      ? std::optional<Extraction>(std::in_place, settings, store_, queue_, neighbours_, vectors_,
                                                  housekeeping_, handed_out_, http_, clock_)
                      : std::nullopt),
      engine_(store_, retriever_, neighbours_, vectors_, housekeeping_, handed_out_,
              extraction_ ? &extraction_->intake() : nullptr, clock_),
      environment_{engine_,
                   graph_,
                   {},
                   settings.user_id,
                   settings.bind_user,
                   std::move(problem),
                   settings.llm.longest_wait,
                   settings.llm.low_confidence,
                   settings.graph},
      tools_(tools::make_tool_set(environment_, profile_of(settings))),
      resources_(environment_),
      knowledge_graph_(environment_, resources_),
      prompts_(tools::make_prompt_set(environment_)),
      pool_(worker_count(), most_waiting_calls),
      server_({"keepsake", "Keepsake", KEEPSAKE_VERSION, tools::instructions(environment_, profile_of(settings))},
              {tools_, shown_resources(), &prompts_}, pool_,
              // Over HTTP there is no first client to wait for.
              [this] {
                  if (stdio_) warm_up();
              }),
      signals_(io_),
      parent_end_(io_),
      parent_timer_(io_),
      end_timer_(io_) {}

mcp::Resources const* Application::shown_resources() const {
    if (keeps_knowledge_graph(settings_)) return &knowledge_graph_;
    return &resources_;
}

int Application::serve_stdio() {
    stdio_.emplace(io_, server_, [this] { end("the input has ended"); });
    prepare();
    watch_parent();
    stdio_->start();
    return run();
}

int Application::serve_http(http::ListenAddress const& address, std::ostream& out) {
    http_front_.emplace(io_, server_, pool_, admission(settings_.http, address),
                        [this] { return look_at_readiness(engine_, *embedder_, settings_.embedder.provider); });
    auto const port = http_front_->listen(address);
    if (!port) throw std::runtime_error(port.error().message);
    prepare();
    out << listening_sentence(address, port.value()) << std::endl;
    warm_up();
    return run();
}

void Application::prepare() {
    core::ignore_broken_pipes();
    watch_signals();
}

int Application::run() {
    io_.run();
    return finish();
}

void Application::watch_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.add(SIGHUP);
    signals_.async_wait([this](boost::system::error_code const& error, int) {
        if (!error) end("a signal came");
    });
}

void Application::watch_parent() {
    auto const descriptor = parent_.open_descriptor();
    if (!descriptor) return watch_parent_by_timer();
    parent_end_.assign(*descriptor);
    parent_end_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [this](boost::system::error_code const& error) {
                               if (!error) end("the parent process has ended");
                           });
    // It may have ended before the watch began.
    if (parent_.is_gone()) end("the parent process has ended");
}

void Application::watch_parent_by_timer() {
    parent_timer_.expires_after(parent_check_interval);
    parent_timer_.async_wait([this](boost::system::error_code const& error) {
        if (error) return;
        parent_.is_gone() ? end("the parent process has ended") : watch_parent_by_timer();
    });
}

void Application::warm_up() {
    if (!environment_.problem.empty()) return;
    embedder_->start();
    (void)pool_.submit([this] {
        try {
            engine_.warm_up();
            if (extraction_) extraction_->workers().start();
        } catch (std::exception const& error) {
            spdlog::error("{}", error.what());
        }
    });
}

void Application::end(char const* why) {
    if (std::exchange(ending_, true)) return;
    spdlog::info("ending: {}", why);
    server_.stop_watching();
    if (stdio_) stdio_->stop();
    if (http_front_) end_http();
    signals_.cancel();
    boost::system::error_code ignored;
    parent_end_.close(ignored);
    parent_timer_.cancel();
}

void Application::end_http() {
    auto const now = std::chrono::steady_clock::now();
    http_front_->stop();
    await_http(now + patience_for_requests, [this, now] {
        http_front_->cancel_calls();
        await_http(now + patience_for_requests + patience_for_calls, [this] { http_front_->close(); });
    });
}

void Application::await_http(std::chrono::steady_clock::time_point until, std::function<void()> const& too_late) {
    if (http_front_->is_idle()) return;
    if (std::chrono::steady_clock::now() >= until) return too_late();
    end_timer_.expires_after(end_check_interval);
    end_timer_.async_wait([this, until, too_late](boost::system::error_code const& error) {
        if (!error) await_http(until, too_late);
    });
}

void Application::cancel_calls() {
    if (stdio_) stdio_->cancel_calls();
    if (http_front_) http_front_->cancel_calls();
}

int Application::finish() {
    if (!pool_.wait_until_idle(patience_for_calls)) {
        cancel_calls();
        pool_.drop_waiting();
        if (!pool_.wait_until_idle(patience_for_writes)) core::exit_now(1);
    }
    if (stdio_ && !stdio_->flush(patience_for_output)) core::exit_now(0);
    // Loading cannot be interrupted; all that was acknowledged is on the disk.
    if (!embedder_->wait_until_idle(patience_for_model)) core::exit_now(0);
    return 0;
}

}  // namespace keepsake::app
