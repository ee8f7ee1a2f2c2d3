#include "identity/pilots.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "schema/rules.h"

namespace adsbox::identity {
namespace {

using internal::PilotFeatures;

const std::vector<std::int32_t>& everybodys(bool account) {
  static const auto read = [](std::string_view name) {
    std::vector<std::int32_t> ids;
    for (const auto n : schema::values_of(*schema::find_set(name))) {
      const auto text = schema::rule_book.text(n);
      std::from_chars(text.data(), text.data() + text.size(), ids.emplace_back());
    }
    return ids;
  };
  static const auto customers = read("pilots-of-customers"), accounts = read("pilots-of-accounts");
  return account ? accounts : customers;
}

}  // namespace

std::vector<std::int32_t> pilots_of(store::Reader& r, std::int64_t id, bool account) {
  const auto& all = everybodys(account);
  std::set<std::int32_t> in(all.begin(), all.end());
  if (const auto own = get<PilotFeatures>(r, id)) {
    for (const auto& n : own->value.enabled) in.insert(static_cast<std::int32_t>(n.value_or(0)));
    for (const auto& n : own->value.disabled) in.erase(static_cast<std::int32_t>(n.value_or(0)));
  }
  return {in.begin(), in.end()};
}

bool has_pilot(world::World& world, std::int64_t customer_id, std::int32_t pilot) {
  return reading(world.store(), [&](store::Reader& r) {
    const auto ids = pilots_of(r, customer_id, false);
    return std::ranges::binary_search(ids, pilot);
  });
}

void set_pilot(store::Writer& w, std::int64_t id, std::int32_t pilot, bool enabled, std::int64_t now) {
  auto row = get<PilotFeatures>(w, id).value_or(Stored<PilotFeatures>{id, 0, 0, 0, {}, {}});
  const auto with = [&](const list<opt<std::int64_t>>& ids, bool add) {
    list<opt<std::int64_t>> out;
    for (const auto& n : ids)
      if (n.value_or(0) != pilot) out.push_back(n);
    if (add) out.push_back(std::int64_t{pilot});
    return out;
  };
  row.value.enabled = with(row.value.enabled, enabled);
  row.value.disabled = with(row.value.disabled, !enabled);
  put(w, row, now);
}

}  // namespace adsbox::identity
