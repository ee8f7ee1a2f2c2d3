// Texts in predicates of SearchAccounts and SearchCustomers.
#pragma once

#include <expected>

#include "errors/failure.h"
#include "services/customer_management/accounts_table.h"
#include "services/search/search.h"

namespace adsbox::services {

/// 2180: names and numbers to look for have a least length (limit search-text-length).
[[nodiscard]] std::expected<void, Failure> check_search_text(Call& call, const search::Condition& condition);

[[nodiscard]] TextTest text_test(const search::Condition& condition);

}  // namespace adsbox::services
