// `adsbox spend`, `coupon`, `billing-group` and `insertion-order`: what Microsoft does about money, in a running server.
#include "cli/admin.h"
#include "cli/commands.h"
#include "client/url.h"
#include "codec/json_object.h"

namespace adsbox::cli {
namespace {

AdminClient::Answer post(const Admin& admin, std::string_view path, const codec::JsonObject& body) {
  return admin.client().call("POST", path, {{"world", admin.world()}}, body.str());
}

AdminClient::Answer list(const Admin& admin, std::string_view path, std::string_view name, std::int64_t id) {
  return admin.client().call("GET", path, {{"world", admin.world()}, {std::string(name), std::to_string(id)}});
}

void add_text(codec::JsonObject& body, std::string_view name, const std::string& value) {
  if (!value.empty()) body.add(name, value);
}

/// The members of an insertion order that have options.
struct OrderOptions {
  std::string name, start, end, purchase_order, comment;
  double spend_cap = 0;
  Option* cap = nullptr;

  void add_to(Parser& command) {
    command.add_option("--name", name, "Name");
    command.add_option("--start", start, "StartDate, a day");
    command.add_option("--end", end, "EndDate, a day");
    cap = command.add_option("--spend-cap", spend_cap, "SpendCapAmount");
    command.add_option("--purchase-order", purchase_order, "PurchaseOrder");
    command.add_option("--comment", comment, "Comment");
  }
  [[nodiscard]] codec::JsonObject body() const {
    codec::JsonObject b;
    add_text(b, "name", name);
    add_text(b, "start", start);
    add_text(b, "end", end);
    add_text(b, "purchase_order", purchase_order);
    add_text(b, "comment", comment);
    if (cap->count() != 0) b.add("spend_cap", spend_cap);
    return b;
  }
};

}  // namespace

int spend(int argc, char** argv) {
  Parser app(
      "What an account spends. With a date and an amount it is recorded, without them it is listed. Monthly spend, billing\n"
      "documents, insertion orders and coupons follow from it.",
      "spend");
  Admin admin;
  admin.add_to(app);
  std::int64_t account = 0;
  std::string date;
  double amount = 0;
  app.add_option("account", account, "id of the account")->required();
  auto* day = app.add_option("date", date, "the day, e.g. 2026-01-31");
  auto* money = app.add_option("amount", amount, "in the account's currency");
  day->needs(money);
  bool credit = false;
  app.add_flag("--credit", credit, "the amount is in the account's favour");
  if (const auto code = parse(app, argc, argv)) return *code;
  if (day->count() == 0)
    return admin.print("spend", list(admin, "spend", "account", account), "spend", {"date", "spend", "credit"});
  codec::JsonObject body;
  body.add("account", account).add("date", date).add("amount", credit ? -amount : amount);
  return admin.print("spend", post(admin, "spend", body), "", {});
}

int coupon(int argc, char** argv) {
  Parser app("Coupon classes and their coupons, which DispatchCoupons, DistributeCoupons and RedeemCoupon use.", "coupon");
  Admin admin;
  admin.add_to_group(app);
  std::int64_t customer = 0, coupons = 1, active_days = 0, feature = 0;
  std::string name, type, currency, start, end, expiration;
  double amount = 0, percent_off = 0, threshold = 0;
  auto* show = app.add_subcommand("list", "list a customer's classes with the codes of their coupons");
  show->add_option("customer", customer, "id of the owner")->required();
  auto* create = app.add_subcommand("create", "make a class and print the codes of its coupons");
  create->add_option("name", name, "its name")->required();
  create->add_option("--customer", customer, "id of the owner")->required();
  create->add_option("--type", type, "who may redeem: Acquisition (new customers only) or Retention (default)");
  auto* pays = create->add_option("--amount", amount, "what a coupon pays; with --percent-off: at most");
  auto* part = create->add_option("--percent-off", percent_off, "pays this part of what is spent");
  create->add_option("--currency", currency, "ISO code (default: USD)");
  create->add_option("--threshold", threshold, "what an account spends before a coupon pays");
  auto* duration = create->add_option("--active-days", active_days, "days that a coupon pays after it was redeemed");
  create->add_option("--start", start, "first day on which coupons can be redeemed");
  create->add_option("--end", end, "last day on which they can");
  create->add_option("--expiration", expiration, "last day on which they pay");
  auto* adopts = create->add_option("--feature", feature, "FeatureId whose adoption the coupons are for");
  auto* mint = app.add_subcommand("mint", "mint more coupons of a class and print their codes");
  mint->add_option("name", name, "name of the class")->required();
  mint->add_option("--customer", customer, "id of the owner")->required();
  for (auto* c : {create, mint}) c->add_option("--coupons", coupons, "how many coupons")->capture_default_str();
  if (const auto code = parse(app, argc, argv)) return *code;

  if (*show)
    return admin.print("coupon", list(admin, "coupon-classes", "customer", customer), "coupon_classes",
                       {"name", "type", "amount", "currency", "codes"});
  codec::JsonObject body;
  body.add("customer", customer).add("coupons", coupons);
  if (*mint) {
    std::string path = "coupon-classes/";
    client::append_encoded(path, name);
    return admin.print("coupon", post(admin, path + "/coupons", body), "", {"codes"});
  }
  body.add("name", name).add("spend_threshold", threshold);
  add_text(body, "type", type);
  add_text(body, "currency", currency);
  add_text(body, "start", start);
  add_text(body, "end", end);
  add_text(body, "expiration", expiration);
  if (pays->count() != 0) body.add("amount", amount);
  if (part->count() != 0) body.add("percent_off", percent_off);
  if (duration->count() != 0) body.add("active_duration", active_days);
  if (adopts->count() != 0) body.add("feature", feature);
  return admin.print("coupon", post(admin, "coupon-classes", body), "", {"codes"});
}

int billing_group(int argc, char** argv) {
  Parser app("Billing groups: accounts of a customer that are billed together. UpdateBillingGroupAccounts fills them.",
             "billing-group");
  Admin admin;
  admin.add_to_group(app);
  std::int64_t customer = 0;
  std::string name, description;
  auto* show = app.add_subcommand("list", "list the groups of a customer");
  auto* create = app.add_subcommand("create", "make a group and print its id");
  create->add_option("name", name, "its name")->required();
  create->add_option("--description", description, "its description");
  for (auto* c : {show, create}) c->add_option("--customer", customer, "id of the customer")->required();
  if (const auto code = parse(app, argc, argv)) return *code;
  if (*show)
    return admin.print("billing-group", list(admin, "billing-groups", "customer", customer), "billing_groups",
                       {"id", "name", "description", "accounts"});
  codec::JsonObject body;
  body.add("customer", customer).add("name", name).add("description", description);
  return admin.print("billing-group", post(admin, "billing-groups", body), "", {"id"});
}

int insertion_order(int argc, char** argv) {
  Parser app("Insertion orders that Microsoft makes, and changes that it proposes: users approve or decline both.",
             "insertion-order");
  Admin admin;
  admin.add_to_group(app);
  std::int64_t account = 0, id = 0, orders = 1;
  std::string series, frequency;
  bool unlimited = false, endless = false;
  OrderOptions made, proposed;
  auto* create = app.add_subcommand("create", "make an order, or a series of them, and print the ids");
  create->add_option("account", account, "id of the account")->required();
  made.add_to(*create);
  create->add_flag("--unlimited", unlimited, "without a cap");
  create->add_flag("--endless", endless, "without an end");
  auto* named = create->add_option("--series", series, "SeriesName: several orders, one after the other");
  create->add_option("--frequency", frequency, "of a series: Monthly, BiMonthly, Quarterly, Yearly")->needs(named);
  create->add_option("--orders", orders, "how many orders a series has")->needs(named);
  auto* propose = app.add_subcommand("propose", "propose changes of an approved order");
  propose->add_option("id", id, "id of the order")->required();
  proposed.add_to(*propose);
  if (const auto code = parse(app, argc, argv)) return *code;
  if (*propose)
    return admin.print("insertion-order", post(admin, "insertion-orders/" + std::to_string(id) + "/changes", proposed.body()), "",
                       {});
  auto body = made.body();
  body.add("account", account);
  if (unlimited) body.add("unlimited", true);
  if (endless) body.add("endless", true);
  if (!series.empty()) body.add("series", series).add("frequency", frequency).add("orders", orders);
  return admin.print("insertion-order", post(admin, "insertion-orders", body), "", {"ids"});
}

}  // namespace adsbox::cli
