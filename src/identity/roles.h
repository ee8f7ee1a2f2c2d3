// Roles: which login may do what on which customer. A login has one User object and id in each customer it belongs to.
//
// Stored is what a person was given (one row a role: internal::RoleAssignment). What that leads to through links between
// customers and accounts is worked out by expand(), for each Principal once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "identity/hierarchy.h"
#include "identity/principal.h"
#include "identity/records.h"

namespace adsbox::identity {

/// Every role that the login was given, the one of its original User first.
std::vector<Grant> grants_of_login(store::Reader& r, std::int64_t login_id);
/// The roles that a User id stands for: all of the person's when it is the id of the original User, else those of its customer.
std::vector<Grant> grants_of_user(store::Reader& r, std::int64_t user_id);
/// The login behind a User; nullopt for an unknown id.
std::optional<std::int64_t> login_of_user(store::Reader& r, std::int64_t user_id);
/// Logins that were given a role on the customer, with that role.
std::vector<std::pair<std::int64_t, Grant>> grants_on_customer(store::Reader& r, std::int64_t customer_id);

/// Adds the role, or replaces the one that the login has on that customer. An aggregator's role stands beside the other one.
void assign_role(store::Writer& w, std::int64_t login_id, const Grant& grant, std::int64_t now_ticks);
/// `role`: that one alone; else all that the login was given on the customer.
bool remove_role(store::Writer& w, std::int64_t login_id, std::int64_t customer_id, std::optional<Role> role = std::nullopt);
/// Takes every role from the User (DeleteUser).
int remove_user(store::Writer& w, std::int64_t user_id);

/// What the given roles lead to: first the given ones, without what they can no longer reach, then one on each customer that is
/// reached by customer links (the better one, where there are two ways by the same role).
std::vector<Grant> expand(const Hierarchy& links, store::Reader& r, std::vector<Grant> given);
/// expand(grants_of_user()), and of all the person's roles. Not inside of a transaction.
std::vector<Grant> reach_of_user(world::World& world, std::int64_t user_id);
std::vector<Grant> reach_of_login(world::World& world, std::int64_t login_id);

/// Prepares `by_customer`, so that a Principal of many customers is searched quickly.
void index_grants(Principal& principal);

/// Next User id of the world.
std::int64_t next_user_id(store::Writer& w);
/// Super Admin and Aggregator hold the customer as a whole; their roles cannot be limited to accounts.
constexpr bool is_customer_level(Role role) {
  return role == Role::super_admin || role == Role::aggregator;
}
/// Only customers below the own one are to be reached, not its accounts.
inline constexpr std::string_view linked_entity_only = "LinkedEntityOnly";
/// The grant reaches all accounts of its customer, those to come included, and the accounts that it holds links to.
bool covers_all_accounts(const Grant& grant);
bool covers_account(const Grant& grant, std::int64_t account_id, std::int64_t parent_customer_id);
bool reaches_customer(const Principal& principal, std::int64_t customer_id);
bool reaches_account(const Principal& principal, std::int64_t account_id, std::int64_t parent_customer_id);
/// True when the id is one of the caller's own Users.
bool is_own_user(const Principal& principal, std::int64_t user_id);
/// The caller's User in that customer; the original one where there is none.
std::int64_t user_on(const Principal& principal, std::int64_t customer_id);

}  // namespace adsbox::identity
