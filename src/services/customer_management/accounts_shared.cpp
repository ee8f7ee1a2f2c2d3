#include "services/customer_management/accounts_shared.h"

#include "identity/links.h"
#include "services/customer_management/accounts_rules.h"
#include "services/customer_management/reach.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace customer_management;

StoredAccount load_account(Call& call, opt<std::int64_t> id) {
  StoredAccount account;
  if (id) call.world.store().read([&](store::Reader& r) { account = world::load<AdvertiserAccount>(r, *id); });
  return account;
}

std::unexpected<Failure> refuse_unknown_account(const Call& call, std::string_view field, opt<std::int64_t> id) {
  return refuse_customer({std::string(schema::text(call.operation.name)) + ".AccountId.exists", std::string(field),
                          std::to_string(id.value_or(0)), "", "an account that the caller reaches"});
}

void hide_unasked_of_account(Call& call, opt<AccountAdditionalField> asked) {
  static const auto flags_enum = field_of(GetAccountRequest::type_id, "ReturnAdditionalFields").type;
  hide_unasked(call.filter, flags_enum, static_cast<std::uint64_t>(asked.value_or(AccountAdditionalField{})));
}

void show_account(AdvertiserAccount& account) {
  account.payment_method_type = nil;  // never told
  if (account.account_mode.empty()) account.account_mode = "Expert";
}

bool is_prepaid(const AdvertiserAccount& account) {
  switch (account.payment_method_type.value_or(PaymentMethodType::CreditCard)) {
    case PaymentMethodType::ELV:
    case PaymentMethodType::OfflinePaymentMethod:
    case PaymentMethodType::VBA:
    case PaymentMethodType::Boleto:
      return true;
    default:
      return false;
  }
}

void check_account_allows(Refusals& item, const AdvertiserAccount& account, std::string_view what, std::string_view field) {
  if (!account.account_life_cycle_status) return;
  const auto state = describe(field_of(AdvertiserAccount::type_id, "AccountLifeCycleStatus"), &account.account_life_cycle_status);
  const auto& allowed = *schema::find_set("account-states." + std::string(what));
  if (schema::contains(allowed, state)) return;
  std::string names;
  for (const auto n : schema::values_of(allowed)) (names.empty() ? names : names += ", ") += schema::rule_book.text(n);
  item.refuse(Error::Code2192, "AccountLifeCycleStatus." + std::string(what), field, state, names,
              "an account in one of the states " + names);
}

std::int64_t decide_agency(Call& call, Refusals& item, std::int64_t owner, const list<box<CustomerInfo>>& sent) {
  if (sent.empty() || item.broken("LinkedAgencies")) return 0;
  const auto id = sent[0]->id.value_or(0);
  bool there = false;
  call.world.store().read([&](store::Reader& r) {
    const auto customer = world::load<Customer>(r, id);
    there = customer &&
            (*customer)->customer_life_cycle_status.value_or(CustomerLifeCycleStatus::Active) == CustomerLifeCycleStatus::Active;
  });
  if (there && id != owner) return id;
  item.refuse(Error::ApiInputValidationError, "LinkedAgencies.exists", "LinkedAgencies[0].Id", std::to_string(id), "",
              "the id of another customer, which is Active");
  return 0;
}

void link_agency(Call& call, store::Writer& w, std::int64_t agency, std::int64_t account, bool client_pays) {
  auto link = identity::new_link(agency, account, false, call.principal.user_id, call.now);
  link.value.status = static_cast<std::int32_t>(identity::LinkStatus::LinkInProgress);
  link.value.is_bill_to_client = client_pays;
  link.value.name = "Account " + std::to_string(account);
  link.value.suppress_notification = true;
  identity::save_link(w, link, call.now.ticks());
}

}  // namespace adsbox::services
