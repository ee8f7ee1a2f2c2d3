// Decisions about an account that an operation brings: what the rows of schema/rules cannot say alone.
#pragma once

#include <mutex>

#include "adsbox/customer_management.h"
#include "services/call.h"
#include "services/entity/single.h"

namespace adsbox::services {

/// Held by operations that write accounts of a world, from the look for a free name to the commit.
struct AccountWrites {
  std::mutex mutex;
};

/// How an account is paid.
enum class AccountBilling : std::uint8_t { method, prepaid, invoice };

/// What must be known of the account beside the object.
struct AccountDecision {
  std::int64_t account_id = 0;   // 0: a new one
  std::int64_t customer_id = 0;  // 0: a new one
  const customer_management::AdvertiserAccount* stored = nullptr;
  AccountBilling billing = AccountBilling::method;
};

/// Address, currency, tax ids, payment, primary user and name. Call it with AccountWrites held.
void decide_account(Call& call, Single& item, const AccountDecision& decision);

/// The language that belongs to an LCID: English of EnglishUS.
[[nodiscard]] opt<customer_management::LanguageType> language_of(opt<customer_management::LCID> lcid);

/// A new account in its first state, as the operation's result says it: ids, numbers, states, stamps. Stores it with what belongs
/// to it (use of the payment method).
struct NewAccount {
  std::int64_t id = 0, customer_id = 0, bill_to_customer_id = 0, primary_user_id = 0;
  customer_management::AccountLifeCycleStatus status = customer_management::AccountLifeCycleStatus::Draft;
  AccountBilling billing = AccountBilling::method;
};
void store_new_account(Call& call, store::Writer& w, customer_management::AdvertiserAccount& account, const NewAccount& made);

/// The User of the caller in that customer; the original one when there is none.
[[nodiscard]] std::int64_t user_in(const Call& call, std::int64_t customer_id);

/// Keeps the list of what payment methods are used for.
void note_payment(store::Writer& w, std::int64_t account_id, opt<std::int64_t> method, std::int64_t now);

}  // namespace adsbox::services
