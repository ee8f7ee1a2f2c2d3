// DistributeCoupons, CheckFeatureAdoptionCouponEligibility, ClaimFeatureAdoptionCoupons; billing groups.
#include "adsbox/internal.h"
#include "services/customer_billing/billing_fixture.h"
#include "services/customer_billing/billing_groups.h"

namespace adsbox::services {
namespace {

using namespace customer_billing;

constexpr std::int64_t second_account = 180'000'080, foreign_account = 180'000'090;

class FeatureCoupons : public BillingFixture {
 protected:
  FeatureCoupons() {
    for (const auto& [id, owner] : {std::pair{second_account, customer_id}, {foreign_account, std::int64_t{250'000'090}}}) {
      customer_management::AdvertiserAccount account;
      account.id = id;
      account.name = "Account";
      account.parent_customer_id = owner;
      store_row(id, owner, id, account);
    }
    internal::CouponClass c;
    c.owner_customer_id = customer_id;
    c.name = "Try it";
    c.amount = 20;
    c.feature_id = 3;
    codes_ = make_coupon_class(world(), c, 3).value_or(std::vector<std::string>{});
  }
  /// The codes of errors by item: "- 1001".
  static std::string by_item(const list<list<box<OperationError>>>& errors) {
    std::string out;
    for (const auto& e : errors)
      out += (out.empty() ? "" : " ") + (e.has_value() ? std::to_string(*e[0]->code) : std::string("-"));
    return out;
  }
  std::string distribute(std::vector<std::int64_t> accounts, const char* name = "Try it", bool notify = false,
                         std::int32_t feature = 0) {
    DistributeCouponsRequest r;
    for (const auto id : accounts) r.account_ids.push_back(static_cast<std::int32_t>(id));
    r.class_name = name;
    r.send_notification = notify;
    if (feature != 0) r.feature_id = feature;
    const auto answer = invoke<DistributeCoupons>(r);
    if (!answer) return failure_of(answer);
    if (answer->operation_errors.size() != 0) return "whole " + std::to_string(*answer->operation_errors[0]->code);
    return by_item(answer->partial_errors);
  }
  std::string claim(std::vector<std::pair<std::int64_t, std::string>> pairs) {
    ClaimFeatureAdoptionCouponsRequest r;
    for (const auto& [account, code] : pairs) {
      auto pair = make<KeyValueEntityOflongstring>();
      pair->key = account;
      pair->value = code;
      r.account_coupon_pairs.push_back(std::move(pair));
    }
    const auto answer = invoke<ClaimFeatureAdoptionCoupons>(r);
    if (!answer) return failure_of(answer);
    std::string out = by_item(answer->partial_errors);
    for (const auto& d : answer->claimed_date_by_account_id) {
      EXPECT_EQ(d->value, opt(world().clock().now()));
      out += " claimed " + std::to_string(*d->key % 1000);
    }
    return out;
  }
  std::string eligible(std::int32_t feature = 3) {
    CheckFeatureAdoptionCouponEligibilityRequest r;
    r.feature_id = feature;
    r.account_ids = {opt(account_id), opt(second_account)};
    const auto answer = invoke<CheckFeatureAdoptionCouponEligibility>(r);
    if (!answer) return failure_of(answer);
    std::string out;
    for (const auto& id : answer->eligible_account_ids) (out.empty() ? out : out += ' ') += std::to_string(*id % 1000);
    return out;
  }
  list<box<CouponInfoData>> infos() {
    GetCouponInfoRequest r;
    r.customer_id = customer_id;
    return invoke<GetCouponInfo>(r)->coupon_info_data;
  }
  std::vector<std::string> codes_;
};

TEST_F(FeatureCoupons, DistributeGivesEachAccountACoupon) {
  EXPECT_EQ(distribute({account_id, foreign_account, second_account}), "- 1001 -");
  const auto found = infos();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]->account_id, opt(static_cast<std::int32_t>(account_id)));
  EXPECT_EQ(found[0]->feature_id, opt(3));
  EXPECT_EQ(found[0]->status, opt(std::uint8_t{1}));
  EXPECT_EQ(found[0]->coupon_value, opt(20.0));
  EXPECT_EQ(found[0]->coupon_type, opt(std::uint8_t{2}));
  EXPECT_EQ(distribute({account_id, account_id}, "try it", true, 9), "- 3024");  // one was left
  SearchCouponsRequest r;
  r = request<SearchCouponsRequest>({{"CustomerId", PredicateOperator::Equals, std::to_string(customer_id)}});
  EXPECT_EQ(invoke<SearchCoupons>(r)->coupons[2]->send_to_email, "someone@outlook-int.com");
  EXPECT_EQ(distribute({account_id}, "None"), "whole 1001");
  EXPECT_EQ(distribute({}), "3087");
  EXPECT_EQ(distribute({account_id}, ""), "whole 1001");
  principal_.grants = {{customer_id, identity::Role::standard_user, {}, {}, user_id}};
  EXPECT_EQ(distribute({account_id}), "whole 1001");
}

