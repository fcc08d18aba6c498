#pragma once

#include "mcp/json_rpc.h"
#include "tools/arguments.h"
#include "tools/tool_environment.h"

namespace keepsake::tools {

/// What `work` returns, for requests that are no tool calls: what the caller has to know when it fails becomes the error
/// of the request.
template <typename Work>
auto answered(ToolEnvironment const& environment, Work const& work) -> decltype(work()) {
    using mcp::ErrorCode;
    using mcp::RpcFailure;
    if (!environment.problem.empty()) throw RpcFailure({ErrorCode::internal_error, environment.problem});
    try {
        return work();
    } catch (ArgumentError const& error) {
        throw RpcFailure({ErrorCode::invalid_params, error.what()});
    } catch (CallRefused const& refusal) {
        throw RpcFailure({ErrorCode::invalid_params, refusal.what()});
    } catch (memory::StoreFailure const& failure) {
        throw RpcFailure({ErrorCode::internal_error, failure.what()});
    }
}

}  // namespace keepsake::tools
