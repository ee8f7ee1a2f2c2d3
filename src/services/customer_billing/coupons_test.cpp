// DispatchCoupons, RedeemCoupon, SearchCoupons, GetCouponInfo.
#include "adsbox/internal.h"
#include "services/customer_billing/billing_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_billing;
using enum PredicateOperator;

constexpr std::int64_t other_customer = 250'000'070, other_account = 180'000'070;

class Coupons : public BillingFixture {
 protected:
  Coupons() {
    customer_management::Customer customer;
    customer.id = other_customer;
    store_row(other_customer, 0, 0, customer);
    customer_management::AdvertiserAccount account;
    account.id = other_account;
    account.number = "F0000070";
    account.parent_customer_id = other_customer;
    store_row(other_account, other_customer, other_account, account);
    principal_.grants.push_back({other_customer, identity::Role::standard_user, {}, {}, user_id + 7});
  }
  static internal::CouponClass class_of(const char* name, double amount = 50) {
    internal::CouponClass c;
    c.owner_customer_id = customer_id;
    c.name = name;
    c.amount = amount;
    return c;
  }
  std::vector<std::string> minted(const internal::CouponClass& c, std::int64_t coupons = 3) {
    const auto codes = make_coupon_class(world(), c, coupons);
    EXPECT_TRUE(codes) << codes.error();
    return codes.value_or(std::vector<std::string>{});
  }
  std::string redeem(const std::string& code, std::int64_t account = account_id) {
    RedeemCouponRequest r;
    r.account_id = account;
    r.coupon_code = code;
    const auto answer = invoke<RedeemCoupon>(r);
    return answer ? "ok" : failure_of(answer);
  }
  static SearchCouponsRequest coupons_request(std::vector<By> more = {}) {
    more.insert(more.begin(), {"CustomerId", Equals, std::to_string(customer_id)});
    return BillingFixture::request<SearchCouponsRequest>(more);
  }
  /// The classes of the coupons found, or the code of the failure.
  std::string found(const SearchCouponsRequest& r) {
    const auto answer = invoke<SearchCoupons>(r);
    if (!answer) return failure_of(answer);
    std::string found;
    for (const auto& c : answer->coupons) (found.empty() ? found : found += ' ') += c->class_name.str();
    return found;
  }
  Coupon shown(const std::string& code) {
    const auto answer = invoke<SearchCoupons>(coupons_request());
    for (const auto& c : answer->coupons)
      if (c->coupon_code == std::string_view(code)) return *c;
    ADD_FAILURE() << "no coupon " << code;
    return {};
  }
  list<box<CouponInfoData>> infos(std::int64_t customer = customer_id) {
    GetCouponInfoRequest r;
    r.customer_id = customer;
    auto answer = invoke<GetCouponInfo>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    return std::move(answer->coupon_info_data);
  }
};

TEST_F(Coupons, ARedeemedCouponPaysForSpend) {
  auto c = class_of("Again");
  c.spend_threshold = 20;
  c.active_duration = 30;
  const auto codes = minted(c);
  spend(0, 100);  // before the redemption
  EXPECT_EQ(redeem(codes[0]), "ok");
  EXPECT_EQ(redeem(codes[0]), "1001");  // once
  auto found = shown(codes[0]);
  EXPECT_EQ(found.is_redeemed, opt(true));
  EXPECT_EQ(found.redemption_info->account_id, opt(account_id));
  EXPECT_EQ(found.redemption_info->account_number, "F0000001");
  EXPECT_EQ(found.redemption_info->balance, opt(50.0));
  EXPECT_TRUE(found.redemption_info->activation_date.is_nil());
  EXPECT_EQ(found.redemption_info->expiration_date, opt(billing::moment(billing::day_of(at(30)))));
  EXPECT_EQ(infos()[0]->status, opt(std::uint8_t{3}));
  spend(0, 15);
  set_time(1);
  spend(1, 25);
  found = shown(codes[0]);
  EXPECT_EQ(found.redemption_info->balance, opt(30.0));
  EXPECT_EQ(found.redemption_info->activation_date, opt(billing::moment(billing::day_of(at(1)))));
  EXPECT_EQ(found.redemption_info->spend_to_threshold, opt(20.0));
  EXPECT_EQ(infos()[0]->balance, opt(30.0));
  EXPECT_EQ(infos()[0]->status, opt(std::uint8_t{4}));
  GetAccountMonthlySpendRequest month;
  month.account_id = account_id;
  month.month_year = at(0);
  EXPECT_EQ(invoke<GetAccountMonthlySpend>(month)->amount, opt(120.0));  // 140 without the coupon
  spend(1, 90);
  EXPECT_EQ(infos()[0]->status, opt(std::uint8_t{5}));
  set_time(40);
  EXPECT_EQ(infos()[0]->status, opt(std::uint8_t{6}));
}

