#pragma once

#include <optional>
#include <string>

#include "mcp/call_context.h"

namespace keepsake::conformance {

using mcp::Json;

/// What came back for the questions of an earlier InputRequired. Nothing when it is missing, declined, or no answer to
/// that kind of question: the question is then put again.

/// A text from a form.
std::optional<std::string> form_answer(mcp::CallContext const& context, char const* question, char const* field);
bool is_form_accepted(mcp::CallContext const& context, char const* question);
std::optional<std::string> model_answer(mcp::CallContext const& context, char const* question);
/// The list of roots.
std::optional<Json> roots_answer(mcp::CallContext const& context, char const* question);

}  // namespace keepsake::conformance
