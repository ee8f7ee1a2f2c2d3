#include "services/customer_management/accounts_rules.h"

#include <algorithm>
#include <string>

#include "adsbox/internal.h"
#include "identity/advertiser.h"
#include "identity/permissions.h"
#include "identity/roles.h"
#include "identity/row_version.h"
#include "services/customer_management/accounts_table.h"
#include "services/customer_management/addresses.h"
#include "services/customer_management/tax_ids.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

bool pays_by_invoice(const AdvertiserAccount* account) {
  return account != nullptr && account->payment_method_type == opt(PaymentMethodType::Invoice);
}

/// The business address as it will be; nullptr when that is not known.
const Address* decide_address(Single& item, const AccountDecision& d) {
  auto& account = item.result<AdvertiserAccount>();
  auto& address = account.business_address;
  if (!address || item.broken("BusinessAddress")) return nullptr;
  if (d.stored != nullptr && address == d.stored->business_address) return address.get();
  if (pays_by_invoice(d.stored)) {
    item.refuse(Error::Code1138, "BusinessAddress.invoice", "BusinessAddress", "(another)", "fixed",
                "the address that is stored: addresses of accounts that pay by invoice are not changed here");
    return nullptr;
  }
  bool good = true;
  for (auto& p : review_address(*address, true).problems) {
    if (p.delivery) continue;  // ValidateAddress tells; an account may have it
    item.refuse(p.error, "BusinessAddress." + std::string(p.field), "BusinessAddress." + std::string(p.field), std::move(p.value),
                std::move(p.bound), std::move(p.expected));
    good = false;
  }
  return good ? address.get() : nullptr;
}

void decide_currency(Single& item, const Address& address) {
  const auto& account = item.result<AdvertiserAccount>();
  const auto* country = schema::find_country(address.country_code.view());
  if (!account.currency_code || country == nullptr || item.broken("CurrencyCode")) return;
  const auto currency = describe(field_of(AdvertiserAccount::type_id, "CurrencyCode"), &account.currency_code);
  const auto own = schema::rule_book.text(country->currency);
  const auto* everywhere = schema::find_set("currencies-everywhere");
  if (currency == own || (!country->own_currency_only && schema::contains(*everywhere, currency))) return;
  std::string bound(own);
  if (!country->own_currency_only)
    for (const auto n : schema::values_of(*everywhere)) (bound.empty() ? bound : bound += ", ") += schema::rule_book.text(n);
  item.refuse(country->own_currency_only ? Error::Code1142 : Error::Code1141, "CurrencyCode.country", "CurrencyCode", currency,
              bound, "a currency for a business in " + std::string(schema::rule_book.text(country->name)) + ": " + bound);
}

void decide_payment(Call& call, Single& item, const AccountDecision& d) {
  const auto& account = item.result<AdvertiserAccount>();
  if (pays_by_invoice(d.stored) && item.heard<AdvertiserAccount>().back_up_payment_instrument_id)
    item.refuse(Error::Code1143, "BackUpPaymentInstrumentId.invoice", "BackUpPaymentInstrumentId",
                std::to_string(*account.back_up_payment_instrument_id), "none", "nothing: the account pays by invoice");
  if (d.stored != nullptr && item.heard<AdvertiserAccount>().billing_threshold_amount && !item.broken("BillingThresholdAmount")) {
    const auto payer = d.stored->bill_to_customer_id.value_or(d.customer_id);
    if (identity::roles_on_customer(call.principal, payer) == 0)
      item.refuse(Error::Code2203, "BillingThresholdAmount.payer", "BillingThresholdAmount",
                  describe(*account.billing_threshold_amount), std::to_string(payer),
                  "nothing: users of customer " + std::to_string(payer) + ", which pays, set it");
  }
  if (!account.payment_method_id || item.broken("PaymentMethodId") ||
      (d.stored != nullptr && account.payment_method_id == d.stored->payment_method_id))
    return;
  const auto method = *account.payment_method_id;
  const auto most = limit_of(call.world, schema::find_limit("accounts-per-payment-method"));
  std::int64_t used = 0;
  call.world.store().read([&](store::Reader& r) { used = r.count_parent(world::kind_of<internal::PaymentUse>(), method); });
  if (used >= most)
    item.refuse(Error::Code1143, "PaymentMethodId.accounts", "PaymentMethodId", std::to_string(method), std::to_string(most),
                "a payment method that pays for fewer than " + std::to_string(most) + " accounts");
}

void decide_primary_user(Call& call, Single& item, const AccountDecision& d) {
  const auto& sent = item.heard<AdvertiserAccount>().primary_user_id;
  if (!sent || d.customer_id == 0 || (d.stored != nullptr && sent == d.stored->primary_user_id)) return;
  bool fits = false;
  call.world.store().read([&](store::Reader& r) {
    using identity::Role;
    for (const auto& g : identity::grants_of_user(r, *sent))
      fits = fits || (g.customer_id == d.customer_id &&
                      (g.role == Role::super_admin || g.role == Role::aggregator || g.role == Role::standard_user));
  });
  if (!fits)
    item.refuse(Error::ApiInputValidationError, "PrimaryUserId.role", "PrimaryUserId", std::to_string(*sent),
                "Super Admin, Standard User",
                "a user of customer " + std::to_string(d.customer_id) + " with the role Super Admin or Standard User");
}

