#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "language_model.h"
#include "model_calls.h"
#include "script.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"
#include "terminal.h"

namespace keepsake::demo {

/// Shows how conversations become facts, and how later ones change them, live with a language model and on a folder of
/// its own. What the model says decides what is seen.
class Extraction {
public:
    Extraction(std::filesystem::path const& server, LanguageModel const& model, ChangesScript script);

    /// Throws with the server's sentence when the model does not do its work.
    void run();

private:
    using Json = nlohmann::json;

    void tell(Session const& session);
    Json extracted(Session const& session);
    Json wait_for_end(std::string const& event, std::chrono::steady_clock::time_point begun);
    void show_said(Session const& session) const;
    void show_result(Json const& result);
    std::string reason_of(Json const& result);
    void show_relation(Json const& relation) const;
    void show_calls(std::chrono::duration<double> took);
    std::string answer_to(std::string const& question);
    void remember_answers(std::string const& day);
    void show_answers() const;
    void show_all_facts();

    LanguageModel const& model_;
    ChangesScript const script_;
    Terminal terminal_;
    testing::TemporaryDirectory directory_;
    testing::ServerProcess server_;
    ModelCalls calls_;
    /// Of each question, after the first conversation and after the last: the day and the answer.
    std::map<std::string, std::vector<std::string>> answers_;
};

}  // namespace keepsake::demo
