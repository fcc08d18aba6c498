#pragma once

#include "mcp/service.h"

namespace keepsake::mcp {

void list_prompts(SharedService const& service, Request const& request);
void get_prompt(SharedService const& service, Request const& request);
/// For arguments of prompts and variables of resource templates.
void complete(SharedService const& service, Request const& request);

}  // namespace keepsake::mcp
