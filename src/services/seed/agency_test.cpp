#include "services/seed/agency.h"

#include <map>
#include <set>

#include "identity/hierarchy.h"
#include "identity/logins.h"
#include "identity/roles.h"
#include "services/customer_management/accounts_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;
using Facts = AgencyFacts;

class AgencySeed : public AccountsFixture {
 protected:
  AgencySeed() { seed_agency(world()); }
  std::map<std::string, int> count(const std::function<std::string(const AdvertiserAccount&)>& key) {
    std::map<std::string, int> counts;
    world().store().read([&](store::Reader& r) {
      r.scan_kind(world::kind_of<AdvertiserAccount>(), Facts::first_account - 1, [&](const store::RowView& row) {
        ++counts[key(**world::decode<AdvertiserAccount>(row))];
        return true;
      });
    });
    return counts;
  }
};

TEST_F(AgencySeed, HasWhatItsHeaderSays) {
  using Counts = std::map<std::string, int>;
  EXPECT_EQ(count([](const auto& a) { return std::to_string(static_cast<int>(*a.account_life_cycle_status)); }),
            (Counts{{"0", 1}, {"1", 295}, {"2", 24}, {"3", 60}, {"5", 20}}));
  EXPECT_EQ(count([](const auto& a) { return std::to_string(*a.account_financial_status == AccountFinancialStatus::Hold); }),
            (Counts{{"0", 396}, {"1", 4}}));
  std::set<std::string> numbers;
  count([&](const auto& a) {
    numbers.insert(a.number.str());
    return std::string();
  });
  EXPECT_EQ(numbers.size(), 400u);
  const auto links = identity::hierarchy(world());
  EXPECT_EQ(links->children(Facts::customer).size(), 35u);
  EXPECT_EQ(links->linked_accounts(Facts::customer)->size(), 15u);
  std::map<identity::Role, int> roles;
  world().store().read([&](store::Reader& r) {
    for (int n = 0; n < Facts::users; ++n) {
      const auto login = identity::find_login(r, agency_login(n), internal::LoginKind::Personal);
      ASSERT_TRUE(login) << agency_login(n);
      for (const auto& g : identity::grants_of_login(r, login->id)) ++roles[g.role];
    }
  });
  EXPECT_EQ(roles, (std::map<identity::Role, int>{{identity::Role::advertiser_campaign_manager, 12},
                                                  {identity::Role::aggregator, 1},
                                                  {identity::Role::super_admin, 43},
                                                  {identity::Role::viewer, 2},
                                                  {identity::Role::standard_user, 13}}));
}

TEST_F(AgencySeed, EqualWorldsGetEqualOnes) {
  auto other = *world::open_world("other", world::Environment::sandbox, "", 7);
  other->clock().freeze();
  other->clock().set(now_ticks);
  identity::seed(*other);
  seed_agency(*other);
  seed_agency(*other);  // is there already
  std::vector<std::string> bodies[2];
  int i = 0;
  for (auto* w : {&world(), other.get()}) {
    w->store().read([&](store::Reader& r) {
      for (const auto kind : {world::kind_of<Customer>(), world::kind_of<AdvertiserAccount>(), world::kind_of<User>()})
        r.scan_kind(kind, 0, [&](const store::RowView& row) {
          bodies[i].emplace_back(row.body);
          return true;
        });
    });
    ++i;
  }
  EXPECT_EQ(bodies[0], bodies[1]);
}

TEST_F(AgencySeed, ItsAccountsCouldHaveBeenAdded) {
  // What the rules and decisions demand of a new account holds for each: an update that changes nothing is accepted.
  principal_.grants = identity::reach_of_user(world(), Facts::first_user);
  int updated = 0;
  for (int i = 0; i < 35; ++i)
    for (int j = 0; j < Facts::accounts_per_client; ++j) {
      const auto a = get(Facts::account(i, j));
      const auto state = *a->account_life_cycle_status;
      if (state == AccountLifeCycleStatus::Inactive || state == AccountLifeCycleStatus::Suspended) continue;
      a->tax_information.reset();
      const auto answer = update(a);
      EXPECT_TRUE(answer) << i << " " << j << " " << rules_of(answer);
      ++updated;
    }
  EXPECT_GT(updated, 300);
  auto draft = new_account("Another");
  draft->parent_customer_id = Facts::first_client + 39;
  EXPECT_EQ(failure_of(add(draft)), "2192");
}

}  // namespace
}  // namespace adsbox::services
