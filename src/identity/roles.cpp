#include "identity/roles.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <tuple>

#include "adsbox/customer_management.h"

namespace adsbox::identity {
namespace {

Grant grant_of(const internal::RoleAssignment& a) {
  Grant g;
  g.customer_id = a.customer_id.value_or(0);
  g.role = static_cast<Role>(a.role_id.value_or(0));
  for (const auto& id : a.account_ids) g.account_ids.push_back(id.value_or(0));
  for (const auto& id : a.customer_ids) g.customer_ids.push_back(id.value_or(0));
  g.limited = a.limited.value_or(false);
  g.link_permission = a.link_permission.str();
  g.user_id = a.user_id.value_or(0);
  return g;
}

bool listed(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::ranges::find(ids, id) != ids.end();
}

bool in_sorted(const std::shared_ptr<const std::vector<std::int64_t>>& ids, std::int64_t id) {
  return ids != nullptr && std::ranges::binary_search(*ids, id);
}

/// Those of the accounts that belong to the customer, or that it holds links to.
std::vector<std::int64_t> of_customer(const Hierarchy& links, store::Reader& r, const std::vector<std::int64_t>& accounts,
                                      std::int64_t customer_id) {
  std::vector<std::int64_t> found;
  for (const auto id : accounts) {
    const auto row = in_sorted(links.linked_accounts(customer_id), id)
                         ? std::nullopt
                         : r.get(kind_of<customer_management::AdvertiserAccount>(), id);
    if (in_sorted(links.linked_accounts(customer_id), id) || (row && row->parent == customer_id)) found.push_back(id);
  }
  return found;
}

/// Makes of a given role what it reaches on its own customer.
void settle(const Hierarchy& links, store::Reader& r, Grant& g) {
  if (is_customer_level(g.role)) g.account_ids.clear();  // cannot be limited to accounts
  g.linked = links.linked_accounts(g.customer_id);
  const bool limited = g.limited || !g.customer_ids.empty() || !g.account_ids.empty();
  if (listed(g.customer_ids, g.customer_id)) {  // the own customer as a whole, and others
    g.account_ids.clear();
    g.limited = false;
    return;
  }
  g.limited = limited;
  if (!limited) return;
  g.account_ids = of_customer(links, r, g.account_ids, g.customer_id);
  g.linked = nullptr;
  if (g.account_ids.empty() && (!g.customer_ids.empty() || is_customer_level(g.role))) g.link_permission = linked_entity_only;
}

/// All customers below, with the better of the permissions by which they are reached: the weakest link of a way counts.
void below(const Hierarchy& links, std::int64_t customer_id, bool administrative, std::map<std::int64_t, bool>& found) {
  for (const auto& c : links.children(customer_id)) {
    const bool permission = administrative && c.administrative;
    const auto [it, added] = found.emplace(c.customer_id, permission);
    if (!added && (it->second || !permission)) continue;  // nothing better
    it->second = permission;
    below(links, c.customer_id, permission, found);
  }
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
  r.scan_account(kind_of<internal::RoleAssignment>(), customer_id, 0, [&](const store::RowView& row) {
    if (const auto a = decode_row<internal::RoleAssignment>(row)) found.emplace_back(a->parent, grant_of(a->value));
    return true;
  });
  return found;
}

void assign_role(store::Writer& w, std::int64_t login_id, const Grant& g, std::int64_t now) {
  Stored<internal::RoleAssignment> row;
  for (auto& a : all_of_parent<internal::RoleAssignment>(w, login_id)) {
    const bool aggregator = a.value.role_id.value_or(0) == static_cast<std::int32_t>(Role::aggregator);
    if (a.value.customer_id.value_or(0) == g.customer_id && aggregator == (g.role == Role::aggregator)) row = std::move(a);
  }
  auto& v = row.value;
  v.login_id = login_id;
  v.user_id = g.user_id;
  v.customer_id = g.customer_id;
  v.role_id = static_cast<std::int32_t>(g.role);
  v.account_ids.reset();
  for (const auto id : g.account_ids) v.account_ids.push_back(id);
  v.customer_ids.reset();
  for (const auto id : g.customer_ids) v.customer_ids.push_back(id);
  v.limited = g.limited;
  v.link_permission = g.link_permission;
  row.parent = login_id;
  row.account = g.customer_id;
  row.key = std::to_string(g.user_id);
  if (row.id == 0) row.id = w.next_id("adsbox." + std::to_string(kind_of<internal::RoleAssignment>()), 1);
  put(w, row, now);
}

bool remove_role(store::Writer& w, std::int64_t login_id, std::int64_t customer_id, std::optional<Role> role) {
  bool removed = false;
  for (const auto& a : all_of_parent<internal::RoleAssignment>(w, login_id)) {
    if (a.value.customer_id.value_or(0) != customer_id) continue;
    if (role && a.value.role_id.value_or(0) != static_cast<std::int32_t>(*role)) continue;
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

std::vector<Grant> expand(const Hierarchy& links, store::Reader& r, std::vector<Grant> given) {
  auto all = given;
  for (auto& g : all) settle(links, r, g);
  std::map<std::tuple<std::int64_t, Role, bool>, std::size_t> places;  // of the roles by links
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bool limited = all[i].limited || !given[i].customer_ids.empty();
    std::map<std::int64_t, bool> found;
    below(links, given[i].customer_id, true, found);
    for (const auto& [customer, administrative] : found) {
      Grant reached;
      reached.limited = limited && !listed(given[i].customer_ids, customer);
      if (reached.limited && !is_customer_level(given[i].role))
        reached.account_ids = of_customer(links, r, given[i].account_ids, customer);
      if (reached.limited && reached.account_ids.empty()) continue;
      const auto [place, added] = places.emplace(std::tuple(customer, given[i].role, reached.limited), all.size());
      if (!added) {
        auto& known = all[place->second];
        if (administrative) known.link_permission = "Administrative";
        for (const auto id : reached.account_ids)
          if (!listed(known.account_ids, id)) known.account_ids.push_back(id);
        continue;
      }
      reached.customer_id = customer;
      reached.role = given[i].role;
      reached.link_permission = administrative ? "Administrative" : "Standard";
      reached.user_id = given[i].user_id;
      if (!reached.limited) reached.linked = links.linked_accounts(customer);
      all.push_back(std::move(reached));
    }
  }
  return all;
}

std::vector<Grant> reach_of_user(world::World& world, std::int64_t user_id) {
  const auto links = hierarchy(world);
  return reading(world.store(), [&](store::Reader& r) { return expand(*links, r, grants_of_user(r, user_id)); });
}

std::vector<Grant> reach_of_login(world::World& world, std::int64_t login_id) {
  const auto links = hierarchy(world);
  return reading(world.store(), [&](store::Reader& r) { return expand(*links, r, grants_of_login(r, login_id)); });
}

void index_grants(Principal& p) {
  constexpr std::size_t quickly_read_through = 8;
  p.by_customer.clear();
  if (p.grants.size() <= quickly_read_through) return;
  p.by_customer.resize(p.grants.size());
  std::iota(p.by_customer.begin(), p.by_customer.end(), 0u);
  std::ranges::stable_sort(p.by_customer, {}, [&](std::uint32_t i) { return p.grants[i].customer_id; });
}

std::int64_t next_user_id(store::Writer& w) {
  return w.next_id("user", 130'001'001);
}

bool covers_all_accounts(const Grant& g) {
  if (g.link_permission == linked_entity_only) return false;
  return is_customer_level(g.role) || (g.account_ids.empty() && !g.limited);
}

bool covers_account(const Grant& g, std::int64_t account_id, std::int64_t parent_customer_id) {
  if (covers_all_accounts(g) && (g.customer_id == parent_customer_id || in_sorted(g.linked, account_id))) return true;
  return listed(g.account_ids, account_id);
}

bool reaches_customer(const Principal& p, std::int64_t customer_id) {
  return std::ranges::any_of(p.grants, [&](const Grant& g) { return g.customer_id == customer_id; });
}

bool reaches_account(const Principal& p, std::int64_t account_id, std::int64_t parent_customer_id) {
  return std::ranges::any_of(p.grants, [&](const Grant& g) { return covers_account(g, account_id, parent_customer_id); });
}

bool is_own_user(const Principal& p, std::int64_t user_id) {
  return user_id == p.user_id || std::ranges::any_of(p.grants, [&](const Grant& g) { return g.user_id == user_id; });
}

std::int64_t user_on(const Principal& p, std::int64_t customer_id) {
  const auto it = std::ranges::find_if(p.grants, [&](const Grant& g) { return g.customer_id == customer_id; });
  return it == p.grants.end() ? p.user_id : it->user_id;
}

}  // namespace adsbox::identity
