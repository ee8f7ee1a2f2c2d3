#include "identity/accounts.h"

#include "identity/records.h"

namespace adsbox::identity {
namespace {

std::string_view value_name(TypeId type, std::string_view field, std::int32_t number) {
  const auto* f = schema::find_field(schema::type_info(type), field);
  for (const auto& v : schema::values_of(schema::contract.enums[f->type]))
    if (v.number == static_cast<std::uint64_t>(number)) return schema::text(v.name);
  return {};
}

}  // namespace

std::shared_ptr<const AccountFacts> AccountDirectory::find(store::Store& store, std::int64_t account_id) {
  using customer_management::AdvertiserAccount;
  const auto version = store.version(kind_of<AdvertiserAccount>());
  {
    const std::scoped_lock lock(mutex_);
    if (!filled_ || version_ != version) {
      facts_.clear();
      version_ = version;
      filled_ = true;
    } else if (const auto it = facts_.find(account_id); it != facts_.end()) {
      return it->second;
    }
  }
  auto facts = reading(store, [&](store::Reader& r) {
    std::shared_ptr<AccountFacts> f;
    const auto row = get<AdvertiserAccount>(r, account_id);
    if (!row) return f;
    const auto& a = row->value;
    f = std::make_shared<AccountFacts>();
    f->id = account_id;
    f->customer_id = a.parent_customer_id.value_or(row->parent);
    f->currency = a.currency_code
                      ? value_name(AdvertiserAccount::type_id, "CurrencyCode", static_cast<std::int32_t>(*a.currency_code))
                      : "USD";
    if (a.time_zone) f->time_zone = value_name(AdvertiserAccount::type_id, "TimeZone", static_cast<std::int32_t>(*a.time_zone));
    f->status = a.account_life_cycle_status.value_or(customer_management::AccountLifeCycleStatus::Active);
    return f;
  });
  if (facts) {
    const std::scoped_lock lock(mutex_);
    if (version_ == version) facts_[account_id] = facts;
  }
  return facts;
}

}  // namespace adsbox::identity
