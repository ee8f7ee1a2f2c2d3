// The engine's limits: how many there are, and whether there is room for one more.
#include <algorithm>

#include "services/entity/counters.h"
#include "services/entity/engine_item.h"

namespace adsbox::services {
namespace {

bool contains(std::span<const std::int32_t> statuses, std::int32_t status) {
  return std::ranges::find(statuses, status) != statuses.end();
}

}  // namespace

std::int64_t EntityEngine::count(store::Reader& r, const Description::Limit& limit, const Parent& parent,
                                 const identity::AccountFacts& facts, std::int64_t most) const {
  using customer_management::AdvertiserAccount;
  if (limit.scope == Description::Scope::parent) return count_parent(r, limit, parent);
  const auto whole = [&](bool exact) {
    if (limit.scope == Description::Scope::account) return count_account(r, limit, facts.id, exact);
    std::int64_t n = 0;
    r.scan_parent(world::kind_of<AdvertiserAccount>(), facts.customer_id, [&](const store::RowView& row) {
      n += count_account(r, limit, row.id, exact);
      return true;
    });
    return n;
  };
  const auto rows = whole(false);
  return rows < most || limit.statuses.empty() ? rows : whole(true);
}

std::int64_t EntityEngine::count_account(store::Reader& r, const Description::Limit& limit, std::int64_t account,
                                         bool exact) const {
  const auto of_kind = [&](store::Kind kind) {
    if (!exact) return r.count_account(kind, account);
    std::int64_t n = 0;
    r.scan_account(kind, account, 0, [&](const store::RowView& row) {
      n += contains(limit.statuses, row.status) ? 1 : 0;
      return true;
    });
    return n;
  };
  std::int64_t n = of_kind(kind_);
  for (const TypeId type : limit.together) n += of_kind(kind_of_type(type));
  return n;
}

std::int64_t EntityEngine::count_parent(store::Reader& r, const Description::Limit& limit, const Parent& parent) const {
  const bool any = limit.counts == nullptr && limit.group == nullptr;
  if (any && limit.statuses.empty()) return r.count_parent(kind_, parent.id);
  std::int64_t n = 0;
  r.scan_parent(kind_, parent.id, [&](const store::RowView& view) {
    if (!limit.statuses.empty() && !contains(limit.statuses, view.status)) return true;
    n += any || limit.takes(*world::decode_body(view, kind_, root_)) ? 1 : 0;
    return true;
  });
  return n;
}

std::int64_t EntityEngine::scope_of(const Description::Limit& limit, const identity::AccountFacts& account) {
  return limit.scope == Description::Scope::customer ? account.customer_id : account.id;
}

void EntityEngine::note_growth(Call& call, const identity::AccountFacts& account, Counts& counts) const {
  for (std::size_t i = 0; i < counts.bounds.size(); ++i)
    if (const auto grown = std::exchange(counts.bounds[i].grown, 0); grown != 0)
      call.world.attached<Counters>().grow(d_.limits[i].name, scope_of(d_.limits[i], account), grown);
}

void EntityEngine::open_counts(const Call& call, Counts& counts) const {
  if (!counts.bounds.empty()) return;
  for (const auto& limit : d_.limits) {
    const auto& row = schema::find_limit(limit.name);
    counts.bounds.push_back({&row, limit_of(call.world, row), std::nullopt, std::nullopt, 0});
  }
}

bool EntityEngine::fits(Call& call, store::Reader& r, Item& item, const object* stored, const Parent& parent,
                        const identity::AccountFacts& account, Counts& of_parent, Counts& of_call) const {
  open_counts(call, of_parent);
  open_counts(call, of_call);
  const auto bound_of = [&](std::size_t i) -> Counts::Bound& {
    return (d_.limits[i].scope == Description::Scope::parent ? of_parent : of_call).bounds[i];
  };
  const auto grows = [&](const Description::Limit& limit, const object* o) {
    if (o == nullptr || !(limit.statuses.empty() || contains(limit.statuses, d_.status(*o)))) return false;
    return limit.takes(*o);
  };
  for (std::size_t i = 0; i < d_.limits.size(); ++i) {
    const auto& limit = d_.limits[i];
    if (!grows(limit, item.result.get()) || grows(limit, stored)) continue;
    auto& bound = bound_of(i);
    const auto read = [&] { return count(r, limit, parent, account, bound.most); };
    if (limit.scope == Description::Scope::parent && !bound.known) bound.known = read();
    if (!bound.known && (!bound.at_most || *bound.at_most >= bound.most)) {
      note_growth(call, account, of_call);
      bound.at_most = call.world.attached<Counters>().at_most(limit.name, scope_of(limit, account), bound.most, read);
    }
    const std::int64_t have = bound.known ? *bound.known : *bound.at_most;
    if (have < bound.most) continue;
    bound.known = have;  // exact: what is full is not counted again for each item
    item.errors.add(static_cast<Error>(bound.row->error), "limit." + std::string(limit.name), item.path.text(),
                    std::to_string(have), std::to_string(bound.most), "at most " + std::to_string(bound.most));
    return false;
  }
  for (std::size_t i = 0; i < d_.limits.size(); ++i) {
    const auto& limit = d_.limits[i];
    const int step = (grows(limit, item.result.get()) ? 1 : 0) - (grows(limit, stored) ? 1 : 0);
    auto& bound = bound_of(i);
    if (bound.known) *bound.known += step;
    if (step <= 0) continue;
    if (bound.at_most) ++*bound.at_most;
    if (limit.scope != Description::Scope::parent) ++bound.grown;
  }
  return true;
}

}  // namespace adsbox::services
