// The table against a plain list: random accounts, random changes, random searches.
#include "services/customer_management/accounts_table.h"

#include <algorithm>
#include <map>

#include "services/customer_management/accounts_fixture.h"
#include "services/customer_management/reach.h"
#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

struct Known {
  std::int64_t id = 0, customer = 0;
  int status = 0;
  std::string name, number;
};

class AccountsTableTest : public AccountsFixture {
 protected:
  std::uint64_t random(std::uint64_t below) { return world().random().next() % below; }

  std::string random_text() {
    constexpr std::string_view parts[] = {"tea", "Coffee", "SHOP", " ", "of", "zürich", "ß", "x", "Straße", "tee"};
    std::string s;
    for (auto n = random(5); n > 0; --n) s += parts[random(std::size(parts))];
    return s;
  }
  void put(store::Writer& w, const Known& k) {
    AdvertiserAccount a;
    a.id = k.id;
    a.parent_customer_id = k.customer;
    a.name = k.name;
    a.number = k.number;
    a.account_life_cycle_status = static_cast<AccountLifeCycleStatus>(k.status);
    world::save(w, {k.id, k.id, k.customer, k.status, 0, k.number, {}}, a);
    known_[k.id] = k;
  }
  /// What the search should find, by looking at each.
  std::vector<std::int64_t> expected(const AccountSearch& s) const {
    std::vector<std::pair<std::pair<std::string, std::int64_t>, std::int64_t>> found;
    const auto in = [](const std::vector<std::int64_t>& ids, std::int64_t id) { return std::ranges::find(ids, id) != ids.end(); };
    for (const auto& [id, k] : known_) {
      const auto reached = [&](const AccountReach& r) { return in(r.customers, k.customer) || in(r.accounts, k.id); };
      const auto name = fold_case(k.name), number = fold_case(k.number);
      if (!reached(s.reach) || (s.of_user && !reached(*s.of_user)) || (s.customer && *s.customer != k.customer) ||
          (s.ids && !in(*s.ids, id)) || (s.state && !s.state(k.status, 0)))
        continue;
      const bool by_name = s.name && s.name->holds(name), by_number = s.number && s.number->holds(number);
      if (s.name_or_number ? !by_name && !by_number : (s.name && !by_name) || (s.number && !by_number)) continue;
      const auto key = s.order == AccountSearch::Order::name     ? name
                       : s.order == AccountSearch::Order::number ? number
                                                                 : std::string();
      found.push_back({{key, id}, id});
    }
    std::ranges::sort(found);
    if (s.descending) std::ranges::reverse(found);
    std::vector<std::int64_t> page;
    for (std::size_t i = s.first; i < found.size() && page.size() < s.size; ++i) page.push_back(found[i].second);
    return page;
  }
  AccountSearch random_search() {
    AccountSearch s;
    const auto some_customers = [&] {
      AccountReach r;
      for (auto n = random(4); n > 0; --n) r.customers.push_back(static_cast<std::int64_t>(1 + random(6)));
      for (auto n = random(4); n > 0; --n) r.accounts.push_back(static_cast<std::int64_t>(1 + random(600)));
      return r;
    };
    s.reach = random(2) == 0 ? AccountReach{{1, 2, 3, 4, 5, 6}, {}} : some_customers();
    if (random(4) == 0) s.of_user = some_customers();
    if (random(4) == 0) s.customer = static_cast<std::int64_t>(random(7));
    if (random(4) == 0) s.ids = std::vector<std::int64_t>{5, static_cast<std::int64_t>(random(600)), 5};
    const auto test = [&] {
      std::vector<std::string> texts;
      for (auto n = 1 + random(2); n > 0; --n) texts.push_back(fold_case(random_text()));
      return TextTest{static_cast<TextTest::How>(random(3)), texts};
    };
    if (random(2) == 0) s.name = test();
    if (random(3) == 0) s.number = test();
    s.name_or_number = s.name && s.number && random(2) == 0;
    if (random(3) == 0) s.state = [wanted = static_cast<int>(random(3))](int state, int) { return state == wanted; };
    s.order = static_cast<AccountSearch::Order>(random(3));
    s.descending = random(2) == 0;
    s.first = random(2) == 0 ? 0 : random(40);
    s.size = random(20);
    return s;
  }
  void step(int round) {
    world().store().write([&](store::Writer& w) {
      for (auto n = random(round % 10 == 0 ? 400 : 6); n > 0; --n) {
        const auto id = static_cast<std::int64_t>(1 + random(600));
        if (random(4) == 0) {
          w.erase(world::kind_of<AdvertiserAccount>(), id);
          known_.erase(id);
        } else {
          put(w, {id, static_cast<std::int64_t>(1 + random(6)), static_cast<int>(random(3)), random_text(), random_text()});
        }
      }
      return true;
    });
  }
  std::map<std::int64_t, Known> known_;
};

