#pragma once

#include "mcp/service.h"

namespace keepsake::mcp {

void list_resources(SharedService const& service, Request const& request);
void list_resource_templates(SharedService const& service, Request const& request);
void read_resource(SharedService const& service, Request const& request);
void subscribe_resource(SharedService const& service, Request const& request);
void unsubscribe_resource(SharedService const& service, Request const& request);

}  // namespace keepsake::mcp