TEST_F(Coupons, RedeemRefusesWhatCannotBe) {
  EXPECT_EQ(redeem("no-such-code"), "1001");
  EXPECT_EQ(redeem(""), "1001");
  EXPECT_EQ(redeem("x", 0), "2108");
  EXPECT_EQ(redeem("x", 180'009'999), "1001");
  auto later = class_of("Later");
  later.start_date = at(5);
  later.end_date = at(9);
  const auto codes = minted(later);
  EXPECT_EQ(redeem(codes[0]), "532");
  set_time(10);
  EXPECT_EQ(redeem(codes[0]), "532");
  set_time(9);
  EXPECT_EQ(redeem(codes[0]), "ok");
  auto old = class_of("Old");
  old.expiration_date = at(8);
  EXPECT_EQ(redeem(minted(old)[0]), "532");
  auto euros = class_of("Euros");
  euros.currency_code = "EUR";
  EXPECT_EQ(redeem(minted(euros)[0]), "1001");
  principal_.grants = {{customer_id, identity::Role::viewer, {}, {}, user_id}};
  EXPECT_EQ(redeem(codes[1]), "1001");
}

TEST_F(Coupons, AcquisitionIsForNewCustomers) {
  auto c = class_of("Welcome");
  c.type = "Acquisition";
  const auto codes = minted(c);
  EXPECT_EQ(redeem(codes[0]), "ok");
  EXPECT_EQ(redeem(codes[1]), "1001");  // redeemed one before
  spend(0, 1, other_account);
  EXPECT_EQ(redeem(codes[1], other_account), "1001");  // spent before
}

TEST_F(Coupons, TheOwnerSeesRedemptionsThatAreBilledToIt) {
  const auto codes = minted(class_of("Gift"));
  EXPECT_EQ(redeem(codes[0], other_account), "ok");
  EXPECT_EQ(shown(codes[0]).is_redeemed, opt(true));
  EXPECT_FALSE(shown(codes[0]).redemption_info);
  EXPECT_EQ(infos().size(), 0u);
  ASSERT_EQ(infos(other_customer).size(), 1u);
  EXPECT_EQ(infos(other_customer)[0]->account_id, opt(static_cast<std::int32_t>(other_account)));
}

TEST_F(Coupons, DispatchSendsFreeCoupons) {
  const auto codes = minted(class_of("Mail"), 3);
  EXPECT_EQ(redeem(codes[0]), "ok");
  DispatchCouponsRequest r;
  r.customer_id = customer_id;
  r.coupon_class_name = "mail";
  r.send_to_emails = {text("ann@example.com"), text("nobody"), text(""), text("ben@example.com"), text("cid@example.com")};
  const auto answer = invoke<DispatchCoupons>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  std::string errors;
  for (const auto& e : answer->partial_errors) errors += std::to_string(*e->index) + ":" + std::to_string(*e->code) + " ";
  EXPECT_EQ(errors, "1:1001 2:3087 4:3024 ");
  EXPECT_EQ(shown(codes[1]).send_to_email, "ann@example.com");
  EXPECT_EQ(shown(codes[1]).send_to_date, opt(world().clock().now()));
  EXPECT_EQ(shown(codes[2]).send_to_email, "ben@example.com");
  EXPECT_EQ(redeem(codes[2], other_account), "ok");  // whoever has the code
  r.coupon_class_name = "No such class";
  EXPECT_EQ(failure_of(invoke<DispatchCoupons>(r)), "1001");
  r.coupon_class_name = nil;
  EXPECT_EQ(failure_of(invoke<DispatchCoupons>(r)), "1001");
  r.coupon_class_name = "Mail";
  r.customer_id = other_customer;  // no admin there
  EXPECT_EQ(failure_of(invoke<DispatchCoupons>(r)), "1001");
  r.customer_id = customer_id;
  r.send_to_emails.set_empty();
  EXPECT_EQ(failure_of(invoke<DispatchCoupons>(r)), "3087");
  for (int i = 0; i < 1001; ++i) r.send_to_emails.push_back("a@b.c");
  EXPECT_EQ(failure_of(invoke<DispatchCoupons>(r)), "3024");
  r.send_to_emails = {text("a@b.c")};
  auto ended = class_of("Ended");
  ended.end_date = at(-1);
  minted(ended);
  r.coupon_class_name = "Ended";
  EXPECT_EQ(failure_of(invoke<DispatchCoupons>(r)), "532");
}

