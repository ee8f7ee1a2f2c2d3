// What operations on accounts have in common.
#pragma once

#include <optional>
#include <string>

#include "adsbox/customer_management.h"
#include "services/call.h"
#include "services/entity/single.h"
#include "world/entities.h"

namespace adsbox::services {

using StoredAccount = std::optional<world::Stored<customer_management::AdvertiserAccount>>;

[[nodiscard]] StoredAccount load_account(Call& call, opt<std::int64_t> id);
/// 1001: an account that does not exist.
[[nodiscard]] std::unexpected<Failure> refuse_unknown_account(const Call& call, std::string_view field, opt<std::int64_t> id);

/// Members that answers show only when they are asked for.
void hide_unasked_of_account(Call& call, opt<customer_management::AccountAdditionalField> asked);
/// Makes a stored account what reads tell of it.
void show_account(customer_management::AdvertiserAccount& account);

/// Paid by one of the methods that only prepaid accounts have.
[[nodiscard]] bool is_prepaid(const customer_management::AdvertiserAccount& account);

/// Refuses what the account's state does not take; `what`: update or delete.
void check_account_allows(Refusals& item, const customer_management::AdvertiserAccount& account, std::string_view what,
                          std::string_view field);

/// Checks the one agency that a new account may name: its id, 0 = none.
[[nodiscard]] std::int64_t decide_agency(Call& call, Refusals& item, std::int64_t owner,
                                         const list<box<customer_management::CustomerInfo>>& sent);
/// Gives the agency the account, as if it had asked and the client had accepted.
void link_agency(Call& call, store::Writer& w, std::int64_t agency, std::int64_t account, bool client_pays);

}  // namespace adsbox::services