void decide_name(Call& call, Single& item, const AccountDecision& d) {
  const auto& account = item.result<AdvertiserAccount>();
  if (item.broken("Name") || d.customer_id == 0) return;
  AccountSearch same;
  same.reach.customers = {d.customer_id};
  same.name = TextTest{TextTest::How::equals, {fold_case(account.name.view())}};
  same.size = 2;
  for (const auto& hit : call.world.attached<AccountTable>().find(call.world.store(), same))
    if (hit != d.account_id)
      item.refuse(Error::ApiInputValidationError, "Name.unique", "Name", account.name.str(),
                  "once in customer " + std::to_string(d.customer_id),
                  "a name that no other account of the customer has; " + std::to_string(hit) + " has it");
}

}  // namespace

void decide_account(Call& call, Single& item, const AccountDecision& d) {
  const auto* address = decide_address(item, d);
  if (address != nullptr &&
      (d.stored == nullptr || !(d.stored->business_address == item.result<AdvertiserAccount>().business_address)))
    decide_currency(item, *address);
  decide_tax_information(item, d.stored, address);
  decide_payment(call, item, d);
  decide_primary_user(call, item, d);
  decide_name(call, item, d);
}

opt<LanguageType> language_of(opt<LCID> lcid) {
  if (!lcid) return LanguageType::English;
  const auto name = describe(field_of(User::type_id, "Lcid"), &lcid);
  const auto& languages = schema::contract.enums[field_of(AdvertiserAccount::type_id, "Language").type];
  // The name of a set tells how LCIDs begin that do not begin with their language; the longest one counts.
  std::string_view wanted, longest;
  constexpr std::string_view prefix = "language-of-lcid.";
  for (const auto& set : schema::rule_book.sets) {
    auto set_name = schema::rule_book.text(set.name);
    if (!set_name.starts_with(prefix)) continue;
    set_name.remove_prefix(prefix.size());
    if (!std::string_view(name).starts_with(set_name) || set_name.size() < longest.size()) continue;
    longest = set_name;
    wanted = schema::rule_book.text(schema::values_of(set).front());
  }
  for (const auto& v : schema::values_of(languages)) {
    const auto language = schema::text(v.name);
    if (wanted.empty() ? name.starts_with(language) : language == wanted) return static_cast<LanguageType>(v.number);
  }
  return LanguageType::English;
}

std::int64_t user_in(const Call& call, std::int64_t customer_id) {
  for (const auto& g : call.principal.grants)
    if (g.customer_id == customer_id && g.user_id != 0) return g.user_id;
  return call.principal.user_id;
}

void note_payment(store::Writer& w, std::int64_t account_id, opt<std::int64_t> method, std::int64_t now) {
  if (!method) return world::erase<internal::PaymentUse>(w, account_id);
  internal::PaymentUse use;
  use.account_id = account_id;
  use.payment_method_id = *method;
  world::save(w, {account_id, account_id, *method, 0, now, {}, {}}, use);
}

void store_new_account(Call& call, store::Writer& w, AdvertiserAccount& a, const NewAccount& made) {
  a.id = made.id;
  a.number = identity::account_number(made.id);
  w.scan_key_anywhere(world::kind_of<AdvertiserAccount>(), a.number, [](const store::RowView& row) -> bool {
    throw store::StorageFailure("the number " + std::string(row.key) + " is taken by account " + std::to_string(row.id));
  });
  a.parent_customer_id = made.customer_id;
  a.bill_to_customer_id = made.bill_to_customer_id;
  a.primary_user_id = made.primary_user_id;
  a.account_financial_status = AccountFinancialStatus::ClearFinancialStatus;
  a.account_life_cycle_status = made.status;
  a.account_mode = a.account_mode.empty() ? "Expert" : a.account_mode;
  a.linked_agencies.set_nil();
  if (made.billing == AccountBilling::invoice) {
    a.payment_method_type = PaymentMethodType::Invoice;
  } else if (made.billing == AccountBilling::prepaid) {
    const auto& field = field_of(AdvertiserAccount::type_id, "PaymentMethodType");
    const auto currency = describe(field_of(AdvertiserAccount::type_id, "CurrencyCode"), &a.currency_code);
    const auto* set = schema::find_set("prepay." + currency);
    const auto name = set == nullptr ? "OfflinePaymentMethod" : schema::rule_book.text(schema::values_of(*set).front());
    a.payment_method_type = static_cast<PaymentMethodType>(schema::find_value(schema::contract.enums[field.type], name)->number);
  } else if (a.payment_method_id) {
    a.payment_method_type = PaymentMethodType::CreditCard;
  }
  if (!a.language) {
    const auto user = world::load<User>(w, made.primary_user_id);
    a.language = language_of(user ? (*user)->lcid : opt<LCID>());
  }
  if (a.business_address) {
    a.business_address->id = w.next_id("address", 1);
    a.business_address->time_stamp = identity::next_row_version(w);
  }
  a.last_modified_by_user_id = user_in(call, made.customer_id);
  a.last_modified_time = call.now;
  a.time_stamp = identity::next_row_version(w);
  note_payment(w, made.id, a.payment_method_id, call.now.ticks());
  world::save(
      w, {made.id, made.id, made.customer_id, static_cast<std::int32_t>(made.status), call.now.ticks(), a.number.view(), {}}, a);
}

}  // namespace adsbox::services
