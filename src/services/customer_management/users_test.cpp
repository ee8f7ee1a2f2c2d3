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
