#include "identity/advertiser.h"
#include "identity/roles.h"
#include "services/testing/service_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

class UsersTest : public ServiceFixture {
 protected:
  Result<GetUser> get(opt<std::int64_t> id) {
    GetUserRequest r;
    r.user_id = id;
    return invoke<GetUser>(r);
  }
};

TEST_F(UsersTest, NilIsTheCallerWithAllRoles) {
  principal_.grants.push_back({250'000'500, identity::Role::viewer, {180'000'012}, {}, 130'000'700});
  const auto answer = get(nil);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(*answer->user->id, user_id);
  EXPECT_EQ(answer->user->user_name, "someone@outlook-int.com");
  EXPECT_FALSE(answer->user->password.has_value());
  ASSERT_EQ(answer->customer_roles.size(), 2u);
  EXPECT_EQ(*answer->customer_roles[0]->role_id, 41);
  EXPECT_EQ(*answer->customer_roles[0]->customer_id, customer_id);
  EXPECT_TRUE(answer->customer_roles[0]->account_ids.is_nil());
  EXPECT_EQ(answer->customer_roles[1]->account_ids.size(), 1u);
}

TEST_F(UsersTest, AnotherIdOfOnesOwnGivesThatCustomersRole) {
  principal_.grants.push_back({250'000'500, identity::Role::viewer, {}, {}, 130'000'700});
  User other;
  other.id = 130'000'700;
  store_row(130'000'700, 250'000'500, 0, other);
  const auto answer = get(130'000'700);
  ASSERT_TRUE(answer) << failure_of(answer);
  ASSERT_EQ(answer->customer_roles.size(), 1u);
  EXPECT_EQ(*answer->customer_roles[0]->customer_id, 250'000'500);
}

TEST_F(UsersTest, OthersAreSeenThroughSharedCustomers) {
  const auto colleague = get(130'000'002);  // the second login of the seed
  ASSERT_TRUE(colleague) << failure_of(colleague);
  EXPECT_EQ(colleague->customer_roles.size(), 1u);
  EXPECT_EQ(failure_of(get(999)), "1001");
  principal_.grants = {{250'000'500, identity::Role::super_admin, {}, {}, user_id}};
  EXPECT_EQ(failure_of(get(130'000'002)), "1001");
}

TEST_F(UsersTest, AnOriginalIdStandsForThePersonAlsoToOthers) {
  // The colleague of the seed works for two more customers, one of which the caller sees.
  world().store().write([&](store::Writer& w) {
    const auto login = identity::login_of_user(w, 130'000'002);
    identity::add_user(world(), w, *login, {250'000'500, identity::Role::viewer, {}, {}, 130'000'701});
    identity::add_user(world(), w, *login, {250'000'600, identity::Role::viewer, {}, {}, 130'000'702});
    return true;
  });
  principal_.grants.push_back({250'000'500, identity::Role::super_admin, {}, {}, 130'000'700});
  const auto customers = [&](std::int64_t id) {
    std::vector<std::int64_t> found;
    if (const auto answer = get(id))
      for (const auto& r : answer->customer_roles) found.push_back(*r->customer_id);
    return found;
  };
  EXPECT_EQ(customers(130'000'002), (std::vector<std::int64_t>{customer_id, 250'000'500}));
  EXPECT_EQ(customers(130'000'701), (std::vector<std::int64_t>{250'000'500}));
  EXPECT_EQ(failure_of(get(130'000'702)), "1001");
}

TEST_F(UsersTest, LinkedAccountsOnlyAreNotAllAccounts) {
  AdvertiserAccount linked;
  linked.id = 180'000'900;
  linked.parent_customer_id = 250'000'900;
  store_row(180'000'900, 250'000'900, 180'000'900, linked);
  principal_.grants = {{customer_id, identity::Role::standard_user, {180'000'900}, {}, user_id},
                       {250'000'500, identity::Role::standard_user, {}, {}, 130'000'700},
                       {250'000'501, identity::Role::super_admin, {180'000'900}, {}, 130'000'703}};
  const auto answer = get(nil);
  ASSERT_TRUE(answer) << failure_of(answer);
  const auto& roles = answer->customer_roles;
  ASSERT_EQ(roles.size(), 3u);
  EXPECT_FALSE(roles[0]->account_ids.is_nil());
  EXPECT_TRUE(roles[0]->account_ids.empty());
  EXPECT_EQ(roles[0]->linked_account_ids.size(), 1u);
  EXPECT_TRUE(roles[1]->account_ids.is_nil());
  EXPECT_TRUE(roles[2]->account_ids.is_nil());
}

TEST_F(UsersTest, CurrentUserAndCustomer) {
  const auto me = invoke<GetCurrentUser>({});
  ASSERT_TRUE(me);
  EXPECT_EQ(*me->user->id, user_id);
  GetCustomerRequest r;
  r.customer_id = customer_id;
  const auto customer = invoke<GetCustomer>(r);
  ASSERT_TRUE(customer);
  EXPECT_EQ(*customer->customer->id, customer_id);
  EXPECT_TRUE(customer->customer->time_stamp.has_value());
  r.customer_id = 1;
  EXPECT_EQ(failure_of(invoke<GetCustomer>(r)), "1001");
}

}  // namespace
}  // namespace adsbox::services
