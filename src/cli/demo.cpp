#include "cli/demo.h"

#include "adsbox/campaign_management.h"
#include "identity/seed.h"

namespace adsbox::cli {
namespace {

namespace ca = campaign_management;

struct Demo {
  std::string_view name;
  double daily_budget;
  std::string_view language;
  std::string_view time_zone;
  ca::CampaignStatus status;
};

// A shop for tea: the same one in every world, so that pictures and lessons agree.
constexpr Demo demos[] = {
    {"Tea - brand", 12.5, "English", "PacificTimeUSCanadaTijuana", ca::CampaignStatus::Active},
    {"Tea - green", 25, "English", "PacificTimeUSCanadaTijuana", ca::CampaignStatus::Active},
    {"Tea - black", 18, "English", "EasternTimeUSCanada", ca::CampaignStatus::Active},
    {"Tee - Geschenke", 30, "German", "AmsterdamBerlinBernRomeStockholmVienna", ca::CampaignStatus::Active},
    {"Tea - spring sale", 40, "English", "PacificTimeUSCanadaTijuana", ca::CampaignStatus::Paused},
};

box<ca::Campaign> campaign_of(const Demo& demo) {
  auto c = make<ca::Campaign>();
  c->name = demo.name;
  c->budget_type = ca::BudgetLimitType::DailyBudgetStandard;
  c->daily_budget = demo.daily_budget;
  c->campaign_type = ca::CampaignType::Search;
  c->languages.push_back(demo.language);
  c->time_zone = demo.time_zone;
  c->status = demo.status;
  return c;
}

template <class Op>
std::expected<box<object>, Failure> as_seeded_user(world::World& world, const services::Registry& registry, const typename Op::Request& request) {
  const auto& facts = identity::seed_facts(world.environment());
  identity::Principal principal;
  principal.user_id = facts.user_ids.front();
  principal.user_name = facts.logins.front();
  principal.grants.push_back(
      {.customer_id = facts.customer_id, .role = identity::Role::super_admin, .account_ids = {}, .link_permission = {}, .user_id = principal.user_id});
  services::Call call{.world = world,
                      .operation = schema::contract.operations[Op::id],
                      .principal = principal,
                      .customer_id = facts.customer_id,
                      .customer_account_id = facts.account_id,
                      .tracking_id = "demo",
                      .base_url = {},
                      .now = world.clock().now(),
                      .filter = {},
                      .partial_errors = {},
                      .kept_alive = {}};
  auto answer = registry.invoke(call, request);
  // What the answer borrows dies with the call.
  if (answer) return box<object>(clone_object(answer->get()));
  return answer;
}

}  // namespace

int add_demo_campaigns(world::World& world, const services::Registry& registry) {
  const auto account = identity::seed_facts(world.environment()).account_id;
  ca::GetCampaignsByAccountIdRequest present;
  present.account_id = account;
  const auto there = as_seeded_user<ca::GetCampaignsByAccountId>(world, registry, present);
  if (!there || !static_cast<const ca::GetCampaignsByAccountIdResponse&>(**there).campaigns.empty()) return 0;

  ca::AddCampaignsRequest request;
  request.account_id = account;
  for (const auto& demo : demos) request.campaigns.push_back(campaign_of(demo));
  const auto added = as_seeded_user<ca::AddCampaigns>(world, registry, request);
  if (!added) return 0;
  int count = 0;
  for (const auto& id : static_cast<const ca::AddCampaignsResponse&>(**added).campaign_ids) count += id ? 1 : 0;
  return count;
}

}  // namespace adsbox::cli
