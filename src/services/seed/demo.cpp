#include "services/seed/demo.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "adsbox/campaign_management.h"
#include "identity/seed.h"
#include "services/campaign_management/campaigns.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

constexpr std::array<std::string_view, 12> products = {"Running shoes",    "Green tea",      "Espresso machines", "Garden chairs",
                                                       "Children's books", "Mountain bikes", "Office desks",      "Yoga mats",
                                                       "Winter jackets",   "Phone cases",    "Board games",       "Desk lamps"};
constexpr std::array<std::string_view, 8> themes = {"Brand",     "Generic",      "Competitors", "Spring sale",
                                                    "Clearance", "New arrivals", "Gifts",       "Local"};

box<BiddingScheme> scheme_of(std::int64_t i) {
  if (i % 5 == 1) {
    auto s = make<MaxClicksBiddingScheme>();
    s->max_cpc = make<Bid>();
    s->max_cpc->amount = 1.5;
    return s;
  }
  if (i % 5 == 3) {
    auto s = make<TargetImpressionShareBiddingScheme>();
    s->target_ad_position = "MainLine";
    s->target_impression_share = 60.0;
    return s;
  }
  return make<EnhancedCpcBiddingScheme>();
}

box<Campaign> campaign(std::int64_t i) {
  auto c = make<Campaign>();
  const auto n = static_cast<std::size_t>(i);
  const std::string product(products[n % products.size()]), theme(themes[n / products.size() % themes.size()]);
  const auto round = n / (products.size() * themes.size());
  c->name = product + " - " + theme + (round == 0 ? "" : " " + std::to_string(round + 1));
  c->campaign_type = CampaignType::Search;
  c->status = i % 7 == 6 ? CampaignStatus::Paused : CampaignStatus::Active;
  c->budget_type = BudgetLimitType::DailyBudgetStandard;
  c->daily_budget = 10.0 + static_cast<double>(i % 9) * 7.5;
  c->time_zone = "PacificTimeUSCanadaTijuana";
  c->languages = {text("English")};
  c->bidding_scheme = scheme_of(i);
  c->tracking_url_template = "https://track.example.com/?campaign={campaignid}&url={lpurl}";
  c->final_url_suffix = "utm_source=adsbox&utm_campaign=" + std::to_string(i + 1);
  if (i % 4 == 0) {
    c->url_custom_parameters = make<CustomParameters>();
    auto p = make<CustomParameter>();
    p->key = "season";
    p->value = "spring";
    c->url_custom_parameters->parameters.push_back(std::move(p));
  }
  return c;
}

}  // namespace

std::int64_t seed_demo(world::World& world, std::int64_t campaigns) {
  const auto& facts = identity::seed_facts(world.environment());
  const identity::Principal nobody;
  Call call{world,
            schema::contract.operations[AddCampaigns::id],
            nobody,
            facts.customer_id,
            facts.account_id,
            {},
            {},
            world.clock().now(),
            {},
            {},
            {}};
  std::int64_t created = 0;
  constexpr std::int64_t batch = 100;  // what a client could send in one call
  for (std::int64_t first = 0; first < campaigns; first += batch) {
    std::vector<box<Campaign>> items;
    std::vector<const object*> pointers;
    for (std::int64_t i = first; i < std::min(first + batch, campaigns); ++i)
      pointers.push_back(items.emplace_back(campaign(i)).get());
    std::vector<ErrorValue> errors;
    for (const auto id : campaign_engine().add(call, {facts.account_id, facts.account_id}, pointers, errors))
      created += id != 0 ? 1 : 0;
  }
  return created;
}

}  // namespace adsbox::services
