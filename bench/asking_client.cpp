#include "asking_client.h"

#include <charconv>
#include <fstream>
#include <stdexcept>

namespace keepsake::bench {
namespace {

/// Not parsed as a whole: that would take longer than the thing that is measured may.
int id_of(std::string_view line) {
    constexpr std::string_view beginning = "{\"id\":";
    int id = 0;
    if (line.starts_with(beginning)) std::from_chars(line.data() + beginning.size(), line.data() + line.size(), id);
    if (id == 0) throw std::runtime_error("the server said " + std::string(line));
    return id;
}

}  // namespace

void configure_model(std::filesystem::path const& data_directory, SlowModel const& model) {
    nlohmann::json const config = {{"model", "slow-model"}, {"openai_base_url", model.address()}};
    std::ofstream(data_directory / "config.json")
        << nlohmann::json{{"llm", {{"provider", "openai"}, {"config", config}}}};
}

AskingClient::AskingClient(std::filesystem::path const& data_directory, Provider provider)
    : server_(data_directory, provider) {
    server_.send(handshake_lines());
    (void)server_.read_answer();
    if (provider == Provider::local) wait_for_model(server_);
}

int AskingClient::begin(std::string_view tool, nlohmann::json arguments) {
    server_.send(call_line(++last_id_, tool, std::move(arguments)));
    return last_id_;
}

std::string AskingClient::answer_to(int id) {
    if (auto early = early_.extract(id)) return std::move(early.mapped());
    while (true) {
        auto line = server_.read_answer();
        auto const answered = id_of(line);
        if (answered == id) return line;
        early_.emplace(answered, std::move(line));
    }
}

nlohmann::json AskingClient::content_of(std::string const& answer) {
    return nlohmann::json::parse(answer).at("result").at("structuredContent");
}

}  // namespace keepsake::bench
