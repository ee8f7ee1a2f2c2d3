// The examples of the documentation's page on account hierarchies, and what follows from its rules.
#include <algorithm>

#include "identity/links.h"
#include "services/customer_management/people_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;
using enum identity::Role;

class HierarchyTest : public PeopleFixture {
 protected:
  HierarchyTest() {
    customer(999, "you", {999'111}, 123);
    customer(111, "one", {111'111, 111'222});
    customer(222, "two", {222'111, 222'222});
    customer(333, "three", {333'111, 333'222});
    customer(444, "four", {444'111, 444'222});
  }
  static std::string number(std::int64_t customer) { return identity::customer_number(customer); }
  /// 111 -> 222 Administrative, 222 -> 333 Standard, 333 -> account 444111.
  void build() {
    link_up("one", customer_link(111, 222, "Administrative"), "two");
    link_up("two", customer_link(222, 333, "Standard"), "three");
    link_up("three", account_link(333, 444'111, number(444)), "four");
  }
  static std::string ids(const list<opt<std::int64_t>>& l) {
    if (l.is_nil()) return "-";
    std::string s;
    for (const auto& id : l) (s.empty() ? s : s += ",") += std::to_string(*id);
    return "[" + s + "]";
  }
  /// "41 on 333 accounts - linked [444111] Standard", a line a role.
  std::string roles(opt<std::int64_t> user = nil) {
    GetUserRequest r;
    r.user_id = user;
    const auto answer = ask<GetUser>(r);
    if (!answer) return failure_of(answer);
    std::string all;
    for (const auto& role : answer->customer_roles) {
      all += std::to_string(*role->role_id) + " on " + std::to_string(*role->customer_id) + " accounts " +
             ids(role->account_ids) + " linked " + ids(role->linked_account_ids);
      if (role->customer_link_permission) all += " " + role->customer_link_permission.str();
      all += "\n";
    }
    return all;
  }
  std::string linked(std::int64_t customer, bool only_own = false) {
    GetLinkedAccountsAndCustomersInfoRequest r;
    r.customer_id = customer;
    r.only_parent_accounts = only_own;
    const auto answer = ask<GetLinkedAccountsAndCustomersInfo>(r);
    if (!answer) return failure_of(answer);
    std::string all;
    for (const auto& a : answer->accounts_info) (all.empty() ? all : all += " ") += std::to_string(*a->id);
    for (const auto& c : answer->customers_info) all += " +" + std::to_string(*c->id);
    return all;
  }
  /// How many accounts SearchAccounts finds for the caller.
  std::size_t accounts() {
    SearchAccountsRequest r;
    auto p = make<Predicate>();
    p->field = "UserId";
    p->operator_ = PredicateOperator::Equals;
    p->value = std::to_string(principal_.user_id);
    r.predicates.push_back(std::move(p));
    r.page_info = make<Paging>();
    r.page_info->index = 0;
    r.page_info->size = 1000;
    const auto answer = ask<SearchAccounts>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? answer->accounts.size() : 0;
  }
  std::string account_is(std::int64_t id) {
    GetAccountRequest r;
    r.account_id = id;
    return failed<GetAccount>(r);
  }
  std::string invite(std::int64_t customer, std::int32_t role, Ids accounts = {}) {
    SendUserInvitationRequest r;
    r.user_invitation = make<UserInvitation>();
    r.user_invitation->customer_id = customer;
    r.user_invitation->role_id = role;
    r.user_invitation->first_name = "New";
    r.user_invitation->last_name = "Person";
    r.user_invitation->email = "new@outlook.com";
    for (const auto id : accounts) r.user_invitation->account_ids.push_back(id);
    return failed<SendUserInvitation>(r);
  }
};

TEST_F(HierarchyTest, RolesOfASignUpAndOfMultiUserCredentials) {
  as("you");
  EXPECT_EQ(roles(), "41 on 999 accounts - linked -\n");
  join("you", 111, super_admin);
  EXPECT_EQ(roles(), "41 on 999 accounts - linked -\n41 on 111 accounts - linked -\n");
}

TEST_F(HierarchyTest, RolesOfTheAgencyHierarchy) {
  const auto on_111 = join("you", 111, super_admin);
  build();
  as("you");
  const std::string by_links =
      "41 on 111 accounts - linked -\n"
      "41 on 222 accounts - linked - Administrative\n"
      "41 on 333 accounts - linked [444111] Standard\n";
  EXPECT_EQ(roles(), "41 on 999 accounts - linked -\n" + by_links);
  EXPECT_EQ(roles(123), "41 on 999 accounts - linked -\n" + by_links);
  EXPECT_EQ(roles(on_111), by_links);
}

TEST_F(HierarchyTest, RolesOfAnAggregator) {
  join("one", 111, aggregator);
  customer(555, "child", {555'111});
  world().store().write([&](store::Writer& w) {
    identity::add_aggregatee(w, 111, 555'111, 1, world().clock().now());
    return true;
  });
  as("one");
  EXPECT_EQ(roles(), "41 on 111 accounts - linked [555111]\n33 on 111 accounts - linked [555111]\n");
  EXPECT_EQ(account_is(555'111), "");
  EXPECT_EQ(linked(111), "111111 111222 555111");
  EXPECT_EQ(linked(555), "1001");
  EXPECT_TRUE(search("DirectManagingCustomerId", 111).empty());  // what cannot be delinked is no client link
  auto l = account_link(111, 555'111, number(555));
  l->status = ClientLinkStatus::UnlinkRequested;
  l->timestamp = "12345678";
  EXPECT_EQ(sent<UpdateClientLinks>(std::move(l)), "1001 ClientLink.exists");
}

TEST_F(HierarchyTest, TheViewOfTheHierarchy) {
  build();
  as("one");
  EXPECT_EQ(linked(111), "111111 111222 +222");
  EXPECT_EQ(linked(222), "222111 222222 +333");
  EXPECT_EQ(linked(333), "333111 333222 444111");
  EXPECT_EQ(linked(333, true), "333111 333222");
  EXPECT_EQ(linked(111, true), "111111 111222");
  EXPECT_EQ(linked(444), "1001");
  as("four");
  EXPECT_EQ(linked(444), "444111 444222");
  GetLinkedAccountsAndCustomersInfoRequest own;
  const auto answer = ask<GetLinkedAccountsAndCustomersInfo>(own);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->accounts_info.size(), 2u);
}

TEST_F(HierarchyTest, SevenFiveThreeAccounts) {
  build();
  const std::pair<const char*, std::size_t> expected[] = {{"one", 7}, {"two", 5}, {"three", 3}, {"four", 2}};
  for (const auto& [name, count] : expected) {
    as(name);
    EXPECT_EQ(accounts(), count) << name;
  }
  as("one");
  EXPECT_EQ(account_is(444'111), "");
  EXPECT_EQ(account_is(444'222), "1001 permission.account.reach AccountId");
}

TEST_F(HierarchyTest, HeadersMayNameTheOwnerOrTheLinkingCustomer) {
  build();
  as("one");
  campaign_management::GetCampaignsByAccountIdRequest r;
  r.account_id = 444'111;
  const auto& operation = schema::contract.operations[campaign_management::GetCampaignsByAccountId::id];
  for (const std::int64_t customer : {444, 333, 222, 111})
    EXPECT_TRUE(identity::authorize(world(), principal_, operation, {customer, 444'111}, r)) << customer;
  EXPECT_FALSE(identity::authorize(world(), principal_, operation, {999, 444'111}, r));
  EXPECT_FALSE(identity::authorize(world(), principal_, operation, {111, 444'222}, r));
}

TEST_F(HierarchyTest, StandardLinksTrimASuperAdmin) {
  build();
  const auto user_of_222 = join("extra2", 222, viewer), user_of_333 = join("extra3", 333, viewer);
  as("one");
  EXPECT_EQ(invite(222, 41), "");
  EXPECT_EQ(invite(333, 100), "1001 permission.role UserInvitation.CustomerId");
  const auto remove = [&](std::int64_t user) {
    GetUserRequest get;
    get.user_id = user;
    const auto stored = ask<GetUser>(get);
    DeleteUserRequest r;
    r.user_id = user;
    r.time_stamp = stored ? stored->user->time_stamp : text("x");
    return failed<DeleteUser>(r);
  };
  EXPECT_EQ(remove(user_of_333), "1001 permission.role UserId");
  EXPECT_EQ(remove(user_of_222), "");
  // Links to customers, and links to single accounts.
  customer(666, "six", {666'111});
  EXPECT_EQ(add(customer_link(333, 666, "Standard")), "(1001 permission.links.role)");
  EXPECT_EQ(add(customer_link(222, 666, "Standard")), "");
  EXPECT_EQ(add(account_link(333, 666'111, number(666))), "");
  // Accounts: adding and deleting goes through either kind of link.
  AddAccountRequest account;
  account.account = make<AdvertiserAccount>();
  account.account->parent_customer_id = 333;
  EXPECT_FALSE(failed<AddAccount>(account).starts_with("1001"));
  // The Super Admin of 333 itself is not trimmed, nor is a second, direct role of the caller.
  join("one", 333, super_admin);
  EXPECT_EQ(invite(333, 100), "");
}

TEST_F(HierarchyTest, TheWeakestLinkOfAWayCountsAndTheBestOfTheWays) {
  link_up("one", customer_link(111, 222, "Standard"), "two");
  link_up("two", customer_link(222, 333, "Administrative"), "three");
  as("one");
  EXPECT_EQ(roles(),
            "41 on 111 accounts - linked -\n41 on 222 accounts - linked - Standard\n41 on 333 accounts - linked - Standard\n");
  link_up("one", customer_link(111, 333, "Administrative"), "three");
  as("one");
  EXPECT_EQ(
      roles(),
      "41 on 111 accounts - linked -\n41 on 222 accounts - linked - Standard\n41 on 333 accounts - linked - Administrative\n");
}

TEST_F(HierarchyTest, EffectiveRightsAreTheBestOverAllRoles) {
  build();
  join("mix", 222, viewer);
  join("mix", 333, advertiser_campaign_manager, {333'111});
  as("mix");
  campaign_management::AddCampaignsRequest write;
  const auto& operation = schema::contract.operations[campaign_management::AddCampaigns::id];
  const auto may_write = [&](std::int64_t account, std::int64_t customer) {
    write.account_id = account;
    return identity::authorize(world(), principal_, operation, {customer, account}, write).has_value();
  };
  EXPECT_TRUE(may_write(333'111, 333));   // campaign manager there
  EXPECT_FALSE(may_write(333'222, 333));  // viewer, by the link from 222
  EXPECT_FALSE(may_write(222'111, 222));
  EXPECT_EQ(account_is(333'222), "");
  // Two roles that are not enough are no more together.
  UpdateAccountRequest rename;
  rename.account = make<AdvertiserAccount>();
  rename.account->id = 333'111;
  rename.account->name = "Another";
  EXPECT_EQ(failed<UpdateAccount>(rename), "1001 permission.account.auto_tag_type Account");
}

TEST_F(HierarchyTest, WhoIsLimitedToAccountsReachesNothingElse) {
  build();
  join("few", 111, standard_user, {111'111, 222'222, 444'111});
  as("few");
  EXPECT_EQ(roles(),
            "203 on 111 accounts [111111] linked -\n203 on 222 accounts [222222] linked - Administrative\n"
            "203 on 333 accounts [] linked [444111] Standard\n");
  EXPECT_EQ(accounts(), 3u);
  EXPECT_EQ(account_is(111'222), "1001 permission.account.reach AccountId");
  EXPECT_EQ(linked(222), "222222 +333");
  join("own", 111, viewer, {111'222});
  as("own");
  EXPECT_EQ(roles(), "100 on 111 accounts [111222] linked -\n");
}

TEST_F(HierarchyTest, WhoIsLimitedToCustomersBelowSeesNoAccountOfTheOwnOne) {
  build();
  const auto user = join("only", 111, super_admin);
  as("one");
  UpdateUserRolesRequest r;
  r.customer_id = 111;
  r.user_id = user;
  r.new_role_id = 41;
  r.new_customer_ids = {opt<std::int64_t>(333)};
  EXPECT_EQ(failed<UpdateUserRoles>(r), "");
  as("only");
  EXPECT_EQ(roles(), "41 on 111 accounts [] linked - LinkedEntityOnly\n41 on 333 accounts - linked [444111] Standard\n");
  EXPECT_EQ(accounts(), 3u);
  EXPECT_EQ(linked(111), "");
  EXPECT_EQ(account_is(111'111), "1001 permission.account.reach AccountId");
}

TEST_F(HierarchyTest, FiveLevelsAndNoCircles) {
  build();
  customer(666, "six", {666'111});
  customer(777, "seven", {777'111});
  customer(888, "eight", {888'111});
  link_up("three", customer_link(333, 666, "Standard"), "six");
  link_up("six", customer_link(666, 777, "Standard"), "seven");
  as("seven");
  EXPECT_EQ(add(customer_link(777, 888, "Standard")), "3083 ClientLink.ClientEntityId.levels");
  EXPECT_EQ(add(customer_link(777, 111, "Standard")), "3083 ClientLink.ClientEntityId.levels");
  EXPECT_EQ(add(customer_link(777, 777, "Standard")), "3083 ClientLink.ClientEntityId.levels");
  as("one");
  EXPECT_EQ(account_is(777'111), "");
  // Width has no limit.
  as("six");
  EXPECT_EQ(add(customer_link(666, 888, "Standard")), "");
}

TEST_F(HierarchyTest, TwoInvitationsThatTogetherWouldCloseACircle) {
  as("one");
  ASSERT_EQ(add(customer_link(111, 222, "Standard")), "");
  as("two");
  ASSERT_EQ(add(customer_link(222, 111, "Standard")), "");
  ASSERT_EQ(update(seen_by_client(222, true), ClientLinkStatus::LinkAccepted), "");
  as("one");
  ASSERT_EQ(update(seen_by_client(111, true), ClientLinkStatus::LinkAccepted), "");
  wait(10 * second);
  EXPECT_EQ(found(111, 222)->status, opt(ClientLinkStatus::Active));
  as("two");
  EXPECT_EQ(found(222, 111)->status, opt(ClientLinkStatus::LinkFailed));
}

TEST_F(HierarchyTest, OthersSeeOnlyRolesOnCustomersThatTheyReach) {
  build();
  const auto user = join("both", 222, viewer);
  join("both", 444, viewer);
  as("one");
  EXPECT_EQ(roles(user), "100 on 222 accounts - linked -\n100 on 333 accounts - linked [444111] Standard\n");
}

}  // namespace
}  // namespace adsbox::services
