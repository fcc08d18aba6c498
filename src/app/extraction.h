#pragma once

#include <memory>
#include <optional>

#include "app/chat_choice.h"
#include "core/settings.h"
#include "memory/jobs/intake.h"
#include "models/chat/breakers.h"

namespace keepsake::app {

/// Everything between a conversation in the queue and the facts it becomes.
class Extraction {
public:
    Extraction(core::Settings const& settings, storage::Store& store, storage::JobQueue& queue,
               memory::Neighbours const& neighbours, memory::TextVectors const& vectors,
               memory::Housekeeping& housekeeping, memory::HandedOut& handed_out, models::HttpClient& http,
               core::Clock const& clock);
    Extraction(Extraction const&) = delete;
    Extraction& operator=(Extraction const&) = delete;

    memory::Intake& intake() { return intake_; }
    memory::JobWorkers& workers() { return workers_; }

private:
    core::LlmSettings const settings_;
    memory::Prompts prompts_;
    models::Breakers breakers_;
    std::unique_ptr<models::ChatModel> extraction_model_;
    std::unique_ptr<models::ChatModel> consolidation_model_;
    memory::ModelCaller extraction_caller_;
    memory::ModelCaller consolidation_caller_;
    memory::Extractor extractor_;
    memory::Consolidator consolidator_;
    memory::SurroundingsFinder finder_;
    memory::JobRunner runner_;
    memory::JobWorkers workers_;
    memory::Intake intake_;
};

}  // namespace keepsake::app