TEST_F(FeatureCoupons, OutOfTheirDaysNoneAreGiven) {
  internal::CouponClass c;
  c.owner_customer_id = customer_id;
  c.name = "Over";
  c.amount = 20;
  c.end_date = at(-1);
  ASSERT_TRUE(make_coupon_class(world(), c, 1));
  EXPECT_EQ(distribute({account_id}, "Over"), "whole 532");
}

TEST_F(FeatureCoupons, WhoIsEligibleMayClaimOnce) {
  EXPECT_EQ(eligible(), "1 80");
  EXPECT_EQ(eligible(4), "");
  EXPECT_EQ(eligible(0), "1001");
  EXPECT_EQ(claim({{account_id, codes_[0]}, {account_id, codes_[1]}, {foreign_account, codes_[1]}, {second_account, "none"}}),
            "- 1001 1001 1001 claimed 1");
  EXPECT_EQ(eligible(), "80");
  EXPECT_EQ(claim({{second_account, codes_[0]}}), "1001");  // taken
  EXPECT_EQ(infos()[0]->status, opt(std::uint8_t{2}));
  EXPECT_EQ(infos()[0]->claim_date, opt(world().clock().now()));
  // The claimed coupon is the account's alone.
  RedeemCouponRequest r;
  r.account_id = second_account;
  r.coupon_code = codes_[0];
  EXPECT_EQ(failure_of(invoke<RedeemCoupon>(r)), "1001");
  r.account_id = account_id;
  EXPECT_TRUE(invoke<RedeemCoupon>(r));
  EXPECT_EQ(claim({}), "3087");
}

TEST_F(FeatureCoupons, ClaimsAreShownWhenAskedFor) {
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  EXPECT_EQ(claim({{account_id, codes_[0]}}), " claimed 1");
  auto r = request<SearchCouponsRequest>({{"CustomerId", PredicateOperator::Equals, std::to_string(customer_id)}});
  r.return_additional_fields = AccountAdditionalField::CouponClaimInfo;
  const auto answer = invoke<SearchCoupons>(r);
  EXPECT_EQ(last_call().filter.hidden(Coupon::type_id), nullptr);
  EXPECT_EQ(answer->coupons[0]->claim_info->account_id, opt(account_id));
  EXPECT_FALSE(answer->coupons[1]->claim_info);
  ASSERT_TRUE(invoke<SearchCoupons>(
      request<SearchCouponsRequest>({{"CustomerId", PredicateOperator::Equals, std::to_string(customer_id)}})));
  EXPECT_NE(last_call().filter.hidden(Coupon::type_id), nullptr);
}

