#include "services/customer_billing/access.h"

#include "identity/permissions.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using customer_management::AdvertiserAccount;
using customer_management::PaymentMethodType;

namespace {

std::expected<void, Failure> require(const Call& call, unsigned held, std::string_view kind, std::int64_t id, std::string field) {
  if ((held & identity::permission_of(call.operation).roles) != 0) return {};
  const std::string what(kind);
  return refuse_billing(Error::Code1001, {"permission." + what + ".reach", std::move(field), std::to_string(id), "",
                                          "the id of a " + what + " on which a role of the caller allows " +
                                              std::string(schema::text(call.operation.name))});
}

}  // namespace

std::unexpected<Failure> refuse_billing(Error error, Explanation why) {
  if (why.value.empty()) why.value = "(absent)";
  if (why.bound.empty()) why.bound = why.expected;
  return fail(FaultKind::operation, error, std::move(why));
}

std::expected<void, Failure> require_account(const Call& call, std::int64_t account_id, std::string field) {
  return require(call, identity::roles_on_account(call.world, call.principal, account_id), "account", account_id,
                 std::move(field));
}

std::expected<void, Failure> require_customer(const Call& call, std::int64_t customer_id, std::string field) {
  return require(call, identity::roles_on_customer(call.principal, customer_id), "customer", customer_id, std::move(field));
}

bool reaches_account(const Call& call, std::int64_t account_id) {
  return require_account(call, account_id, {}).has_value();
}

bool pays_by_invoice(const AdvertiserAccount& account) {
  return account.payment_method_type.value_or(PaymentMethodType::Invoice) == PaymentMethodType::Invoice;
}

std::string currency_of(const AdvertiserAccount& account) {
  const auto& f = field_of(AdvertiserAccount::type_id, "CurrencyCode");
  return account.currency_code ? describe(f, member(account, f)) : std::string("USD");
}

}  // namespace adsbox::services
