#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "piped_server.h"
#include "slow_model.h"

namespace keepsake::bench {

/// Makes the servers on this folder use the model.
void configure_model(std::filesystem::path const& data_directory, SlowModel const& model);

/// A client with a server of its own, of which several calls may be open; one thread at a time.
class AskingClient {
public:
    AskingClient(std::filesystem::path const& data_directory, Provider provider);

    /// Returns at once, with the call's id.
    int begin(std::string_view tool, nlohmann::json arguments);
    /// The whole line.
    std::string answer_to(int id);
    std::string call(std::string_view tool, nlohmann::json arguments) {
        return answer_to(begin(tool, std::move(arguments)));
    }
    /// The structuredContent of an answer.
    static nlohmann::json content_of(std::string const& answer);

private:
    PipedServer server_;
    int last_id_ = 0;
    std::map<int, std::string> early_;  ///< answers that came before they were wanted
};

}  // namespace keepsake::bench
