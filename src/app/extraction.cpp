#include "app/extraction.h"

namespace keepsake::app {

Extraction::Extraction(core::Settings const& settings, storage::Store& store, storage::JobQueue& queue,
                       memory::Neighbours const& neighbours, memory::TextVectors const& vectors,
                       memory::Housekeeping& housekeeping, memory::HandedOut& handed_out, models::HttpClient& http,
                       core::Clock const& clock)
    : settings_(settings.llm),
      prompts_(settings.prompts_dir),
      breakers_(settings_.breaker_failures),
      extraction_model_(make_chat(settings_.extraction, settings_, http, breakers_)),
      consolidation_model_(make_chat(settings_.consolidation, settings_, http, breakers_)),
      extraction_caller_(*extraction_model_, settings_.extraction.prices, settings_, queue, clock),
      consolidation_caller_(*consolidation_model_, settings_.consolidation.prices, settings_, queue, clock),
      extractor_(extraction_caller_, prompts_, settings_),
      consolidator_(consolidation_caller_, prompts_, settings_),
      finder_(store, queue, neighbours),
      runner_(extractor_, consolidator_, finder_, vectors, queue, settings_, clock),
      workers_(runner_, queue, housekeeping, clock, settings.data_dir, settings_.max_concurrent),
      intake_(queue, handed_out, workers_, settings_, clock) {}

}  // namespace keepsake::app
