// MapCustomerIdToExternalCustomerId, MapAccountIdToExternalAccountIds: what others call a customer or an account. No operation
// tells it again; a second call replaces what the first one said.
#include "adsbox/customer_management.h"
#include "adsbox/internal.h"
#include "identity/records.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

void map(Call& call, std::int64_t id, list<text> ids) {
  identity::Stored<internal::ExternalIds> row{id, 0, 0, 0, {}, {}};
  row.value.ids = std::move(ids);
  call.world.store().write([&](store::Writer& w) {
    identity::put(w, row, call.now.ticks());
    return true;
  });
}

Result<MapCustomerIdToExternalCustomerId> map_customer(Call& call, const MapCustomerIdToExternalCustomerIdRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  map(call, *request.customer_id, {request.external_customer_id});
  return MapCustomerIdToExternalCustomerIdResponse{};
}

Result<MapAccountIdToExternalAccountIds> map_account(Call& call, const MapAccountIdToExternalAccountIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  map(call, *request.account_id, request.external_account_ids);
  return MapAccountIdToExternalAccountIdsResponse{};
}

}  // namespace

void register_mapping(Registry& registry) {
  registry.add<MapCustomerIdToExternalCustomerId>(map_customer);
  registry.add<MapAccountIdToExternalAccountIds>(map_account);
  registry.own({"external ids", {.records = world::kinds_of<internal::ExternalIds>()}});
}

}  // namespace adsbox::services
