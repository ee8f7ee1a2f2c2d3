// Roles: which login may do what on which customer. A login has one User object and id in each customer it belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "identity/principal.h"
#include "identity/records.h"

namespace adsbox::identity {

/// Every role of the login, the one of its original User first.
std::vector<Grant> grants_of_login(store::Reader& r, std::int64_t login_id);
/// The roles that a User id stands for: all of the person's when it is the id of the original User, else those of its customer
/// (one, or one per customer link).
std::vector<Grant> grants_of_user(store::Reader& r, std::int64_t user_id);
/// The login behind a User; nullopt for an unknown id.
std::optional<std::int64_t> login_of_user(store::Reader& r, std::int64_t user_id);
/// Logins that have a role on the customer, with that role.
std::vector<std::pair<std::int64_t, Grant>> grants_on_customer(store::Reader& r, std::int64_t customer_id);

/// Adds the role, or replaces the one that the login has on that customer by the same way (direct or link permission).
void assign_role(store::Writer& w, std::int64_t login_id, const Grant& grant, std::int64_t now_ticks);
bool remove_role(store::Writer& w, std::int64_t login_id, std::int64_t customer_id);
/// Takes every role from the User (DeleteUser).
int remove_user(store::Writer& w, std::int64_t user_id);

/// Next User id of the world.
std::int64_t next_user_id(store::Writer& w);
/// Super Admin and Aggregator always hold the whole customer.
bool covers_account(const Grant& grant, std::int64_t account_id, std::int64_t parent_customer_id);
bool reaches_customer(const Principal& principal, std::int64_t customer_id);
bool reaches_account(const Principal& principal, std::int64_t account_id, std::int64_t parent_customer_id);

}  // namespace adsbox::identity
