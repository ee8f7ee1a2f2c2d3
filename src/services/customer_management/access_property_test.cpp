// Ten thousand operations of random people against a model of who may see what, written without a look at the server's code: sets
// and a search over them, from the rules of the documentation alone. The server never shows what the model denies and never
// denies what it grants.
#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "services/customer_management/people_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;

constexpr int customers = 8, accounts_each = 3, people = 12, operations = 10'000;
constexpr std::int64_t first_customer = 1000;

std::int64_t account_of(std::int64_t customer, int n) {
  return customer * 1000 + n;
}

/// What is true, as the documentation has it.
struct Model {
  struct Right {
    int role;
    std::set<std::int64_t> only;  // accounts; empty = all
  };
  std::map<std::pair<int, std::int64_t>, Right> given;                         // person, customer
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> below;         // manager, client: until when it holds
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> runs_account;  // manager, account
  static constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] std::set<std::int64_t> reach(std::int64_t customer, std::int64_t now) const {
    std::set<std::int64_t> found{customer};
    std::vector<std::int64_t> todo{customer};
    while (!todo.empty()) {
      const auto c = todo.back();
      todo.pop_back();
      for (const auto& [pair, until] : below)
        if (pair.first == c && now < until && found.insert(pair.second).second) todo.push_back(pair.second);
    }
    return found;
  }
  [[nodiscard]] std::set<std::int64_t> seen_accounts(int person, std::int64_t now) const {
    std::set<std::int64_t> seen;
    for (const auto& [key, right] : given) {
      if (key.first != person) continue;
      std::set<std::int64_t> all;
      for (const auto c : reach(key.second, now)) {
        for (int n = 0; n < accounts_each; ++n) all.insert(account_of(c, n));
        for (const auto& [pair, until] : runs_account)
          if (pair.first == c && now < until) all.insert(pair.second);
      }
      for (const auto a : all)
        if (right.only.empty() || right.only.contains(a)) seen.insert(a);
    }
    return seen;
  }
  [[nodiscard]] std::set<std::int64_t> seen_customers(int person, std::int64_t now) const {
    std::set<std::int64_t> seen;
    for (const auto& [key, right] : given) {
      if (key.first != person) continue;
      seen.insert(key.second);
      for (const auto c : reach(key.second, now)) {
        bool any = right.only.empty();
        for (const auto a : right.only) {
          any = any || a / 1000 == c;
          const auto run = runs_account.find({c, a});
          any = any || (run != runs_account.end() && now < run->second);
        }
        if (any) seen.insert(c);
      }
    }
    return seen;
  }
};

class AccessPropertyTest : public PeopleFixture {
 protected:
  AccessPropertyTest() {
    for (std::int64_t c = first_customer; c < first_customer + customers; ++c) {
      Ids accounts;
      for (int n = 0; n < accounts_each; ++n) accounts.push_back(account_of(c, n));
      customer(c, "admin" + std::to_string(c), accounts);
    }
  }
  [[nodiscard]] std::int64_t now() { return world().clock().ticks(); }
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::int64_t any_customer() { return first_customer + pick(customers); }
  std::int64_t any_account() { return account_of(any_customer(), pick(accounts_each)); }
  static std::string name(int person) { return "p" + std::to_string(person); }
  static std::string admin(std::int64_t c) { return "admin" + std::to_string(c); }

