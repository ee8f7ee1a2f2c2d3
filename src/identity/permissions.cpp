#include "identity/permissions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "identity/accounts.h"
#include "identity/roles.h"

namespace adsbox::identity {
namespace {

unsigned bit_of(Role role) {
  for (std::size_t i = 0; i < std::size(schema::role_bits); ++i)
    if (schema::role_bits[i] == static_cast<std::int32_t>(role)) return 1u << i;
  return 0;
}

std::string role_names(unsigned bits) {
  constexpr std::string_view names[] = {"Advertiser Campaign Manager", "Aggregator", "Super Admin", "Viewer", "Standard User"};
  std::string s;
  for (std::size_t i = 0; i < std::size(names); ++i)
    if ((bits >> i) & 1) (s.empty() ? s : s += ", ") += names[i];
  return s.empty() ? "nobody" : s;
}

struct Target {
  std::int64_t id = 0;
  bool account = false;
  std::string where;  // header or member that names it
};

std::unexpected<Failure> refuse(const Principal& principal, const schema::OperationInfo& operation, const Target& target,
                                unsigned held) {
  const auto& p = permission_of(operation);
  const std::string kind = target.account ? "account" : "customer";
  const std::string who = principal.user_name.empty() ? std::string("the caller") : principal.user_name;
  const std::string on = target.id == 0 ? std::string(" anywhere") : " on " + kind + " " + std::to_string(target.id);
  Explanation why;
  why.field = target.where;
  why.value = target.id == 0 ? std::string() : std::to_string(target.id);
  if (held == 0 && target.id != 0) {
    why.rule = "permission." + kind + ".reach";
    why.expected = std::string(target.account ? "an account" : "a customer") + " that a role of the caller reaches; " + who +
                   " has no role" + on + " (if there is such " + (target.account ? "an account" : "a customer") + ")";
  } else {
    why.rule = "permission.role";
    why.bound = role_names(p.roles);
    why.expected = std::string(schema::text(operation.name)) + " needs one of the roles: " + role_names(p.roles) + "; " + who +
                   " has" + on + ": " + (held == 0 ? std::string("none") : role_names(held));
  }
  return fail(FaultKind::operation, static_cast<Error>(p.refusal), std::move(why));
}

void targets_of(const schema::OperationInfo& operation, const object& request, std::vector<Target>& out) {
  const auto& p = permission_of(operation);
  const auto fields = schema::fields_of(schema::type_info(request.contract_type));
  for (const auto& s : schema::rule_book.subjects.subspan(p.first_subject, p.subject_count)) {
    const auto& f = fields[s.field];
    const void* at = reinterpret_cast<const char*>(&request) + f.offset;
    const std::string name(schema::text(f.name));
    if (f.kind == schema::Kind::int64) {
      if (const auto& id = *static_cast<const opt<std::int64_t>*>(at); id && *id > 0) out.push_back({*id, s.account, name});
      continue;
    }
    int i = 0;
    for (const auto& id : *static_cast<const list<opt<std::int64_t>>*>(at)) {
      if (id && *id > 0) out.push_back({*id, s.account, name + "[" + std::to_string(i) + "]"});
      ++i;
    }
  }
}

}  // namespace

const schema::PermissionInfo& permission_of(const schema::OperationInfo& operation) {
  return schema::rule_book.permissions[schema::id_of(operation)];
}

unsigned roles_on_customer(const Principal& principal, std::int64_t customer_id) {
  unsigned bits = 0;
  for (const auto& g : principal.grants)
    if (g.customer_id == customer_id) bits |= bit_of(g.role);
  return bits;
}

unsigned roles_on_account(world::World& world, const Principal& principal, std::int64_t account_id) {
  const auto facts = find_account(world, account_id);
  if (!facts) return 0;
  unsigned bits = 0;
  for (const auto& g : principal.grants)
    if (covers_account(g, account_id, facts->customer_id)) bits |= bit_of(g.role);
  return bits;
}

std::expected<void, Failure> authorize(world::World& world, const Principal& principal, const schema::OperationInfo& operation,
                                       const HeaderIds& ids, const object& request) {
  const auto& p = permission_of(operation);
  std::vector<Target> targets;
  if (!p.has(schema::PermissionInfo::ignores_headers) && ids.account_id > 0)
    targets.push_back({ids.account_id, true, "CustomerAccountId"});
  targets_of(operation, request, targets);

  std::int64_t owner = 0;  // of the header's account
  for (const auto& t : targets) {
    const unsigned held = t.account ? roles_on_account(world, principal, t.id) : roles_on_customer(principal, t.id);
    if ((held & p.roles) == 0) return refuse(principal, operation, t, held);
    if (t.account && owner == 0)
      if (const auto facts = find_account(world, t.id)) owner = facts->customer_id;
  }
  // The customer header is the customer that owns the account, one that links it, or the manager account that the caller works
  // from: any that the caller has a way to.
  if (!p.has(schema::PermissionInfo::ignores_headers) && ids.customer_id > 0 && ids.customer_id != owner) {
    const unsigned held = roles_on_customer(principal, ids.customer_id);
    if (held == 0) return refuse(principal, operation, {ids.customer_id, false, "CustomerId"}, 0);
    if (targets.empty() && (held & p.roles) == 0)
      return refuse(principal, operation, {ids.customer_id, false, "CustomerId"}, held);
  } else if (targets.empty()) {
    unsigned held = 0;
    for (const auto& g : principal.grants) held |= bit_of(g.role);
    if ((held & p.roles) == 0) return refuse(principal, operation, {}, held);
  }
  return {};
}

}  // namespace adsbox::identity
