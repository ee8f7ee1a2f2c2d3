#include "admin/stores.h"

#include "codec/json_object.h"
#include "services/campaign_management/reference/stores.h"

namespace adsbox::admin {
namespace {

using campaign_management::BMCStoreSubType;

Result list(world::World& world, const Call& call) {
  std::vector<std::string> rows;
  world.store().read([&](store::Reader& r) {
    for (const auto& s : services::stores_of(r, call.integer("customer").value_or(0))) {
      JsonObject row;
      row.add("id", s.id).add("customer", s.parent).add("name", s->name.view());
      if (s->store_url) row.add("url", s->store_url.view());
      if (s->sub_type) row.add("sub_type", s->sub_type == opt(BMCStoreSubType::CoOp) ? "CoOp" : "GlobalStore");
      rows.push_back(row.add("active", s->is_active.value_or(false)).add("catalog", s->has_catalog.value_or(false)).str());
    }
  });
  return reply(JsonObject().raw("stores", codec::json_array(rows)));
}

Result add(world::World& world, const Call& call) {
  services::NewStore asked;
  asked.customer_id = call.integer("customer").value_or(0);
  asked.id = call.integer("id").value_or(0);
  asked.partners = call.integers("partners");
  auto& store = asked.store;
  store.name = call.text("name");
  if (const auto url = call.text("url"); !url.empty()) store.store_url = url;
  if (call.flag("global")) store.sub_type = BMCStoreSubType::GlobalStore;
  store.is_active = call.flag("active", true);
  store.has_catalog = call.flag("catalog", true);
  store.is_product_ads_enabled = true;
  const auto id = services::add_store(world, asked);
  if (!id) return refuse(id.error().starts_with("there is no ") ? 404 : 400, id.error());
  return reply(JsonObject().add("id", *id), 201);
}

}  // namespace

std::vector<control::Route> store_routes(const FindWorld& find) {
  return {
      {"GET", "/stores", "The Merchant Center stores of a customer.",
       in_world({{"customer", In::query, Type::integer, "its id", true}}), with_world(find, list)},
      {"POST", "/stores", "Adds a Merchant Center store to a customer.",
       in_world({{"customer", In::body, Type::integer, "its id", true},
                 {"name", In::body, Type::string, "of the store", true},
                 {"id", In::body, Type::integer, "of the store; else the next one"},
                 {"url", In::body, Type::string, "where its ads lead"},
                 {"global", In::body, Type::boolean, "it is the global store of a manager account"},
                 {"active", In::body, Type::boolean, "true when absent"},
                 {"catalog", In::body, Type::boolean, "it has a catalog of items; true when absent"},
                 {"partners", In::body, Type::integers, "customers that have linked it: CoOp on their side"}}),
       with_world(find, add)},
  };
}

}  // namespace adsbox::admin
