#pragma once

#include <stdexcept>
#include <string>

namespace keepsake::storage {

/// The store cannot do its work: disk, damage, permissions, a store that is not ours. `what()` is one sentence for
/// the person: what happened, that nothing was changed, what to do.
class StoreFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace keepsake::storage
