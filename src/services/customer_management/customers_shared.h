// What operations on customers have in common.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "adsbox/customer_management.h"
#include "adsbox/internal.h"
#include "services/call.h"
#include "services/entity/single.h"
#include "world/entities.h"

namespace adsbox::services {

/// The customer that a call is about when it names none: that of the CustomerId header, else the first one of the caller.
[[nodiscard]] std::int64_t customer_of_caller(const Call& call);

/// Customers that the caller reaches whose name begins so (whatever the case), by name; at most `top`.
[[nodiscard]] std::vector<box<customer_management::Customer>> customers_named(Call& call, std::string_view filter,
                                                                              std::size_t top);

/// What is kept of a customer beside its Customer; made up of it when nothing is.
[[nodiscard]] internal::CustomerRecord record_of(store::Reader& r, const customer_management::Customer& customer);
void save_record(store::Writer& w, const internal::CustomerRecord& record, std::int64_t now);

/// A new customer in its first state: ids, numbers, states, stamps.
struct NewCustomer {
  std::int64_t id = 0;
  std::int64_t maker = 0, maker_user = 0;  // the customer that signs it up, with its User
};
void store_new_customer(Call& call, store::Writer& w, customer_management::Customer& customer, const NewCustomer& made);

/// Market and address of a customer, which rows cannot judge.
void decide_customer(Single& item, const customer_management::Customer* stored);

}  // namespace adsbox::services
