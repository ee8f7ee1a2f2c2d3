#include "ad_tool.h"

#include <map>

#include "adsbox/campaign_management.h"

using namespace adsbox;
namespace cm = adsbox::campaign_management;

namespace {

std::expected<std::map<std::string, std::int64_t>, ApiError> ids_by_name(const ServiceClient& client) {
  cm::GetCampaignsByAccountIdRequest request;
  request.account_id = client.options().customer_account_id;
  request.campaign_type = cm::CampaignType::Search;
  auto answer = client.call<cm::GetCampaignsByAccountId>(request);
  if (!answer) return std::unexpected(std::move(answer.error()));
  std::map<std::string, std::int64_t> ids;
  for (const auto& campaign : answer->campaigns) ids.emplace(campaign->name.str(), *campaign->id);
  return ids;
}

}  // namespace

std::expected<AdTool::Added, ApiError> AdTool::add_campaigns(const std::vector<std::string>& names, double daily_budget) {
  auto there = ids_by_name(client_);
  if (!there) return std::unexpected(std::move(there.error()));
  Added added;
  cm::AddCampaignsRequest request;
  request.account_id = client_.options().customer_account_id;
  for (const auto& name : names) {
    if (there->contains(name)) continue;
    auto campaign = make<cm::Campaign>();
    campaign->name = name;
    campaign->budget_type = cm::BudgetLimitType::DailyBudgetStandard;
    campaign->daily_budget = daily_budget;
    campaign->campaign_type = cm::CampaignType::Search;
    campaign->time_zone = "PacificTimeUSCanadaTijuana";
    campaign->languages = {text("English")};
    request.campaigns.push_back(std::move(campaign));
  }
  if (!request.campaigns.empty()) {
    auto answer = client_.call<cm::AddCampaigns>(request);
    if (!answer) {
      // Connection gone, answer lost: whether it was done is to be seen.
      if (answer.error().kind == ApiError::Kind::transport && answer.error().request_sent)
        return add_campaigns(names, daily_budget);
      return std::unexpected(std::move(answer.error()));
    }
    for (std::size_t i = 0; i < request.campaigns.size(); ++i)
      there->emplace(request.campaigns[i]->name.str(), answer->campaign_ids[i].value_or(0));
    for (const auto& error : answer->partial_errors)
      added.refused.push_back(request.campaigns[static_cast<std::size_t>(*error->index)]->name.str() + ": " +
                              error->message.str());
  }
  for (const auto& name : names) added.ids.push_back(there->at(name));
  return added;
}

std::expected<std::vector<std::string>, ApiError> AdTool::names() const {
  auto there = ids_by_name(client_);
  if (!there) return std::unexpected(std::move(there.error()));
  std::vector<std::string> names;
  for (const auto& [name, id] : *there) names.push_back(name);
  return names;
}
