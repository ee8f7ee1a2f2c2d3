#include "identity/permissions.h"

#include <algorithm>
#include <string>

#include "identity/accounts.h"
#include "identity/decisions.h"
#include "identity/roles.h"

namespace adsbox::identity {
namespace {

using schema::PermissionInfo;
using schema::SubjectKind;

constexpr std::string_view account_header = "CustomerAccountId", customer_header = "CustomerId";

/// An id that a call names: by a header, or by a member of the request.
struct Target {
  std::int64_t id = 0;
  SubjectKind kind = SubjectKind::account;
  std::string_view header;                   // empty: of the request
  const schema::Subject* subject = nullptr;  // where in the request
  int index = -1;                            // in that list
};

const schema::FieldInfo& field_of(const object& o, std::uint16_t position) {
  return schema::fields_of(schema::type_info(o.contract_type))[position];
}

std::string name_of(const Target& t, const object& request) {
  if (t.subject == nullptr) return std::string(t.header);
  const auto& f = field_of(request, t.subject->field);
  std::string name(schema::text(f.name));
  if (t.subject->inner != schema::Subject::direct)
    name.append(".").append(schema::text(schema::fields_of(schema::type_info(f.type))[t.subject->inner].name));
  if (t.index >= 0) name.append("[").append(std::to_string(t.index)).append("]");
  return name;
}

std::unexpected<Failure> refuse(const Principal& principal, const schema::OperationInfo& operation, const Target& target,
                                unsigned held, const object& request) {
  constexpr std::string_view kinds[] = {"account", "customer", "user"};
  const auto& p = permission_of(operation);
  const std::string kind(kinds[static_cast<std::size_t>(target.kind)]);
  const std::string who = principal.user_name.empty() ? std::string("the caller") : principal.user_name;
  const std::string on = target.id == 0 ? std::string(" anywhere") : " on " + kind + " " + std::to_string(target.id);
  Explanation why;
  why.field = name_of(target, request);
  why.value = target.id == 0 ? std::string() : std::to_string(target.id);
  if (held == 0 && target.id != 0) {
    const std::string a = target.kind == SubjectKind::account ? "an " : "a ";
    why.rule = "permission." + kind + ".reach";
    why.expected =
        a + kind + " that a role of the caller reaches; " + who + " has no role" + on + " (if there is such " + a + kind + ")";
  } else {
    why.rule = "permission.role";
    why.bound = role_names(p.roles);
    why.expected = std::string(schema::text(operation.name)) + " needs one of the roles: " + role_names(p.roles) + "; " + who +
                   " has" + on + ": " + (held == 0 ? std::string("none") : role_names(held));
    if (p.has(PermissionInfo::administrative)) why.expected += " (roles by Standard customer links do not count)";
  }
  return fail(FaultKind::operation, static_cast<Error>(p.refusal), std::move(why));
}

/// Calls `check(Target)` for each id in the request that the table names, until it returns false.
template <class F>
bool each_subject(const PermissionInfo& p, const object& request, F&& check) {
  for (const auto& s : schema::rule_book.subjects.subspan(p.first_subject, p.subject_count)) {
    const auto* f = &field_of(request, s.field);
    const void* at = reinterpret_cast<const char*>(&request) + f->offset;
    if (s.inner != schema::Subject::direct) {
      const auto& inner = *static_cast<const box<object>*>(at);
      if (!inner) continue;
      f = &field_of(*inner, s.inner);
      at = reinterpret_cast<const char*>(inner.get()) + f->offset;
    }
    if (f->kind == schema::Kind::int64) {
      if (const auto& id = *static_cast<const opt<std::int64_t>*>(at); id && *id > 0)
        if (!check(Target{*id, s.kind, {}, &s})) return false;
      continue;
    }
    int i = 0;
    for (const auto& id : *static_cast<const list<opt<std::int64_t>>*>(at)) {
      if (id && *id > 0 && !check(Target{*id, s.kind, {}, &s, i})) return false;
      ++i;
    }
  }
  return true;
}

/// Calls `use(grant)` for the grants on a customer.
template <class F>
void each_grant_on(const Principal& p, std::int64_t customer_id, F&& use) {
  if (p.by_customer.empty()) {
    for (const auto& g : p.grants)
      if (g.customer_id == customer_id) use(g);
    return;
  }
  const auto customer_of = [&](std::uint32_t i) { return p.grants[i].customer_id; };
  for (auto it = std::ranges::lower_bound(p.by_customer, customer_id, {}, customer_of);
       it != p.by_customer.end() && customer_of(*it) == customer_id; ++it)
    use(p.grants[*it]);
}

bool counts(const Grant& g, bool administrative) {
  return !administrative || g.link_permission != "Standard";
}

}  // namespace

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

const PermissionInfo& permission_of(const schema::OperationInfo& operation) {
  return schema::rule_book.permissions[schema::id_of(operation)];
}

unsigned roles_anywhere(const Principal& principal) {
  unsigned bits = 0;
  for (const auto& g : principal.grants) bits |= bit_of(g.role);
  return bits;
}

unsigned roles_on_customer(const Principal& principal, std::int64_t customer_id, bool administrative) {
  unsigned bits = 0;
  each_grant_on(principal, customer_id, [&](const Grant& g) {
    if (counts(g, administrative)) bits |= bit_of(g.role);
  });
  return bits;
}

unsigned roles_on_account(world::World& world, const Principal& principal, std::int64_t account_id, bool administrative) {
  const auto facts = find_account(world, account_id);
  if (!facts) return 0;
  unsigned bits = 0;
  const auto look = [&](const Grant& g) {
    if (counts(g, administrative) && covers_account(g, account_id, facts->customer_id)) bits |= bit_of(g.role);
  };
  if (principal.by_customer.empty()) {
    for (const auto& g : principal.grants) look(g);
    return bits;
  }
  each_grant_on(principal, facts->customer_id, look);
  for (const auto manager : hierarchy(world)->managers(account_id)) each_grant_on(principal, manager, look);
  return bits;
}

std::expected<void, Failure> authorize(world::World& world, const Principal& principal, const schema::OperationInfo& operation,
                                       const HeaderIds& ids, const object& request) {
  const auto& p = permission_of(operation);
  const bool headers = !p.has(PermissionInfo::ignores_headers), administrative = p.has(PermissionInfo::administrative);
  std::int64_t owner = 0;  // of the first account
  bool any = false;
  Target refused;
  unsigned held = 0;
  const auto allowed = [&](const Target& t) {
    any = true;
    if (t.kind == SubjectKind::account) {
      held = roles_on_account(world, principal, t.id, administrative);
      if (owner == 0)
        if (const auto facts = find_account(world, t.id)) owner = facts->customer_id;
    } else {
      held = roles_on_customer(principal, t.kind == SubjectKind::customer ? t.id : customer_of_user(world, t.id), administrative);
    }
    if ((held & p.roles) != 0) return true;
    refused = t;
    // A role that a Standard link takes away is one that is not enough, not a lack of reach.
    if (held == 0 && administrative && t.kind != SubjectKind::account)
      held = roles_on_customer(principal, t.kind == SubjectKind::customer ? t.id : customer_of_user(world, t.id));
    return false;
  };
  if (headers && ids.account_id > 0 && !allowed({ids.account_id, SubjectKind::account, account_header}))
    return refuse(principal, operation, refused, held, request);
  if (!each_subject(p, request, allowed)) return refuse(principal, operation, refused, held, request);

  // The customer header is the customer that owns the account, one that links it, or the manager account that the caller works
  // from: any that the caller has a way to.
  if (headers && ids.customer_id > 0 && ids.customer_id != owner) {
    held = roles_on_customer(principal, ids.customer_id);
    if (held == 0 || (!any && (held & p.roles) == 0))
      return refuse(principal, operation, {ids.customer_id, SubjectKind::customer, customer_header}, held, request);
  } else if (!any) {
    held = roles_anywhere(principal);
    if ((held & p.roles) == 0) return refuse(principal, operation, {}, held, request);
  }
  return decide(world, principal, operation, request);
}

}  // namespace adsbox::identity
