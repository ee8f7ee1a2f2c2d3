// GetBMCStoresByCustomerId.
#include "services/campaign_management/reference/stores.h"

#include <algorithm>

#include "adsbox/customer_management.h"
#include "adsbox/internal.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;
using internal::StoreLink;

namespace {

constexpr std::int64_t first_store = 1'000'001, first_link = 1;

/// What is wrong with a store before anything is written; empty = nothing.
std::string problem(store::Reader& r, const NewStore& s) {
  for (const auto customer : s.partners)
    if (customer == s.customer_id) return "a customer does not link its own store";
  auto customers = s.partners;
  customers.push_back(s.customer_id);
  for (const auto customer : customers)
    if (!world::load<customer_management::Customer>(r, customer)) return "there is no customer " + std::to_string(customer);
  if (!s.store.name || s.store.name.empty()) return "a store needs a name";
  if (s.id < 0) return "the id of a store is above 0";
  if (s.id != 0 && world::load<BMCStore>(r, s.id)) return "there is a store " + std::to_string(s.id) + " already";
  return {};
}

Result<GetBMCStoresByCustomerId> get_bmc_stores(Call& call, const GetBMCStoresByCustomerIdRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  static const auto flags_enum = field_of(GetBMCStoresByCustomerIdRequest::type_id, "ReturnAdditionalFields").type;
  const auto asked = static_cast<std::uint64_t>(request.return_additional_fields.value_or(BMCStoreAdditionalField{}));
  hide_unasked(call.filter, flags_enum, asked);
  const bool with_global = (asked & static_cast<std::uint64_t>(BMCStoreAdditionalField::GlobalStore)) != 0;
  GetBMCStoresByCustomerIdResponse response;
  response.bmc_stores.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (auto& s : stores_of(r, call.customer_id))
      if (with_global || s->sub_type != opt(BMCStoreSubType::GlobalStore)) response.bmc_stores.push_back(std::move(s.value));
  });
  return response;
}

}  // namespace

std::vector<StoredBmcStore> stores_of(store::Reader& r, std::int64_t customer_id) {
  auto found = world::children<BMCStore>(r, customer_id);
  world::for_each_child<StoreLink>(r, customer_id, [&](world::Stored<StoreLink>& link) {
    if (auto s = world::load<BMCStore>(r, link->store_id.value_or(0))) {
      (*s)->sub_type = BMCStoreSubType::CoOp;
      found.push_back(std::move(*s));
    }
    return true;
  });
  std::ranges::sort(found, {}, &StoredBmcStore::id);
  return found;
}

bool has_store(store::Reader& r, std::int64_t customer_id, std::int64_t store_id) {
  const auto row = r.get(world::kind_of<BMCStore>(), store_id);
  return row && (row->parent == customer_id || world::find<StoreLink>(r, customer_id, std::to_string(store_id)));
}

std::expected<std::int64_t, std::string> add_store(world::World& world, const NewStore& asked) {
  std::string wrong;
  std::int64_t id = asked.id;
  const auto now = world.clock().ticks();
  world.store().write([&](store::Writer& w) {
    wrong = problem(w, asked);
    if (!wrong.empty()) return false;
    id = asked.id;
    while (id == 0 || (asked.id == 0 && w.get(world::kind_of<BMCStore>(), id))) id = w.next_id("bmc_store", first_store);
    auto store = asked.store;
    store.id = id;
    world::save(w, store::RowView{id, 0, asked.customer_id, 0, now, store.name.view(), {}}, store);
    for (const auto partner : asked.partners) {
      StoreLink link;
      link.store_id = id;
      world::save(w, store::RowView{w.next_id("store_link", first_link), 0, partner, 0, now, std::to_string(id), {}}, link);
    }
    return true;
  });
  if (!wrong.empty()) return std::unexpected(wrong);
  return id;
}

void register_stores(Registry& registry) {
  registry.own({"stores", {.records = world::kinds_of<BMCStore, StoreLink>(), .sequences = {"bmc_store", "store_link"}}});
  registry.add<GetBMCStoresByCustomerId>(get_bmc_stores);
}

}  // namespace adsbox::services
