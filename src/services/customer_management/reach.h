// What a caller of the Customer services may see, and the refusal when it is more.
#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "adsbox/customer_management.h"
#include "services/call.h"

namespace adsbox::services {

/// 1001: not authorised. The Customer services say the same for what does not exist and what the caller does not reach.
std::unexpected<Failure> refuse_customer(Explanation why);

/// A refusal by number, of the whole call.
std::unexpected<Failure> refuse_request(Error error, Explanation why);

/// An account that the caller reaches. Borrowed from the world's cache: valid as long as the Call.
struct ReachedAccount {
  const customer_management::AdvertiserAccount* account;
  std::int64_t customer_id;
};

/// Every account that any of `grants` covers, ascending by id.
std::vector<ReachedAccount> reached_accounts(Call& call, const std::vector<identity::Grant>& grants);

}  // namespace adsbox::services
