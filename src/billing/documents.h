// Billing documents: one for each month of an account that is over and in which something was spent or credited. Nothing of them
// is stored: they are the ledger's months, and their ids tell account and month.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/statement.h"

namespace adsbox::billing {

struct DocumentKey {
  std::int64_t account_id = 0;
  std::chrono::year_month month;
};

[[nodiscard]] std::int64_t document_id(const DocumentKey& key);
/// Nothing when no document can have that id.
[[nodiscard]] std::optional<DocumentKey> document_key(std::int64_t id);
/// The day that the document was made: the first one after its month.
[[nodiscard]] Day document_day(std::chrono::year_month month);
/// The invoice's number: INV-202603-F0000001.
[[nodiscard]] std::string document_number(std::chrono::year_month month, std::string_view account_number);

/// The months of the account that have documents by now, in their order.
[[nodiscard]] std::vector<Statement> documents_of(store::Reader& r, std::int64_t account_id, Day today);

}  // namespace adsbox::billing
