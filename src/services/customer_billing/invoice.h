// A billing document's content, and its two forms. What they hold is the same; no page publishes the layout of the XML.
#pragma once

#include <string>
#include <vector>

#include "billing/documents.h"

namespace adsbox::services {

struct Invoice {
  std::int64_t id = 0, account_id = 0;
  std::string number, currency, account_name, account_number, customer_name, bill_to_name;
  std::vector<std::string> address;          // of the business, line by line
  std::vector<std::string> purchase_orders;  // of the insertion orders that held in the month
  billing::Statement statement;
};

/// Reads all of it; nothing when the account has no such document by `today`.
[[nodiscard]] std::optional<Invoice> read_invoice(store::Reader& r, const billing::DocumentKey& key, billing::Day today);

[[nodiscard]] std::string invoice_xml(const Invoice& invoice);
[[nodiscard]] std::string invoice_pdf(const Invoice& invoice);

/// "12.50"
[[nodiscard]] std::string amount_text(billing::Micros amount);
/// "2026-03-01"
[[nodiscard]] std::string day_text(billing::Day day);

}  // namespace adsbox::services
