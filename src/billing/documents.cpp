#include "billing/documents.h"

#include <cstdio>

namespace adsbox::billing {
namespace {

/// Months that an account's ids have room for, counted from January 2000.
constexpr std::int64_t months_an_account = 10'000;
constexpr std::chrono::year_month first_month = std::chrono::year(2000) / std::chrono::January;

}  // namespace

std::int64_t document_id(const DocumentKey& key) {
  return key.account_id * months_an_account + (key.month - first_month).count();
}

std::optional<DocumentKey> document_key(std::int64_t id) {
  if (id < months_an_account) return std::nullopt;
  return DocumentKey{id / months_an_account, first_month + std::chrono::months(id % months_an_account)};
}

Day document_day(std::chrono::year_month month) {
  return first_day(month + std::chrono::months(1));
}

std::string document_number(std::chrono::year_month month, std::string_view account_number) {
  char text[24];
  std::snprintf(text, sizeof text, "INV-%04d%02u-", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
  return text + std::string(account_number);
}

std::vector<Statement> documents_of(store::Reader& r, std::int64_t account_id, Day today) {
  std::vector<Statement> found;
  for (auto& [month, statement] : statements_of(r, account_id))
    if (document_day(month) <= today) found.push_back(std::move(statement));
  return found;
}

}  // namespace adsbox::billing