  void give() {
    constexpr identity::Role roles[] = {identity::Role::advertiser_campaign_manager, identity::Role::super_admin,
                                        identity::Role::viewer, identity::Role::standard_user};
    const int person = pick(people);
    const auto c = any_customer();
    const auto role = roles[pick(4)];
    Ids only;
    if (!identity::is_customer_level(role) && pick(2) == 0)
      for (int n = 0; n < accounts_each; ++n)
        if (pick(2) == 0) only.push_back(account_of(c, n));
    const auto key = std::pair(person, c);
    as(admin(c));
    if (const auto user = users_.find(key); user == users_.end()) {
      users_[key] = join(name(person), c, role, only);
    } else if (!model_.given.contains(key)) {
      return;  // that User was deleted
    } else {
      UpdateUserRolesRequest r;
      r.customer_id = c;
      r.user_id = user->second;
      r.delete_role_id = model_.given[key].role;
      for (const auto a : model_.given[key].only) r.delete_account_ids.push_back(a);
      r.new_role_id = static_cast<std::int32_t>(role);
      for (const auto a : only) r.new_account_ids.push_back(a);
      ASSERT_EQ(failed<UpdateUserRoles>(r), "");
    }
    model_.given[key] = {static_cast<int>(role), {only.begin(), only.end()}};
  }
  void take() {
    if (model_.given.empty()) return;
    auto it = model_.given.begin();
    std::advance(it, pick(static_cast<int>(model_.given.size())));
    as(admin(it->first.second));
    GetUserRequest get;
    get.user_id = users_[it->first];
    const auto user = ask<GetUser>(get);
    ASSERT_TRUE(user);
    DeleteUserRequest r;
    r.user_id = get.user_id;
    r.time_stamp = user->user->time_stamp;
    ASSERT_EQ(failed<DeleteUser>(r), "");
    users_.erase(it->first);
    model_.given.erase(it);
  }
  /// An invitation and its acceptance, where the rules allow one.
  void link() {
    const auto manager = any_customer();
    if (pick(2) == 0) {
      const auto client = any_customer();
      const bool circle = model_.reach(client, now()).contains(manager);
      const auto known = model_.below.find({manager, client});
      if (circle || (known != model_.below.end() && known->second == Model::forever)) return;
      as(admin(manager));
      const auto refusal = add(customer_link(manager, client, pick(2) == 0 ? "Administrative" : "Standard"));
      if (refusal == "3083 ClientLink.ClientEntityId.levels" || refusal.starts_with("1410")) return;
      ASSERT_EQ(refusal, "");
      as(admin(client));
      ASSERT_EQ(update(seen_by_client(client, true), ClientLinkStatus::LinkAccepted), "");
      wait(3 * second);
      ++links_;
      model_.below[{manager, client}] = Model::forever;
      return;
    }
    const auto account = any_account();
    const auto owner = account / 1000;
    for (const auto& [pair, until] : model_.runs_account)
      if (pair.second == account && now() < until) return;
    if (owner == manager) return;
    as(admin(manager));
    const auto refusal = add(account_link(manager, account, identity::customer_number(owner)));
    if (refusal.starts_with("1410")) return;
    ASSERT_EQ(refusal, "");
    as(admin(owner));
    ASSERT_EQ(update(seen_by_client(account, false), ClientLinkStatus::LinkAccepted), "");
    wait(3 * second);
    ++links_;
    model_.runs_account[{manager, account}] = Model::forever;
  }
  void unlink() {
    auto& map = pick(2) == 0 ? model_.below : model_.runs_account;
    if (map.empty()) return;
    auto it = map.begin();
    std::advance(it, pick(static_cast<int>(map.size())));
    if (it->second != Model::forever) return;
    as(admin(it->first.first));
    ASSERT_EQ(update(found(it->first.first, it->first.second), ClientLinkStatus::UnlinkRequested), "");
    ++unlinks_;
    it->second = now() + 3 * second;  // access lasts until the link is Inactive
  }
  void look() {
    const int person = pick(people);
    ++looks_;
    as(name(person));
    const auto accounts = model_.seen_accounts(person, now());
    const auto seen = model_.seen_customers(person, now());
    switch (pick(5)) {
      case 0: {
        const auto a = any_account();
        GetAccountRequest r;
        r.account_id = a;
        const auto refusal = failed<GetAccount>(r);
        const bool busy = refusal.starts_with("1472");
        EXPECT_EQ(busy || refusal.empty(), accounts.contains(a)) << name(person) << " " << a << " " << refusal;
        return;
      }
      case 1: {
        SearchAccountsRequest r;
        r.predicates.push_back(make<Predicate>());
        r.predicates[0]->field = "AccountName";
        r.predicates[0]->operator_ = PredicateOperator::Contains;
        r.predicates[0]->value = "Account";
        r.page_info = make<Paging>();
        r.page_info->index = 0;
        r.page_info->size = 1000;
        const auto answer = ask<SearchAccounts>(r);
        if (principal_.grants.empty()) return;
        ASSERT_TRUE(answer);
        std::set<std::int64_t> told;
        for (const auto& a : answer->accounts) told.insert(*a->id);
        EXPECT_EQ(told, accounts) << name(person);
        return;
      }
      case 2: {
        const auto c = any_customer();
        GetCustomerRequest r;
        r.customer_id = c;
        EXPECT_EQ(failed<GetCustomer>(r).empty(), seen.contains(c)) << name(person) << " " << c;
        return;
      }
      case 3: {
        const auto c = any_customer();
        GetLinkedAccountsAndCustomersInfoRequest r;
        r.customer_id = c;
        const auto answer = ask<GetLinkedAccountsAndCustomersInfo>(r);
        ASSERT_EQ(answer.has_value(), seen.contains(c)) << name(person) << " " << c;
        if (!answer) return;
        for (const auto& a : answer->accounts_info) EXPECT_TRUE(accounts.contains(*a->id));
        for (const auto& child : answer->customers_info) EXPECT_TRUE(seen.contains(*child->id));
        return;
      }
      default: {
        if (users_.empty()) return;
        auto it = users_.begin();
        std::advance(it, pick(static_cast<int>(users_.size())));
        GetUserRequest r;
        r.user_id = it->second;
        const auto answer = ask<GetUser>(r);
        if (!answer) {
          EXPECT_FALSE(seen.contains(it->first.second)) << name(person);
          return;
        }
        for (const auto& role : answer->customer_roles) {
          EXPECT_TRUE(seen.contains(*role->customer_id));
          for (const auto& a : role->account_ids) EXPECT_TRUE(model_.seen_accounts(it->first.first, now()).contains(*a));
        }
      }
    }
  }

  std::mt19937 random_{20260302};
  int links_ = 0, unlinks_ = 0, looks_ = 0;
  Model model_;
  std::map<std::pair<int, std::int64_t>, std::int64_t> users_;
};

TEST_F(AccessPropertyTest, TheServerShowsWhatTheModelGrantsAndNothingElse) {
  for (int i = 0; i < operations && !HasFailure(); ++i) {
    below_the_wire_ = i % 5 != 0;  // every fifth by the wire, which takes longer than handlers
    switch (pick(20)) {
      case 0:
      case 1:
        give();
        break;
      case 2:
        take();
        break;
      case 3:
      case 4:
        link();
        break;
      case 5:
        unlink();
        break;
      case 6:
        wait(pick(4) * second);
        break;
      default:
        look();
    }
    if (HasFailure()) ADD_FAILURE() << "at operation " << i;
  }
  // It was about something.
  EXPECT_GT(looks_, 5000);
  EXPECT_GT(links_, 100);
  EXPECT_GT(unlinks_, 100);
}

}  // namespace
}  // namespace adsbox::services