TEST_F(Coupons, SearchTakesEveryPredicate) {
  auto b = class_of("Bravo");
  b.start_date = at(3);
  minted(b, 1);
  auto a = class_of("alfa");
  a.start_date = at(-5);
  const auto codes = minted(a, 2);
  auto foreign = class_of("Foreign");
  foreign.owner_customer_id = other_customer;
  minted(foreign);
  EXPECT_EQ(redeem(codes[0]), "ok");
  EXPECT_EQ(found(coupons_request()), "Bravo alfa alfa");
  EXPECT_EQ(found(coupons_request({{"CouponClassName", Equals, "ALFA"}})), "alfa alfa");
  EXPECT_EQ(found(coupons_request({{"IsRedeemed", Equals, "true"}})), "alfa");
  EXPECT_EQ(found(coupons_request({{"IsRedeemed", Equals, "False"}})), "Bravo alfa");
  EXPECT_EQ(found(coupons_request({{"StartDate", GreaterThanEquals, "2026-03-05T23:59:59Z"}})), "Bravo");
  EXPECT_EQ(
      found(coupons_request(
          {{"CouponClassName", Equals, "alfa"}, {"IsRedeemed", Equals, "0"}, {"StartDate", GreaterThanEquals, "2026-01-01"}})),
      "alfa");
  auto r = coupons_request();
  r.ordering.push_back(make<OrderBy>());
  r.ordering[0]->field = OrderByField::CouponClassName;
  EXPECT_EQ(found(r), "alfa alfa Bravo");
  r.ordering[0]->field = OrderByField::CouponStartDate;
  r.ordering[0]->order = SortOrder::Descending;
  EXPECT_EQ(found(r), "Bravo alfa alfa");
  r.page_info->size = 1;
  EXPECT_EQ(found(r), "Bravo");
  search::expect_pages_are_checked(r, 100, [this](const auto& request) { return found(request); });
  r = coupons_request();
  r.ordering.push_back(make<OrderBy>());  // Id is the default of the enum
  EXPECT_EQ(found(r), "3030");
}

TEST_F(Coupons, SearchRefusesWhatIsNotDocumented) {
  EXPECT_EQ(found(request<SearchCouponsRequest>({})), "3087");
  EXPECT_EQ(found(request<SearchCouponsRequest>({{"IsRedeemed", Equals, "true"}})), "474");
  EXPECT_EQ(found(request<SearchCouponsRequest>({{"CustomerId", Equals, "250009999"}})), "1001");
  EXPECT_EQ(found(coupons_request({{"CouponClassName", Contains, "alfa"}})), "3030");
  EXPECT_EQ(found(coupons_request({{"IsRedeemed", Equals, "maybe"}})), "3030");
  EXPECT_EQ(found(coupons_request({{"CouponCode", Equals, "abcd"}})), "3030");
  const By redeemed{"IsRedeemed", Equals, "true"};
  EXPECT_EQ(found(coupons_request({redeemed, redeemed})), "3030");
  EXPECT_EQ(found(coupons_request({redeemed, redeemed, redeemed, redeemed})), "3030");  // more than 4
  GetCouponInfoRequest r;
  EXPECT_EQ(failure_of(invoke<GetCouponInfo>(r)), "1001");
  r.customer_id = 250'009'999;
  EXPECT_EQ(failure_of(invoke<GetCouponInfo>(r)), "1001");
}

TEST_F(Coupons, OperatorsAreToldWhatIsWrong) {
  minted(class_of("Once"));
  EXPECT_FALSE(make_coupon_class(world(), class_of("ONCE"), 1));
  EXPECT_FALSE(make_coupon_class(world(), class_of(""), 1));
  EXPECT_FALSE(make_coupon_class(world(), class_of("Nothing", 0), 1));
  EXPECT_FALSE(make_coupon_class(world(), class_of("Many"), 100'000));
  for (const auto& spoil : std::vector<std::function<void(internal::CouponClass&)>>{
           [](auto& c) { c.type = "Other"; }, [](auto& c) { c.currency_code = "XXX"; }, [](auto& c) { c.percent_off = 101; },
           [](auto& c) { c.spend_threshold = -1; }, [](auto& c) { c.active_duration = 0; },
           [](auto& c) { c.owner_customer_id = 5; },
           [&](auto& c) {
             c.start_date = at(2);
             c.end_date = at(1);
           }}) {
    auto c = class_of("Spoilt");
    spoil(c);
    EXPECT_FALSE(make_coupon_class(world(), c, 1));
  }
  EXPECT_EQ(mint_coupons(world(), customer_id, "once", 2)->size(), 2u);
  EXPECT_FALSE(mint_coupons(world(), customer_id, "none", 2));
}

}  // namespace
}  // namespace adsbox::services
