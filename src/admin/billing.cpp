#include "admin/billing.h"

#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "billing/coupons.h"
#include "codec/codec.h"
#include "services/customer_billing/billing_groups.h"
#include "services/customer_billing/operator.h"
#include "world/entities.h"

namespace adsbox::admin {
namespace {

using customer_billing::InsertionOrder;
using customer_billing::InsertionOrderPendingChanges;
using internal::CouponClass;
using internal::MintedCoupon;

std::string number_text(double d) {
  char digits[32];
  return {digits, std::to_chars(digits, std::end(digits), d).ptr};
}

std::string time_text(DateTime t) {
  std::string out;
  codec::append_date_time(out, t);
  return out;
}

std::unexpected<control::Refusal> refuse_words(const std::string& why) {
  return refuse(why.starts_with("there is no ") ? 404 : 400, why);
}

/// The day in a parameter that may be missing.
std::expected<opt<DateTime>, control::Refusal> day(const Call& call, std::string_view name) {
  const auto text = call.text(name);
  if (text.empty()) return opt<DateTime>();
  const auto parsed = services::parse_day(text);
  if (!parsed) return refuse(400, std::string(name) + ": " + parsed.error());
  return opt(billing::moment(*parsed));
}

/// Reads several days into their places.
std::expected<void, control::Refusal> days(const Call& call, std::initializer_list<std::pair<const char*, opt<DateTime>*>> all) {
  for (const auto& [name, place] : all) {
    auto value = day(call, name);
    if (!value) return std::unexpected(value.error());
    *place = *value;
  }
  return {};
}

opt<double> real(const Call& call, std::string_view name) {
  const auto value = call.number(name);
  return value ? opt(*value) : opt<double>();
}

void take_text(const Call& call, std::string_view name, text& to) {
  if (const auto value = call.text(name); !value.empty()) to = value;
}

Result spend(world::World& world, const Call& call) {
  const auto date = services::parse_day(call.text("date"));
  if (!date) return refuse(400, date.error());
  const auto done = services::record_spend(world, call.integer("account").value_or(0), *date, call.number("amount").value_or(0));
  if (!done) return refuse_words(done.error());
  return reply(JsonObject(), 201);
}

Result list_spend(world::World& world, const Call& call) {
  std::vector<std::string> rows;
  world.store().read([&](store::Reader& r) {
    for (const auto& d : billing::days_of(r, call.integer("account").value_or(0)))
      rows.push_back(JsonObject()
                         .add("date", time_text(billing::moment(d.day)).substr(0, 10))
                         .raw("spend", number_text(billing::amount(d.spend)))
                         .raw("credit", number_text(billing::amount(d.credit)))
                         .str());
  });
  return reply(JsonObject().raw("spend", codec::json_array(rows)));
}

Result make_class(world::World& world, const Call& call) {
  CouponClass c;
  c.name = call.text("name");
  c.owner_customer_id = call.integer("customer").value_or(0);
  take_text(call, "type", c.type);
  take_text(call, "currency", c.currency_code);
  c.amount = real(call, "amount");
  c.percent_off = real(call, "percent_off");
  c.spend_threshold = real(call, "spend_threshold");
  if (const auto n = call.integer("active_duration")) c.active_duration = static_cast<std::int32_t>(*n);
  if (const auto n = call.integer("feature")) c.feature_id = static_cast<std::int32_t>(*n);
  if (auto ok = days(call, {{"start", &c.start_date}, {"end", &c.end_date}, {"expiration", &c.expiration_date}}); !ok)
    return std::unexpected(ok.error());
  const auto codes = services::make_coupon_class(world, c, call.integer("coupons").value_or(0));
  if (!codes) return refuse_words(codes.error());
  return reply(JsonObject().add("name", c.name.view()).strings("codes", *codes), 201);
}

Result mint(world::World& world, const Call& call) {
  const auto codes =
      services::mint_coupons(world, call.integer("customer").value_or(0), call.text("name"), call.integer("coupons").value_or(0));
  if (!codes) return refuse_words(codes.error());
  return reply(JsonObject().strings("codes", *codes), 201);
}

Result list_classes(world::World& world, const Call& call) {
  std::vector<std::string> rows;
  const auto of = call.integer("customer");
  world.store().read([&](store::Reader& r) {
    r.scan_kind(world::kind_of<CouponClass>(), 0, [&](const store::RowView& row) {
      const auto c = world::decode<CouponClass>(row);
      if (!c || (of && c->parent != *of)) return true;
      std::vector<std::string> codes;
      world::for_each_child<MintedCoupon>(r, c->id, [&](const billing::StoredCoupon& coupon) {
        codes.push_back(coupon->code.str());
        return true;
      });
      rows.push_back(JsonObject()
                         .add("name", (*c)->name.view())
                         .add("customer", c->parent)
                         .add("type", (*c)->type.view())
                         .raw("amount", number_text((*c)->amount.value_or(0)))
                         .add("currency", (*c)->currency_code.view())
                         .strings("codes", codes)
                         .str());
      return true;
    });
  });
  return reply(JsonObject().raw("coupon_classes", codec::json_array(rows)));
}

Result make_group(world::World& world, const Call& call) {
  const auto id =
      services::add_billing_group(world, call.integer("customer").value_or(0), call.text("name"), call.text("description"));
  if (!id) return refuse_words(id.error());
  return reply(JsonObject().add("id", *id), 201);
}

Result list_groups(world::World& world, const Call& call) {
  std::vector<std::string> rows;
  world.store().read([&](store::Reader& r) {
    for (const auto& g : services::billing_groups_of(r, call.integer("customer").value_or(0))) {
      std::vector<std::string> accounts;
      r.scan_parent(world::kind_of<internal::BillingGroupMember>(), g.id, [&](const store::RowView& row) {
        accounts.push_back(std::to_string(row.id));
        return true;
      });
      rows.push_back(JsonObject()
                         .add("id", g.id)
                         .add("name", g->name.view())
                         .add("description", g->description.view())
                         .raw("accounts", codec::json_array(accounts))
                         .str());
    }
  });
  return reply(JsonObject().raw("billing_groups", codec::json_array(rows)));
}

/// The members that an order and changes of one have both.
template <class Order>
std::expected<void, control::Refusal> read_order(const Call& call, Order& o) {
  take_text(call, "name", o.name);
  take_text(call, "purchase_order", o.purchase_order);
  take_text(call, "comment", o.comment);
  o.spend_cap_amount = real(call, "spend_cap");
  return days(call, {{"start", &o.start_date}, {"end", &o.end_date}});
}

Result make_orders(world::World& world, const Call& call) {
  InsertionOrder order;
  order.account_id = call.integer("account").value_or(0);
  if (auto ok = read_order(call, order); !ok) return std::unexpected(ok.error());
  if (call.flag("unlimited")) order.is_unlimited = true;
  if (call.flag("endless")) order.is_endless = true;
  const services::Series series{call.text("series"), call.text("frequency"),
                                static_cast<int>(call.integer("orders").value_or(1))};
  const auto ids = services::make_insertion_orders(world, order, series);
  if (!ids) return refuse_words(ids.error());
  std::vector<std::string> texts;
  for (const auto id : *ids) texts.push_back(std::to_string(id));
  return reply(JsonObject().raw("ids", codec::json_array(texts)), 201);
}

Result propose(world::World& world, const Call& call) {
  InsertionOrderPendingChanges changes;
  if (auto ok = read_order(call, changes); !ok) return std::unexpected(ok.error());
  const auto done = services::propose_changes(world, call.integer("id").value_or(0), changes);
  if (!done) return refuse_words(done.error());
  return reply(JsonObject(), 201);
}

}  // namespace

std::vector<control::Route> billing_routes(const FindWorld& find) {
  const Parameter customer{"customer", In::body, Type::integer, "id of the customer", true};
  const Parameter account{"account", In::body, Type::integer, "id of the account", true};
  const Parameter count{"coupons", In::body, Type::integer, "how many coupons to mint"};
  const std::vector<Parameter> order = {
      {"name", In::body, Type::string, "Name"},
      {"start", In::body, Type::string, "StartDate, a day"},
      {"end", In::body, Type::string, "EndDate, a day"},
      {"spend_cap", In::body, Type::number, "SpendCapAmount"},
      {"purchase_order", In::body, Type::string, "PurchaseOrder"},
      {"comment", In::body, Type::string, "Comment"},
  };
  auto new_order = in_world(order);
  new_order.insert(new_order.end(), {account,
                                     {"unlimited", In::body, Type::boolean, "without a cap"},
                                     {"endless", In::body, Type::boolean, "without an end"},
                                     {"series", In::body, Type::string, "SeriesName: several orders, one after the other"},
                                     {"frequency", In::body, Type::string, "of a series: Monthly, BiMonthly, Quarterly, Yearly"},
                                     {"orders", In::body, Type::integer, "how many orders a series has"}});
  auto changes = in_world(order);
  changes.push_back({"id", In::path, Type::string, "id of the insertion order", true});
  const auto run = [&](auto work) { return with_world(find, work); };
  return {
      {"GET", "/spend", "What an account spent, day by day.",
       in_world({{"account", In::query, Type::integer, "id of the account", true}}), run(list_spend)},
      {"POST", "/spend", "Records what an account spent on a day; insertion orders, coupons and documents follow.",
       in_world({account,
                 {"date", In::body, Type::string, "the day, which is not in the future", true},
                 {"amount", In::body, Type::number, "in the account's currency; a negative one is a credit", true}}),
       run(spend)},
      {"GET", "/coupon-classes", "Coupon classes with the codes of their coupons.",
       in_world({{"customer", In::query, Type::integer, "only those of this customer"}}), run(list_classes)},
      {"POST", "/coupon-classes", "Makes a coupon class that a customer owns, and mints coupons from it.",
       in_world({{"name", In::body, Type::string, "its name", true},
                 customer,
                 {"type", In::body, Type::string, "Acquisition, or Retention (as without)"},
                 {"amount", In::body, Type::number, "what a coupon pays; with percent_off: at most"},
                 {"percent_off", In::body, Type::number, "pays this part of what is spent"},
                 {"currency", In::body, Type::string, "ISO code; USD as without"},
                 {"spend_threshold", In::body, Type::number, "what an account spends before a coupon pays"},
                 {"active_duration", In::body, Type::integer, "days that a coupon pays after it was redeemed"},
                 {"start", In::body, Type::string, "first day on which coupons can be redeemed"},
                 {"end", In::body, Type::string, "last day on which they can"},
                 {"expiration", In::body, Type::string, "last day on which they pay"},
                 {"feature", In::body, Type::integer, "FeatureId whose adoption the coupons are for"},
                 count}),
       run(make_class)},
      {"POST", "/coupon-classes/{name}/coupons", "Mints more coupons.",
       in_world({{"name", In::path, Type::string, "name of the class", true}, customer, count}), run(mint)},
      {"GET", "/billing-groups", "The billing groups of a customer, with their accounts.",
       in_world({{"customer", In::query, Type::integer, "id of the customer", true}}), run(list_groups)},
      {"POST", "/billing-groups", "Makes a billing group.",
       in_world({customer,
                 {"name", In::body, Type::string, "its name", true},
                 {"description", In::body, Type::string, "its description"}}),
       run(make_group)},
      {"POST", "/insertion-orders", "Makes insertion orders as Microsoft does: users approve or decline them.",
       std::move(new_order), run(make_orders)},
      {"POST", "/insertion-orders/{id}/changes", "Proposes changes of an approved insertion order.", std::move(changes),
       run(propose)},
  };
}

}  // namespace adsbox::admin
