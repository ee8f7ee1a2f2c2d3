// The header elements CustomerId and CustomerAccountId: which calls need them, and what they may hold.
#pragma once

#include <cstdint>
#include <expected>

#include "errors/failure.h"
#include "identity/principal.h"
#include "schema/tables.h"

namespace adsbox::identity {

struct HeaderIds {
  std::int64_t customer_id = 0;  // 0 = absent
  std::int64_t account_id = 0;
};

/// Reads the ids of the headers. The Customer services ignore whatever stands there; the others need them as permissions.rules
/// says. `0`, `None` and an empty text (what SDKs send for "unset") count as absent.
std::expected<HeaderIds, Failure> check_header_ids(const schema::OperationInfo& operation, const Credentials& credentials);

}  // namespace adsbox::identity
