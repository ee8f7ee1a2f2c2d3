// TaxInformation of accounts: which ids there are in a country, how they look, what an update may do with them. The rows are
// sets of schema/rules: tax-keys, tax-forms, tax-needed, tax-fixed.
#pragma once

#include "adsbox/customer_management.h"
#include "services/entity/single.h"

namespace adsbox::services {

/// Checks the TaxInformation that a request sends with an account and puts what it leads to into the result: keys are added or
/// replaced, a key with an empty value is taken away, those that an update cannot change stay. `address`: the account's business
/// address as it will be.
void decide_tax_information(Single& item, const customer_management::AdvertiserAccount* stored,
                            const customer_management::Address* address);

}  // namespace adsbox::services
