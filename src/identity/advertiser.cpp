#include "identity/advertiser.h"

#include "adsbox/customer_management.h"
#include "identity/logins.h"
#include "identity/roles.h"
#include "identity/row_version.h"
#include "world/entities.h"

namespace adsbox::identity {
namespace {

namespace cm = customer_management;

/// The last digits of an id, as many as asked for.
std::string last_digits(std::int64_t id, std::size_t n) {
  auto digits = std::to_string(id);
  digits.insert(0, n, '0');
  return digits.substr(digits.size() - n);
}

const schema::EnumValueInfo* find_currency(std::string_view code) {
  const auto* service = schema::find_service("CustomerManagement");
  if (!service) return nullptr;
  for (const auto& e : schema::contract.enums)
    if (&schema::contract.services[e.service] == service && schema::text(e.name) == "CurrencyCode")
      return schema::find_value(e, code);
  return nullptr;
}

box<cm::Address> address(const std::string& country, const std::string& business) {
  auto a = make<cm::Address>();
  a->city = "Redmond";
  a->country_code = country;
  a->line1 = "1 Example Way";
  a->postal_code = "98052";
  a->state_or_province = "WA";
  a->business_name = business;
  return a;
}

box<cm::Address> numbered(store::Writer& w, box<cm::Address> a) {
  a->id = w.next_id("address", 1);
  a->time_stamp = next_row_version(w);
  return a;
}

}  // namespace

std::string account_number(std::int64_t id) {
  // The letter goes on where seven digits do not suffice. No X: X and digits was the form of older numbers.
  constexpr std::string_view letters = "FGHIJKLMNOPQRSTUVWYZ0123456789ABCDE";
  constexpr std::int64_t per_letter = 10'000'000, first = 180'000'000 / per_letter;
  const auto size = static_cast<std::int64_t>(letters.size());
  const auto letter = ((id / per_letter - first) % size + size) % size;
  return letters[static_cast<std::size_t>(letter)] + last_digits(id, 7);
}

std::string customer_number(std::int64_t id) {
  return "C" + last_digits(id, 9);
}

bool is_currency(std::string_view code) {
  return find_currency(code) != nullptr;
}

std::int64_t next_customer_id(store::Writer& w) {
  return w.next_id("customer", 250'001'001);
}
std::int64_t next_account_id(store::Writer& w) {
  return w.next_id("account", 180'001'001);
}

std::int64_t add_user(world::World& world, store::Writer& w, std::int64_t login_id, Grant grant) {
  if (grant.user_id == 0) grant.user_id = next_user_id(w);
  const auto login = get<internal::Login>(w, login_id);
  const auto now = world.clock().now();
  cm::User user;
  user.id = grant.user_id;
  user.customer_id = grant.customer_id;
  user.lcid = cm::LCID::EnglishUS;
  user.user_life_cycle_status = cm::UserLifeCycleStatus::Active;
  user.secret_question = cm::SecretQuestion::None;
  user.last_modified_by_user_id = grant.user_id;
  user.last_modified_time = now;
  user.time_stamp = next_row_version(w);
  if (login) {
    user.user_name = login->value.email;
    user.name = make<cm::PersonName>();
    user.name->first_name = login->value.first_name;
    user.name->last_name = login->value.last_name;
    user.contact_info = make<cm::ContactInfo>();
    user.contact_info->email = login->value.email;
    user.contact_info->email_format = cm::EmailFormat::Html;
    user.contact_info->contact_by_phone = false;
    user.contact_info->contact_by_postal_mail = false;
    user.contact_info->id = w.next_id("contact", 1);
    user.contact_info->address = numbered(w, address("US", {}));
  }
  const auto key = lower(user.user_name);
  world::save(
      w, {grant.user_id, 0, grant.customer_id, static_cast<std::int32_t>(cm::UserLifeCycleStatus::Active), now.ticks(), key, {}},
      user);
  assign_role(w, login_id, grant, now.ticks());
  return grant.user_id;
}

AdvertiserIds add_advertiser(world::World& world, store::Writer& w, std::int64_t login_id, const NewAdvertiser& a) {
  AdvertiserIds ids{a.customer_id != 0 ? a.customer_id : next_customer_id(w),
                    a.account_id != 0 ? a.account_id : next_account_id(w), a.user_id != 0 ? a.user_id : next_user_id(w)};
  const auto now = world.clock().now();
  cm::Customer customer;
  customer.id = ids.customer_id;
  customer.name = a.customer_name;
  customer.number = customer_number(ids.customer_id);
  customer.customer_financial_status = cm::CustomerFinancialStatus::ClearFinancialStatus;
  customer.customer_life_cycle_status = cm::CustomerLifeCycleStatus::Active;
  customer.industry = cm::Industry::Other;
  customer.market_country = a.country;
  customer.market_language = cm::LanguageType::English;
  customer.service_level = cm::ServiceLevel::SelfServe;
  customer.customer_address = numbered(w, address(a.country, a.customer_name));
  customer.last_modified_by_user_id = ids.user_id;
  customer.last_modified_time = now;
  customer.time_stamp = next_row_version(w);
  world::save(
      w,
      {ids.customer_id, 0, 0, static_cast<std::int32_t>(cm::CustomerLifeCycleStatus::Active), now.ticks(), customer.number, {}},
      customer);

  internal::CustomerRecord record;
  record.customer_id = ids.customer_id;
  record.created_at = now;
  record.agency = false;
  world::save(w, {ids.customer_id, 0, 0, 0, now.ticks(), {}, {}}, record);

  cm::AdvertiserAccount account;
  account.id = ids.account_id;
  account.name = a.account_name;
  account.number = account_number(ids.account_id);
  account.parent_customer_id = ids.customer_id;
  account.bill_to_customer_id = ids.customer_id;
  const auto* currency = find_currency(a.currency);
  account.currency_code = currency ? static_cast<cm::CurrencyCode>(currency->number) : cm::CurrencyCode::USD;
  account.account_financial_status = cm::AccountFinancialStatus::ClearFinancialStatus;
  account.account_life_cycle_status = cm::AccountLifeCycleStatus::Active;
  account.language = cm::LanguageType::English;
  account.primary_user_id = ids.user_id;
  account.time_zone = cm::TimeZoneType::PacificTimeUSCanadaTijuana;
  account.business_address = numbered(w, address(a.country, a.customer_name));
  account.auto_tag_type = cm::AutoTagType::Inactive;
  account.last_modified_by_user_id = ids.user_id;
  account.last_modified_time = now;
  account.time_stamp = next_row_version(w);
  world::save(w,
              {ids.account_id,
               ids.account_id,
               ids.customer_id,
               static_cast<std::int32_t>(cm::AccountLifeCycleStatus::Active),
               now.ticks(),
               account.number,
               {}},
              account);
  add_user(world, w, login_id, {ids.customer_id, Role::super_admin, {}, {}, ids.user_id});
  return ids;
}

}  // namespace adsbox::identity
