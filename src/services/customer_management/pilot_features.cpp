// GetCustomerPilotFeatures, GetAccountPilotFeatures, GetPilotFeaturesCountries.
#include <algorithm>

#include "adsbox/customer_management.h"
#include "identity/pilots.h"
#include "schema/rules.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

template <class Op>
Result<Op> pilots(Call& call, const typename Op::Request& request, std::int64_t id, bool account) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  typename Op::Response response;
  response.feature_pilot_flags.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (const auto pilot : identity::pilots_of(r, id, account)) response.feature_pilot_flags.push_back(pilot);
  });
  return response;
}

Result<GetCustomerPilotFeatures> get_customer_pilot_features(Call& call, const GetCustomerPilotFeaturesRequest& request) {
  return pilots<GetCustomerPilotFeatures>(call, request, request.customer_id.value_or(0), false);
}

Result<GetAccountPilotFeatures> get_account_pilot_features(Call& call, const GetAccountPilotFeaturesRequest& request) {
  return pilots<GetAccountPilotFeatures>(call, request, request.account_id.value_or(0), true);
}

/// Pilots that only some countries have. None here: everybody's pilots hold everywhere.
Result<GetPilotFeaturesCountries> get_pilot_features_countries(Call& call, const GetPilotFeaturesCountriesRequest&) {
  GetPilotFeaturesCountriesResponse response;
  response.pilot_features.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (const auto pilot : identity::pilots_of(r, 0, false)) {
      auto feature = make<PilotFeature>();
      feature->id = pilot;
      feature->countries.set_empty();
      for (const auto& c : schema::rule_book.countries) feature->countries.push_back(text(schema::rule_book.text(c.code)));
      response.pilot_features.push_back(std::move(feature));
    }
  });
  return response;
}

}  // namespace

void register_pilot_features(Registry& registry) {
  registry.add<GetCustomerPilotFeatures>(get_customer_pilot_features);
  registry.add<GetAccountPilotFeatures>(get_account_pilot_features);
  registry.add<GetPilotFeaturesCountries>(get_pilot_features_countries);
}

}  // namespace adsbox::services
