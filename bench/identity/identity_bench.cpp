// What deciding about a caller adds to a call: from the accepted credentials (a hit of the cache) and from the roles to the
// answer whether they may. By a person of one customer, and by agencies of 40 and of 1,000 client customers with ten linked
// accounts each.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "adsbox/campaign_management.h"
#include "adsbox/customer_management.h"
#include "identity/admin.h"
#include "identity/advertiser.h"
#include "identity/links.h"
#include "identity/permissions.h"
#include "identity/roles.h"
#include "identity/seed.h"
#include "world/entities.h"
#include "world/world.h"

namespace adsbox::identity {
namespace {

constexpr std::int64_t agency = 250'000'001, first_client = 260'000'000, first_account = 190'000'000;
constexpr int accounts_each = 10;

/// A world in which the seeded customer manages `clients` customers by customer links, and one account of each of as many others
/// by account links.
struct Place {
  explicit Place(int clients) : world(*world::open_world("bench", world::Environment::sandbox, "", 1)) {
    seed(*world);
    world->store().write([&](store::Writer& w) {
      const auto now = world->clock().now();
      std::int64_t account = first_account;
      const auto link = [&](std::int64_t client, bool customer_link) {
        auto l = new_link(agency, client, customer_link, 130'000'001, now);
        l.value.status = static_cast<std::int32_t>(LinkStatus::Active);
        l.value.permission = "Administrative";
        l.value.is_bill_to_client = true;
        save_link(w, l, now.ticks());
      };
      for (int c = 0; c < 2 * clients; ++c) {
        const auto customer = first_client + c;
        for (int n = 0; n < accounts_each; ++n) {
          customer_management::AdvertiserAccount a;
          a.id = account;
          a.parent_customer_id = customer;
          world::save(w, {account, account, customer, 1, now.ticks(), std::to_string(account), {}}, a);
          if (n == 0 && c >= clients) link(account, false);
          ++account;
        }
        if (c < clients) link(customer, true);
      }
      return true;
    });
    const auto tokens = issue_tokens(*world, "someone@outlook-int.com", "bench", {"https://ads.microsoft.com/msads.manage"});
    if (!tokens) std::abort();
    token = tokens->access_token;
    const auto p = authenticate(*world, credentials());
    if (!p) std::abort();
    principal = *p;
    // The last ones, which are looked for longest.
    owned = clients == 0 ? 180'000'001 : first_account + std::int64_t{clients} * accounts_each - 1;
    linked = clients == 0 ? owned : first_account + (std::int64_t{2} * clients - 1) * accounts_each;
  }
  [[nodiscard]] Credentials credentials() const { return {.authentication_token = token, .developer_token = "BBD37VB98"}; }

  std::unique_ptr<world::World> world;
  std::string token;
  std::shared_ptr<const Principal> principal;
  std::int64_t owned = 0, linked = 0;
};

Place& place(int clients) {
  static Place alone(0), small(40), large(1000);
  return clients == 0 ? alone : clients == 40 ? small : large;
}

void expect(bool allowed) {
  if (!allowed) std::abort();
}

/// A call about an account that a customer link leads to.
void Authorize_Account(benchmark::State& state) {
  auto& p = place(static_cast<int>(state.range(0)));
  campaign_management::GetCampaignsByAccountIdRequest request;
  request.account_id = p.owned;
  const auto& operation = schema::contract.operations[campaign_management::GetCampaignsByAccountId::id];
  for (auto _ : state) expect(authorize(*p.world, *p.principal, operation, {agency, p.owned}, request).has_value());
}
BENCHMARK(Authorize_Account)->Arg(0)->Arg(40)->Arg(1000);

/// One that an account link leads to.
void Authorize_LinkedAccount(benchmark::State& state) {
  auto& p = place(static_cast<int>(state.range(0)));
  campaign_management::GetCampaignsByAccountIdRequest request;
  request.account_id = p.linked;
  const auto& operation = schema::contract.operations[campaign_management::GetCampaignsByAccountId::id];
  for (auto _ : state) expect(authorize(*p.world, *p.principal, operation, {agency, p.linked}, request).has_value());
}
BENCHMARK(Authorize_LinkedAccount)->Arg(40)->Arg(1000);

/// A decision on top: the account must not be busy with a change of its link.
void Authorize_GetAccount(benchmark::State& state) {
  auto& p = place(static_cast<int>(state.range(0)));
  customer_management::GetAccountRequest request;
  request.account_id = p.linked;
  const auto& operation = schema::contract.operations[customer_management::GetAccount::id];
  for (auto _ : state) expect(authorize(*p.world, *p.principal, operation, {}, request).has_value());
}
BENCHMARK(Authorize_GetAccount)->Arg(0)->Arg(40)->Arg(1000);

/// A call without a subject: any role will do.
void Authorize_Nothing(benchmark::State& state) {
  auto& p = place(static_cast<int>(state.range(0)));
  const customer_management::SearchAccountsRequest request;
  const auto& operation = schema::contract.operations[customer_management::SearchAccounts::id];
  for (auto _ : state) expect(authorize(*p.world, *p.principal, operation, {}, request).has_value());
}
BENCHMARK(Authorize_Nothing)->Arg(0)->Arg(40)->Arg(1000);

/// All that stands between the credentials and the handler.
void AuthenticateAndAuthorize(benchmark::State& state) {
  auto& p = place(static_cast<int>(state.range(0)));
  campaign_management::GetCampaignsByAccountIdRequest request;
  request.account_id = p.owned;
  const auto& operation = schema::contract.operations[campaign_management::GetCampaignsByAccountId::id];
  const auto credentials = p.credentials();
  for (auto _ : state) {
    const auto who = authenticate(*p.world, credentials);
    expect(who && authorize(*p.world, **who, operation, {agency, p.owned}, request).has_value());
  }
}
BENCHMARK(AuthenticateAndAuthorize)->Arg(0)->Arg(40)->Arg(1000);

/// Working out what a person's roles lead to, after one of them or a link has changed.
void Expand(benchmark::State& state) {
  auto& p = place(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(reach_of_login(*p.world, p.principal->login_id));
}
BENCHMARK(Expand)->Arg(0)->Arg(40)->Arg(1000);

}  // namespace
}  // namespace adsbox::identity

BENCHMARK_MAIN();
