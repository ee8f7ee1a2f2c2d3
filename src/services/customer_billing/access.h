// Who may do what, where the permission table leaves it to the handler: ids that stand inside objects or in predicates.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "adsbox/customer_management.h"
#include "services/call.h"
#include "store/store.h"

namespace adsbox::services {

/// A refusal of the whole call.
std::unexpected<Failure> refuse_billing(Error error, Explanation why);

/// 1001 unless the caller has, on that account (customer), one of the roles that the operation asks for. What does not exist is
/// out of everybody's reach.
std::expected<void, Failure> require_account(const Call& call, std::int64_t account_id, std::string field);
std::expected<void, Failure> require_customer(const Call& call, std::int64_t customer_id, std::string field);
[[nodiscard]] bool reaches_account(const Call& call, std::int64_t account_id);

/// Billed by monthly invoice, as accounts are for which no other way of paying is known.
[[nodiscard]] bool pays_by_invoice(const customer_management::AdvertiserAccount& account);
/// ISO code of the account's currency.
[[nodiscard]] std::string currency_of(const customer_management::AdvertiserAccount& account);

}  // namespace adsbox::services
