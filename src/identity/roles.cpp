#include "identity/roles.h"

#include <algorithm>
#include <string>

namespace adsbox::identity {
namespace {

Grant grant_of(const internal::RoleAssignment& a) {
  Grant g;
  g.customer_id = a.customer_id.value_or(0);
  g.role = static_cast<Role>(a.role_id.value_or(0));
  for (const auto& id : a.account_ids) g.account_ids.push_back(id.value_or(0));
  g.link_permission = a.link_permission.str();
  g.user_id = a.user_id.value_or(0);
  return g;
}

}  // namespace

std::vector<Grant> grants_of_login(store::Reader& r, std::int64_t login_id) {
  std::vector<Grant> grants;
  for (const auto& a : all_of_parent<internal::RoleAssignment>(r, login_id)) grants.push_back(grant_of(a.value));
  return grants;
}

std::vector<Grant> grants_of_user(store::Reader& r, std::int64_t user_id) {
  const auto login = login_of_user(r, user_id);
  auto grants = login ? grants_of_login(r, *login) : std::vector<Grant>{};
  if (!grants.empty() && grants.front().user_id != user_id)
    std::erase_if(grants, [&](const Grant& g) { return g.user_id != user_id; });
  return grants;
}

std::optional<std::int64_t> login_of_user(store::Reader& r, std::int64_t user_id) {
  const auto a = find_by_key<internal::RoleAssignment>(r, std::to_string(user_id));
  if (!a) return std::nullopt;
  return a->value.login_id.value_or(0);
}

std::vector<std::pair<std::int64_t, Grant>> grants_on_customer(store::Reader& r, std::int64_t customer_id) {
  std::vector<std::pair<std::int64_t, Grant>> found;
  for (const auto& a : all_of_kind<internal::RoleAssignment>(r))
    if (a.value.customer_id.value_or(0) == customer_id) found.emplace_back(a.parent, grant_of(a.value));
  return found;
}

void assign_role(store::Writer& w, std::int64_t login_id, const Grant& g, std::int64_t now) {
  Stored<internal::RoleAssignment> row;
  for (auto& a : all_of_parent<internal::RoleAssignment>(w, login_id))
    if (a.value.customer_id.value_or(0) == g.customer_id && a.value.link_permission.empty() == g.link_permission.empty())
      row = std::move(a);
  auto& v = row.value;
  v.login_id = login_id;
  v.user_id = g.user_id;
  v.customer_id = g.customer_id;
  v.role_id = static_cast<std::int32_t>(g.role);
  v.account_ids.reset();
  for (const auto id : g.account_ids) v.account_ids.push_back(id);
  v.link_permission = g.link_permission;
  row.parent = login_id;
  row.key = std::to_string(g.user_id);
  if (row.id == 0)
    insert(w, login_id, row.key, v, now);
  else
    put(w, row, now);
}

bool remove_role(store::Writer& w, std::int64_t login_id, std::int64_t customer_id) {
  bool removed = false;
  for (const auto& a : all_of_parent<internal::RoleAssignment>(w, login_id)) {
    if (a.value.customer_id.value_or(0) != customer_id) continue;
    w.erase(kind_of<internal::RoleAssignment>(), a.id);
    removed = true;
  }
  return removed;
}

int remove_user(store::Writer& w, std::int64_t user_id) {
  int removed = 0;
  for (const auto& a : all_by_key<internal::RoleAssignment>(w, std::to_string(user_id))) {
    w.erase(kind_of<internal::RoleAssignment>(), a.id);
    ++removed;
  }
  return removed;
}

std::int64_t next_user_id(store::Writer& w) {
  return w.next_id("user", 130'001'001);
}

bool covers_account(const Grant& g, std::int64_t account_id, std::int64_t parent_customer_id) {
  const bool listed = std::ranges::find(g.account_ids, account_id) != g.account_ids.end();
  if (g.role == Role::super_admin || g.role == Role::aggregator || g.account_ids.empty())
    return g.customer_id == parent_customer_id || listed;
  return listed;
}

bool reaches_customer(const Principal& p, std::int64_t customer_id) {
  return std::ranges::any_of(p.grants, [&](const Grant& g) { return g.customer_id == customer_id; });
}

bool reaches_account(const Principal& p, std::int64_t account_id, std::int64_t parent_customer_id) {
  return std::ranges::any_of(p.grants, [&](const Grant& g) { return covers_account(g, account_id, parent_customer_id); });
}

}  // namespace adsbox::identity
