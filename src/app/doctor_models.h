#pragma once

#include "app/report.h"
#include "core/settings.h"

/// What doctor finds out about models, by asking each one small question.
namespace keepsake::app {

/// The embedding model, and whether the store's vectors are its.
void check_meaning(Report& report, core::Settings const& settings);

/// The language models. A question costs some hundred tokens.
void check_language_models(Report& report, core::Settings const& settings);

/// What the language models have cost so far, and the conversations that wait for them.
void show_extraction(Report& report, core::Settings const& settings);

}  // namespace keepsake::app
