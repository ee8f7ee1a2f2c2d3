// Customers with their first account and user: what sign-up and the seeds make.
//
// Rows of the contract objects:
//   Customer           id, parent 0,               key = Number,                  status = CustomerLifeCycleStatus
//   AdvertiserAccount  id, account = id, parent = ParentCustomerId, key = Number, status = AccountLifeCycleStatus
//   User               id, parent = CustomerId,    key = UserName in lower case,  status = UserLifeCycleStatus
// Ids come from the sequences "customer", "account" and "user" of the world.
#pragma once

#include <cstdint>
#include <string>

#include "identity/principal.h"
#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

struct NewAdvertiser {
  std::string customer_name, account_name;
  std::string currency = "USD";  // a CurrencyCode of the contract
  std::string country = "US";
  // 0: the next of the sequence
  std::int64_t customer_id = 0, account_id = 0, user_id = 0;
};
struct AdvertiserIds {
  std::int64_t customer_id = 0, account_id = 0, user_id = 0;
};

/// Makes the customer, its account and a User for the login, who becomes Super Admin.
AdvertiserIds add_advertiser(world::World& world, store::Writer& w, std::int64_t login_id, const NewAdvertiser& a);

/// Makes a User of the login in an existing customer, with that role. `user_id` 0: the next one.
std::int64_t add_user(world::World& world, store::Writer& w, std::int64_t login_id, Grant grant);

/// The Number of an account (8 letters and digits) and of a customer (10), out of their ids.
std::string account_number(std::int64_t id);
std::string customer_number(std::int64_t id);

/// True when the contract knows the currency.
bool is_currency(std::string_view code);

std::int64_t next_customer_id(store::Writer& w);
std::int64_t next_account_id(store::Writer& w);

}  // namespace adsbox::identity
