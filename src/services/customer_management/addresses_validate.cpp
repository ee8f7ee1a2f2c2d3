// ValidateAddress.
#include <algorithm>

#include "services/customer_management/addresses.h"
#include "services/entity/single.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

Result<ValidateAddress> validate_address(Call& call, const ValidateAddressRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  // Texts that no address can hold are refused; everything else is judged.
  Single item(*request.address, nullptr, Mode::add, "Address");
  if (!item.good()) return item.failure();

  auto review = review_address(*request.address, false);
  const bool wrong = !review.problems.empty();
  const bool mended = std::ranges::all_of(review.problems, &AddressProblem::mended);
  const bool suggest = review.differs && mended;
  ValidateAddressResponse response;
  response.original_address = make<Address>(*request.address);
  response.status = std::string(wrong ? "AddressInvalid" : "AddressValid") + (suggest ? "WithSuggestions" : "WithoutSuggestions");
  if (suggest)
    response.suggested_addresses.push_back(std::move(review.suggestion));
  else
    response.suggested_addresses.set_nil();
  return response;
}

}  // namespace

void register_addresses(Registry& registry) {
  registry.add<ValidateAddress>(validate_address);
}

}  // namespace adsbox::services
