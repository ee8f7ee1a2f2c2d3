#include "identity/links.h"

#include <algorithm>
#include <limits>
#include <map>

#include "identity/hierarchy.h"
#include "identity/notifications.h"
#include "identity/row_version.h"
#include "net/blocking.h"
#include "schema/rules.h"
#include "world/entities.h"

namespace adsbox::identity {
namespace {

namespace cm = customer_management;

std::int64_t seconds(std::string_view limit) {
  return schema::find_limit(limit).value * DateTime::ticks_per_second;
}

std::int64_t ticks(const opt<DateTime>& d) {
  return d ? (*d).ticks() : 0;
}

bool solvent(store::Reader& r, std::int64_t customer_id) {
  const auto customer = world::load<cm::Customer>(r, customer_id);
  if (!customer) return false;
  const auto status = (*customer)->customer_financial_status.value_or(cm::CustomerFinancialStatus::ClearFinancialStatus);
  return status != cm::CustomerFinancialStatus::SoldToOnly && status != cm::CustomerFinancialStatus::CreditHold;
}

/// Whether the client can be linked at this moment, its bill included.
bool can_begin(store::Reader& r, const Link& l) {
  const auto& v = l.value;
  const auto client = v.client_entity_id.value_or(0);
  if (is_customer_link(l)) {
    const auto customer = world::load<cm::Customer>(r, client);
    if (!customer || (*customer)->customer_life_cycle_status == cm::CustomerLifeCycleStatus::Inactive) return false;
    return Hierarchy(r).room_for(l.parent, client);
  }
  const auto account = world::load<cm::AdvertiserAccount>(r, client);
  if (!account || (*account)->account_life_cycle_status == cm::AccountLifeCycleStatus::Inactive) return false;
  for (const auto& other : links_of_client(r, client, false))
    if (other.id != l.id && in_force(status_of(other))) return false;
  return v.is_bill_to_client.value_or(true) || solvent(r, l.parent);
}

bool can_end(store::Reader& r, const Link& l) {
  if (is_customer_link(l) || l.value.is_bill_to_client.value_or(true)) return true;
  const auto account = world::load<cm::AdvertiserAccount>(r, l.value.client_entity_id.value_or(0));
  return !account || solvent(r, (*account)->parent_customer_id.value_or(account->parent));
}

/// What the account itself tells of the agency that works for it.
void tell_account(store::Writer& w, const Link& l, bool begins, std::int64_t at) {
  if (is_customer_link(l)) return;
  auto account = world::load<cm::AdvertiserAccount>(w, l.value.client_entity_id.value_or(0));
  if (!account) return;
  auto& a = **account;
  if (!l.value.is_bill_to_client.value_or(true))
    a.bill_to_customer_id = begins ? l.parent : a.parent_customer_id.value_or(account->parent);
  a.linked_agencies.set_nil();
  if (begins) {
    auto agency = make<cm::CustomerInfo>();
    agency->id = l.parent;
    if (const auto customer = world::load<cm::Customer>(w, l.parent)) agency->name = (*customer)->name;
    a.linked_agencies.push_back(std::move(agency));
  }
  a.time_stamp = next_row_version(w);
  a.last_modified_time = DateTime(at, true);
  account->modified = at;
  world::save(w, *account);
}

/// Takes the one step that is due at `at`.
void step(store::Writer& w, Link& l, std::int64_t at) {
  const auto to = [&](LinkStatus next) {
    l.value.status = static_cast<std::int32_t>(next);
    l.value.changed_at = DateTime(at, true);
  };
  switch (status_of(l)) {
    case LinkStatus::LinkPending:
      to(LinkStatus::LinkExpired);
      break;
    case LinkStatus::LinkInProgress:
      if (can_begin(w, l)) {
        to(LinkStatus::Active);
        tell_account(w, l, true, at);
      } else {
        to(LinkStatus::LinkFailed);
      }
      break;
    case LinkStatus::UnlinkPending:
      to(LinkStatus::UnlinkInProgress);
      break;
    default:
      if (can_end(w, l)) {
        to(LinkStatus::Inactive);
        tell_account(w, l, false, at);
      } else {
        to(LinkStatus::Active);  // a link that could not be ended goes on
      }
  }
  save_link(w, l, at);
  notify_of_link(w, l, at);
}

template <class Key>
std::vector<Link> latest(std::vector<Link> links, Key key) {
  std::erase_if(links, [](const Link& l) { return l.value.aggregatee.value_or(false); });
  std::map<decltype(key(links[0])), std::int64_t> newest;
  for (const auto& l : links) newest[key(l)] = std::max(newest[key(l)], l.id);
  std::erase_if(links, [&](const Link& l) { return newest[key(l)] != l.id; });
  return links;
}

}  // namespace

LinkStatus status_of(const Link& link) {
  return static_cast<LinkStatus>(link.value.status.value_or(0));
}

bool is_open(LinkStatus status) {
  static const auto open = [] {
    std::uint32_t bits = 0;
    const auto& field = *schema::find_field(schema::type_info(cm::ClientLink::type_id), "Status");
    const auto& set = *schema::find_set("client-link-open");
    for (const auto& v : schema::values_of(schema::contract.enums[field.type]))
      if (schema::contains(set, schema::text(v.name))) bits |= 1u << v.number;
    return bits;
  }();
  return (open >> static_cast<unsigned>(status) & 1) != 0;
}

bool in_force(LinkStatus status) {
  return status == LinkStatus::Active || status == LinkStatus::UnlinkPending || status == LinkStatus::UnlinkInProgress;
}

std::int64_t due_of(const Link& l) {
  const auto& v = l.value;
  switch (status_of(l)) {
    case LinkStatus::LinkPending:
      return ticks(v.created_at) + 86'400 * seconds("client-link-days");
    case LinkStatus::LinkInProgress:
      return std::max(ticks(v.start_date), ticks(v.changed_at)) + seconds("client-link-seconds");
    case LinkStatus::UnlinkPending:
      return ticks(v.changed_at) + seconds("client-unlink-pending-seconds");
    case LinkStatus::UnlinkInProgress:
      return ticks(v.changed_at) + seconds("client-link-seconds");
    default:
      return std::numeric_limits<std::int64_t>::max();
  }
}

std::optional<std::int64_t> busy_from(const Link& l) {
  const auto status = status_of(l);
  if (is_customer_link(l) || (status != LinkStatus::LinkInProgress && status != LinkStatus::UnlinkInProgress))
    return std::nullopt;
  return due_of(l) - seconds("client-link-seconds");
}

std::vector<Link> links_of_manager(store::Reader& r, std::int64_t customer_id) {
  return latest(all_of_parent<internal::ClientLinkRecord>(r, customer_id),
                [](const Link& l) { return std::pair(l.account, is_customer_link(l)); });
}

std::int64_t modified_at(const Link& l) {
  return ticks(l.value.modified_at);
}

std::vector<Link> all_links_of_account(store::Reader& r, std::int64_t account_id) {
  std::vector<Link> found;
  r.scan_account(kind_of<internal::ClientLinkRecord>(), account_id, 0, [&](const store::RowView& row) {
    if (auto l = decode_row<internal::ClientLinkRecord>(row); l && !is_customer_link(*l)) found.push_back(std::move(*l));
    return true;
  });
  return found;
}

std::vector<Link> links_of_client(store::Reader& r, std::int64_t client_id, bool customer_link) {
  std::vector<Link> found;
  r.scan_account(kind_of<internal::ClientLinkRecord>(), client_id, 0, [&](const store::RowView& row) {
    if (auto l = decode_row<internal::ClientLinkRecord>(row); l && is_customer_link(*l) == customer_link)
      found.push_back(std::move(*l));
    return true;
  });
  return latest(std::move(found), [](const Link& l) { return l.parent; });
}

std::optional<Link> find_link(store::Reader& r, std::int64_t managing, std::int64_t client, bool customer_link) {
  for (auto& l : links_of_client(r, client, customer_link))
    if (l.parent == managing) return std::move(l);
  return std::nullopt;
}

void save_link(store::Writer& w, Link& l, std::int64_t now) {
  auto& v = l.value;
  l.parent = v.managing_customer_id.value_or(0);
  l.account = v.client_entity_id.value_or(0);
  l.status = v.status.value_or(0);
  v.time_stamp = next_row_version(w);
  v.modified_at = DateTime(now, true);
  if (l.id == 0) l.id = w.next_id("adsbox." + std::to_string(kind_of<internal::ClientLinkRecord>()), 1);
  put(w, l, now);
}

Link new_link(std::int64_t managing, std::int64_t client, bool customer_link, std::int64_t user_id, DateTime now) {
  Link l;
  auto& v = l.value;
  v.managing_customer_id = managing;
  v.client_entity_id = client;
  v.customer_link = customer_link;
  v.status = static_cast<std::int32_t>(LinkStatus::LinkPending);
  v.inviter_user_id = user_id;
  v.modified_by_user_id = user_id;
  v.created_at = now;
  v.changed_at = now;
  v.start_date = now;
  v.suppress_notification = false;
  return l;
}

void add_aggregatee(store::Writer& w, std::int64_t aggregator, std::int64_t account, std::int64_t user_id, DateTime now) {
  auto l = new_link(aggregator, account, false, user_id, now);
  l.value.aggregatee = true;
  l.value.is_bill_to_client = false;
  l.value.status = static_cast<std::int32_t>(LinkStatus::Active);
  save_link(w, l, now.ticks());
}

void settle_links(world::World& world) {
  net::about_to_block();
  world.store().write([&](store::Writer& w) {
    const auto now = world.clock().ticks();
    bool changed = false;
    std::vector<Link> due;
    for (auto& l : all_of_kind<internal::ClientLinkRecord>(w))
      if (due_of(l) <= now) due.push_back(std::move(l));
    // In the order of time, so that it makes no difference when somebody looked.
    while (!due.empty()) {
      const auto first = std::ranges::min_element(due, {}, due_of);
      step(w, *first, due_of(*first));
      changed = true;
      if (due_of(*first) > now) due.erase(first);
    }
    return changed;
  });
}

}  // namespace adsbox::identity
