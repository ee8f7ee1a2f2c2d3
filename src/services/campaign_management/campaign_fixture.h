// Campaigns for tests.
#pragma once

#include <functional>

#include "services/testing/service_fixture.h"

namespace adsbox::services {

class CampaignFixture : public ServiceFixture {
 protected:
  using Campaign = campaign_management::Campaign;

  /// The customer has the stores that the tests' shopping settings name.
  CampaignFixture() {
    for (const std::int64_t id : {1, 7, 77, 78}) {
      campaign_management::BMCStore s;
      s.id = id;
      s.name = "Store " + std::to_string(id);
      store_row(id, customer_id, 0, s);
    }
  }

  /// The customer has another account; its id.
  std::int64_t another_account() {
    customer_management::AdvertiserAccount a;
    a.id = account_id + 1;
    a.parent_customer_id = customer_id;
    a.account_life_cycle_status = customer_management::AccountLifeCycleStatus::Active;
    store_row(account_id + 1, customer_id, account_id + 1, a);
    return account_id + 1;
  }

  static box<Campaign> search_campaign(std::string_view name) {
    auto c = make<Campaign>();
    c->name = name;
    c->budget_type = campaign_management::BudgetLimitType::DailyBudgetStandard;
    c->daily_budget = 20.0;
    c->languages = {text("English")};
    return c;
  }
  static box<Campaign> audience_campaign(std::string_view name) {
    auto c = search_campaign(name);
    c->campaign_type = campaign_management::CampaignType::Audience;
    c->languages = {text("All")};
    return c;
  }
  static box<Campaign> shopping_campaign(std::string_view name) {
    auto c = search_campaign(name);
    c->campaign_type = campaign_management::CampaignType::Shopping;
    auto s = make<campaign_management::ShoppingSetting>();
    s->store_id = 77;
    s->sales_country_code = "US";
    s->priority = 1;
    c->settings.push_back(std::move(s));
    return c;
  }

  campaign_management::AddCampaignsResponse add(std::vector<box<Campaign>> campaigns) {
    campaign_management::AddCampaignsRequest request;
    request.account_id = account_id;
    request.campaigns.set_empty();
    for (auto& c : campaigns) request.campaigns.push_back(std::move(c));
    auto answer = invoke<campaign_management::AddCampaigns>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : campaign_management::AddCampaignsResponse{};
  }
  std::int64_t add_one(box<Campaign> c) {
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    auto answer = add(std::move(one));
    EXPECT_EQ(errors_of(answer.partial_errors), "");
    return answer.campaign_ids.size() == 1 ? answer.campaign_ids[0].value_or(0) : 0;
  }
  campaign_management::UpdateCampaignsResponse update(std::vector<box<Campaign>> campaigns) {
    campaign_management::UpdateCampaignsRequest request;
    request.account_id = account_id;
    request.campaigns.set_empty();
    for (auto& c : campaigns) request.campaigns.push_back(std::move(c));
    auto answer = invoke<campaign_management::UpdateCampaigns>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : campaign_management::UpdateCampaignsResponse{};
  }
  /// Updates one campaign and returns its errors.
  std::string update_one(std::int64_t id, const std::function<void(Campaign&)>& change) {
    auto c = make<Campaign>();
    c->id = id;
    change(*c);
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    return errors_of(update(std::move(one)).partial_errors);
  }

  /// "Symbol@index Symbol@index"
  static std::string errors_of(const list<box<campaign_management::BatchError>>& errors) {
    std::string s;
    for (const auto& e : errors) {
      if (!s.empty()) s += ' ';
      s += e->error_code.str() + "@" + std::to_string(e->index.value_or(-1));
    }
    return s;
  }

  static constexpr auto every_type = campaign_management::CampaignType::Search | campaign_management::CampaignType::Shopping |
                                     campaign_management::CampaignType::Audience | campaign_management::CampaignType::Hotel |
                                     campaign_management::CampaignType::PerformanceMax | campaign_management::CampaignType::App;

  campaign_management::GetCampaignsByAccountIdResponse get_all(opt<campaign_management::CampaignType> types = every_type,
                                                               opt<campaign_management::CampaignAdditionalField> fields = {}) {
    campaign_management::GetCampaignsByAccountIdRequest request;
    request.account_id = account_id;
    request.campaign_type = types;
    request.return_additional_fields = fields;
    auto answer = invoke<campaign_management::GetCampaignsByAccountId>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : campaign_management::GetCampaignsByAccountIdResponse{};
  }
  /// What is stored.
  box<Campaign> stored(std::int64_t id) {
    box<Campaign> c;
    world().store().read([&](store::Reader& r) {
      if (auto s = world::load<Campaign>(r, id)) c = std::move(s->value);
    });
    return c;
  }
};

template <class T>
box<campaign_management::BiddingScheme> scheme(const std::function<void(T&)>& fill = {}) {
  auto s = make<T>();
  if (fill) fill(*s);
  return s;
}

inline box<campaign_management::Bid> bid(double amount) {
  auto b = make<campaign_management::Bid>();
  b->amount = amount;
  return b;
}

template <class T>
void with_setting(campaign_management::Campaign& c, const std::function<void(T&)>& fill = {}) {
  auto s = make<T>();
  if (fill) fill(*s);
  c.settings.push_back(std::move(s));
}

}  // namespace adsbox::services