TEST_F(AccountsTableTest, FindsWhatALookAtEachFinds) {
  AccountTable table;
  for (int round = 0; round < 60; ++round) {
    step(round);
    for (int i = 0; i < 20; ++i) {
      const auto search = random_search();
      ASSERT_EQ(table.find(world().store(), search), expected(search)) << "round " << round << ", search " << i;
    }
  }
}

TEST_F(AccountsTableTest, ManyAccountsAreGoneThroughInOrder) {
  world().store().write([&](store::Writer& w) {
    for (std::int64_t id = 1; id <= 6000; ++id)
      put(w, {id, 1 + id % 6, static_cast<int>(id % 3), random_text() + std::to_string(id % 100), "N" + std::to_string(id)});
    return true;
  });
  AccountTable table;
  AccountTable prepared;
  prepared.prepare(world().store());
  for (int i = 0; i < 60; ++i) {
    auto search = random_search();
    if (i % 2 == 0) search.reach = {{1, 2, 3, 4, 5, 6}, {}};
    ASSERT_EQ(table.find(world().store(), search), expected(search)) << "search " << i;
    ASSERT_EQ(AccountTable().find(world().store(), search), expected(search)) << "first search, " << i;
    ASSERT_EQ(prepared.find(world().store(), search), expected(search)) << "prepared, " << i;
  }
}

TEST_F(AccountsTableTest, FirstSearchesThatTheStoreAnswers) {
  world().store().write([&](store::Writer& w) {
    for (std::int64_t id = 1; id <= 3000; ++id)
      put(w, {id, id <= 1500 ? 1 : 2 + id % 5, static_cast<int>(id % 3), "Tea " + std::to_string(id), "N" + std::to_string(id)});
    return true;
  });
  const auto check = [&](const std::function<void(AccountSearch&)>& change) {
    AccountSearch search;
    search.reach.customers = {1, 2, 3};
    search.size = 10;
    change(search);
    EXPECT_EQ(AccountTable().find(world().store(), search), expected(search));
  };
  check([](AccountSearch&) {});
  check([](AccountSearch& s) { s.first = 990; });
  check([](AccountSearch& s) { s.first = 991; });
  check([](AccountSearch& s) { s.descending = true; });
  check([](AccountSearch& s) { s.reach.customers = {3}; });
  check([](AccountSearch& s) { s.name = TextTest{TextTest::How::contains, {"99"}}; });
  check([](AccountSearch& s) { s.ids = {2998, 7, 7, 99'999}; });
  check([](AccountSearch& s) { s.number = TextTest{TextTest::How::equals, {"n2998", "n12"}}; });
  check([](AccountSearch& s) { s.customer = 3; });
  check([](AccountSearch& s) { s.customer = 1; });  // too many to be looked at for one search
  check([](AccountSearch& s) { s.customer = 6; });  // out of reach
}

TEST_F(AccountsTableTest, ATextColumnFindsPartsOnlyWithinItsTexts) {
  TextColumn column;
  column.set(0, "abc");
  column.set(1, "cab");
  column.set(2, "");
  column.set(1, "xyz");  // what was there is not found any more
  const auto found = [&](std::string_view part) {
    std::vector<std::uint32_t> slots;
    column.containing(part, [&](std::uint32_t slot) { slots.push_back(slot); });
    std::ranges::sort(slots);
    return slots;
  };
  using Slots = std::vector<std::uint32_t>;
  EXPECT_EQ(found("ab"), Slots{0});
  EXPECT_EQ(found("z"), Slots{1});
  EXPECT_EQ(found("cx"), Slots{});
  EXPECT_EQ(found(""), (Slots{0, 1, 2}));
  for (int i = 0; i < 1000; ++i) column.set(1, "new " + std::to_string(i));
  EXPECT_EQ(found("new 999"), Slots{1});
  EXPECT_EQ(found("new 998"), Slots{});
  EXPECT_EQ(column.at(0), "abc");
}

}  // namespace
}  // namespace adsbox::services