TEST_F(FeatureCoupons, OnlyFeatureCouponsAreClaimed) {
  internal::CouponClass c;
  c.owner_customer_id = customer_id;
  c.name = "Plain";
  c.amount = 20;
  const auto plain = make_coupon_class(world(), c, 1);
  EXPECT_EQ(claim({{account_id, plain->front()}}), "1001");
  EXPECT_EQ(distribute({second_account}, "Plain", false, 5), "");  // it becomes one
  EXPECT_EQ(eligible(5), "80");
  EXPECT_EQ(claim({{account_id, plain->front()}}), "1001");  // another account was given it
  EXPECT_EQ(claim({{second_account, plain->front()}}), " claimed 80");
}

class BillingGroups : public FeatureCoupons {
 protected:
  std::string ungrouped() {
    GetUngroupedAccountsRequest r;
    r.customer_id = customer_id;
    const auto answer = invoke<GetUngroupedAccounts>(r);
    if (!answer) return failure_of(answer);
    std::string out;
    for (const auto& a : answer->ungrouped_accounts) {
      (out.empty() ? out : out += ' ') += std::to_string(*a->account_id % 1000);
      for (const auto& g : a->potential_billing_groups) out += "/" + g->value.str();
    }
    return out;
  }
  std::string update(std::int64_t group, std::vector<std::int64_t> accounts, std::int64_t customer = customer_id) {
    UpdateBillingGroupAccountsRequest r;
    r.customer_id = customer;
    r.billing_group_id = group;
    for (const auto id : accounts) r.accounts_to_add.push_back(id);
    const auto answer = invoke<UpdateBillingGroupAccounts>(r);
    return answer ? by_item(answer->partial_errors) : failure_of(answer);
  }
};

TEST_F(BillingGroups, AccountsAreAddedAndMove) {
  const auto first = add_billing_group(world(), customer_id, "First", "of all"),
             second = add_billing_group(world(), customer_id, "Second", "");
  ASSERT_TRUE(first && second);
  GetBillingGroupsRequest r;
  r.customer_id = customer_id;
  const auto groups = invoke<GetBillingGroups>(r);
  ASSERT_EQ(groups->billing_groups.size(), 2u);
  EXPECT_EQ(groups->billing_groups[0]->name, "First");
  EXPECT_EQ(groups->billing_groups[0]->description, "of all");
  EXPECT_EQ(groups->billing_groups[0]->customer_id, opt(customer_id));
  EXPECT_EQ(ungrouped(), "1/First/Second 80/First/Second");
  EXPECT_EQ(update(*first, {account_id, foreign_account, 5}), "- 1001 1001");
  EXPECT_EQ(ungrouped(), "80/First/Second");
  EXPECT_EQ(update(*second, {account_id, second_account}), "");
  EXPECT_EQ(ungrouped(), "");
}

TEST_F(BillingGroups, RefusesWhatIsNotTheCallers) {
  const auto group = add_billing_group(world(), customer_id, "First", "");
  EXPECT_FALSE(add_billing_group(world(), customer_id, "FIRST", ""));
  EXPECT_FALSE(add_billing_group(world(), customer_id, "", ""));
  EXPECT_FALSE(add_billing_group(world(), 5, "x", ""));
  EXPECT_EQ(update(5, {account_id}), "1001");
  EXPECT_EQ(update(0, {account_id}), "1001");
  EXPECT_EQ(update(*group, {}), "3087");
  EXPECT_EQ(update(*group, {account_id}, 0), "1001");
  EXPECT_EQ(update(*group, {account_id}, 250'000'090), "1001");
  EXPECT_EQ(failure_of(invoke<GetBillingGroups>({})), "1001");
  EXPECT_EQ(failure_of(invoke<GetUngroupedAccounts>({})), "1001");
  principal_.grants = {{customer_id, identity::Role::viewer, {}, {}, user_id}};
  EXPECT_EQ(update(*group, {account_id}), "1001");
  EXPECT_EQ(ungrouped(), "1/First 80/First");
}

}  // namespace
}  // namespace adsbox::services
