// Whether an account takes writes: rows `writes` of schema/rules, for all operations of a service alike.
#pragma once

#include <expected>

#include "errors/failure.h"
#include "services/call.h"

namespace adsbox::services {

/// Refuses a writing operation whose account, or the account's customer, is in a state that takes no writes (deleted, paused,
/// suspended). Operations that only read, and services without a `writes` row, pass.
std::expected<void, Failure> check_account_state(const Call& call);

}  // namespace adsbox::services
