#include "services/customer_billing/invoice.h"

#include <algorithm>
#include <cstdio>

#include "adsbox/customer_management.h"
#include "billing/insertion_orders.h"
#include "codec/codec.h"
#include "services/customer_billing/access.h"
#include "world/entities.h"

namespace adsbox::services {
namespace {

using customer_billing::InsertionOrder;
using customer_billing::InsertionOrderStatus;
using customer_management::AdvertiserAccount;
using customer_management::Customer;

std::string name_of_customer(store::Reader& r, std::int64_t id) {
  const auto customer = world::load<Customer>(r, id);
  return customer ? (*customer)->name.str() : std::string();
}

std::vector<std::string> address_lines(const AdvertiserAccount& a) {
  std::vector<std::string> lines;
  if (!a.business_address) return lines;
  const auto& address = *a.business_address;
  const auto place = address.city.str() + (address.state_or_province.empty() ? "" : ", ") + address.state_or_province.str() +
                     " " + address.postal_code.str();
  for (const auto& line : {address.business_name.str(), address.line1.str(), address.line2.str(), address.line3.str(),
                           address.line4.str(), place, address.country_code.str()})
    if (!line.empty() && line != " ") lines.push_back(line);
  return lines;
}

std::vector<std::string> purchase_orders(store::Reader& r, std::int64_t account_id, std::chrono::year_month month) {
  std::vector<std::string> found;
  world::for_each_child<InsertionOrder>(r, account_id, [&](const billing::StoredOrder& o) {
    const bool approved = o->status == opt(InsertionOrderStatus::Active);
    const bool began = billing::day_of(o->start_date.value_or({})) <= billing::last_day(month);
    const bool lasted = !o->end_date || billing::day_of(*o->end_date) >= billing::first_day(month);
    const auto number = o->purchase_order.str();
    if (approved && began && lasted && !number.empty() && std::ranges::find(found, number) == found.end())
      found.push_back(number);
    return true;
  });
  return found;
}

/// Writes elements one below the other.
class Xml {
 public:
  void open(std::string_view name) {
    indent();
    out_.append("<").append(name).append(">\n");
    names_.emplace_back(name);
  }
  void close() {
    const auto name = std::move(names_.back());
    names_.pop_back();
    indent();
    out_.append("</").append(name).append(">\n");
  }
  void add(std::string_view name, std::string_view value) {
    indent();
    out_.append("<").append(name).append(">");
    for (const char c : value) {
      if (c == '&')
        out_ += "&amp;";
      else if (c == '<')
        out_ += "&lt;";
      else if (c == '>')
        out_ += "&gt;";
      else if (static_cast<unsigned char>(c) >= 0x20)  // no other control character is allowed in XML
        out_ += c;
    }
    out_.append("</").append(name).append(">\n");
  }
  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  void indent() { out_.append(2 * names_.size(), ' '); }
  std::string out_ = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
  std::vector<std::string> names_;
};

}  // namespace

std::string amount_text(billing::Micros amount) {
  char text[40];
  std::snprintf(text, sizeof text, "%.2f", billing::amount(amount));
  return std::string_view(text) == "-0.00" ? "0.00" : text;
}

std::string day_text(billing::Day day) {
  std::string out;
  codec::append_date_time(out, billing::moment(day));
  return out.substr(0, 10);
}

std::optional<Invoice> read_invoice(store::Reader& r, const billing::DocumentKey& key, billing::Day today) {
  const auto account = world::load<AdvertiserAccount>(r, key.account_id);
  if (!account) return std::nullopt;
  auto documents = billing::documents_of(r, key.account_id, today);
  const auto found = std::ranges::find(documents, key.month, &billing::Statement::month);
  if (found == documents.end()) return std::nullopt;
  const AdvertiserAccount& a = **account;
  Invoice invoice;
  invoice.id = billing::document_id(key);
  invoice.account_id = key.account_id;
  invoice.number = billing::document_number(key.month, a.number.view());
  invoice.currency = currency_of(a);
  invoice.account_name = a.name.str();
  invoice.account_number = a.number.str();
  invoice.customer_name = name_of_customer(r, account->parent);
  invoice.bill_to_name = name_of_customer(r, a.bill_to_customer_id.value_or(account->parent));
  invoice.address = address_lines(a);
  std::erase(invoice.address, invoice.bill_to_name);  // it stands above them
  invoice.purchase_orders = purchase_orders(r, key.account_id, key.month);
  invoice.statement = std::move(*found);
  return invoice;
}

std::string invoice_xml(const Invoice& i) {
  const auto& s = i.statement;
  Xml xml;
  xml.open("BillingDocument");
  xml.add("DocumentId", std::to_string(i.id));
  xml.add("DocumentNumber", i.number);
  xml.add("DocumentDate", day_text(billing::document_day(s.month)));
  xml.add("PeriodStart", day_text(billing::first_day(s.month)));
  xml.add("PeriodEnd", day_text(billing::last_day(s.month)));
  xml.add("CurrencyCode", i.currency);
  xml.open("BillTo");
  xml.add("Name", i.bill_to_name);
  for (const auto& line : i.address) xml.add("AddressLine", line);
  xml.close();
  xml.open("Account");
  xml.add("AccountId", std::to_string(i.account_id));
  xml.add("AccountNumber", i.account_number);
  xml.add("AccountName", i.account_name);
  xml.add("CustomerName", i.customer_name);
  xml.close();
  for (const auto& number : i.purchase_orders) xml.add("PurchaseOrder", number);
  xml.open("Charges");
  for (const auto& d : s.days) {
    xml.open("Day");
    xml.add("Date", day_text(d.day));
    xml.add("Spend", amount_text(d.spend));
    if (d.credit != 0) xml.add("Credit", amount_text(d.credit));
    xml.close();
  }
  for (const auto& c : s.coupons) {
    xml.open("Coupon");
    xml.add("CouponCode", c.code);
    xml.add("Credit", amount_text(c.amount));
    xml.close();
  }
  xml.close();
  xml.add("Spend", amount_text(s.spend()));
  xml.add("Credits", amount_text(s.credit() + s.paid_by_coupons()));
  xml.add("Amount", amount_text(s.net()));
  xml.close();
  return std::move(xml).take();
}

}  // namespace adsbox::services
