#pragma once

#include <vector>

#include "storage/job_queue.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// What models were asked, and what was returned to assistants; see JobQueue for the meaning.

void note_call(Connection& connection, ModelCall const& call, Timestamp now);
JobQueue::Spent spent(Connection& connection, Timestamp calls_since, Timestamp tokens_since);
std::vector<ModelUse> usage(Connection& connection);
ModelUse usage_of(Connection& connection, RowId job);

/// Those of the digests that are not noted yet; none for a user who has no memories.
std::vector<std::int64_t> new_digests(Connection& connection, core::Tenant const& tenant, std::string const& user,
                                      std::span<std::int64_t const> digests);
void note_handed_out(Connection& connection, core::Tenant const& tenant, std::string const& user,
                     std::span<std::int64_t const> digests, Timestamp at);
std::vector<bool> handed_out(Connection& connection, Scope const& scope, std::span<std::int64_t const> digests,
                             Timestamp until);

}  // namespace keepsake::storage::sqlite
