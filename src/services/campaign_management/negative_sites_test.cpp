#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class NegativeSites : public CampaignFixture {
 protected:
  using Sites = std::vector<std::string>;

  static box<CampaignNegativeSites> of_campaign(std::int64_t id, const Sites& sites) {
    auto s = make<CampaignNegativeSites>();
    s->campaign_id = id;
    for (const auto& site : sites) s->negative_sites.push_back(text(site));
    return s;
  }
  std::string set(std::vector<box<CampaignNegativeSites>> items) {
    SetNegativeSitesToCampaignsRequest request;
    request.account_id = account_id;
    for (auto& i : items) request.campaign_negative_sites.push_back(std::move(i));
    auto answer = invoke<SetNegativeSitesToCampaigns>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  std::string set_one(std::int64_t id, const Sites& sites) {
    std::vector<box<CampaignNegativeSites>> one;
    one.push_back(of_campaign(id, sites));
    return set(std::move(one));
  }
  std::string set_group(std::int64_t campaign, std::int64_t group, const Sites& sites) {
    SetNegativeSitesToAdGroupsRequest request;
    request.campaign_id = campaign;
    auto s = make<AdGroupNegativeSites>();
    s->ad_group_id = group;
    for (const auto& site : sites) s->negative_sites.push_back(text(site));
    request.ad_group_negative_sites.push_back(std::move(s));
    auto answer = invoke<SetNegativeSitesToAdGroups>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  template <class Item>
  static std::string told(const list<box<Item>>& items, const list<box<BatchError>>& errors) {
    std::string s;
    for (const auto& i : items) {
      s += s.empty() ? "" : " ";
      if (!i) {
        s += "nil";
        continue;
      }
      std::string sites;
      for (const auto& site : i->negative_sites) sites += (sites.empty() ? "" : ",") + site.str();
      s += "[" + sites + "]";
    }
    return errors.empty() ? s : s + " " + errors_of(errors);
  }
  std::string get(std::initializer_list<opt<std::int64_t>> ids) {
    GetNegativeSitesByCampaignIdsRequest request;
    request.account_id = account_id;
    request.campaign_ids = ids;
    auto answer = invoke<GetNegativeSitesByCampaignIds>(request);
    return answer ? told(answer->campaign_negative_sites, answer->partial_errors) : failure_of(answer);
  }
  std::string get_group(std::int64_t campaign, std::initializer_list<opt<std::int64_t>> ids) {
    GetNegativeSitesByAdGroupIdsRequest request;
    request.campaign_id = campaign;
    request.ad_group_ids = ids;
    auto answer = invoke<GetNegativeSitesByAdGroupIds>(request);
    return answer ? told(answer->ad_group_negative_sites, answer->partial_errors) : failure_of(answer);
  }
  std::int64_t add_ad_group(std::int64_t campaign, opt<Network> network = {}) {
    AddAdGroupsRequest request;
    request.campaign_id = campaign;
    auto g = make<AdGroup>();
    g->name = "group " + std::to_string(groups_++);
    g->network = network;
    request.ad_groups.push_back(std::move(g));
    return invoke<AddAdGroups>(request)->ad_group_ids[0].value_or(0);
  }
  int groups_ = 0;
};

TEST_F(NegativeSites, AreReplacedAndCleared) {
  const auto a = add_one(search_campaign("a")), b = add_one(search_campaign("b"));
  EXPECT_EQ(set_one(a, {"contoso.com", "http://www.Contoso.com/1/2", "CONTOSO.com/", "https://contoso.com"}), "");
  EXPECT_EQ(get({b, a, 5}), "[] [contoso.com,http://www.Contoso.com/1/2] nil CampaignServiceInvalidCampaignId@2");
  EXPECT_EQ(set_one(a, {"fabrikam.com"}), "");
  EXPECT_EQ(get({a}), "[fabrikam.com]");
  EXPECT_EQ(set_one(a, {}), "") << "nil clears";
  EXPECT_EQ(get({a}), "[]");

  const auto group = add_ad_group(a);
  EXPECT_EQ(set_group(a, group, {"contoso.com"}), "");
  EXPECT_EQ(get_group(a, {group, 7}), "[contoso.com] nil CampaignServiceInvalidAdGroupId@1");
  EXPECT_EQ(get_group(b, {group}), "nil CampaignServiceInvalidAdGroupId@0");
  EXPECT_EQ(set_group(b, group, {"contoso.com"}), "CampaignServiceInvalidAdGroupId@0");
}

TEST_F(NegativeSites, HaveAForm) {
  const auto id = add_one(search_campaign("a"));
  for (const auto* good : {"contoso.com", "one.two.three.contoso.com/1/2", "www.two.three.contoso.com/1/2",
                           "one.two.contoso.co.uk/1/2", "bücher.example", "notbing.com"})
    EXPECT_EQ(set_one(id, {good}), "") << good;
  const auto expect = [&](const char* symbol, std::initializer_list<const char*> sites) {
    for (const auto* site : sites) EXPECT_EQ(set_one(id, {"contoso.com", site}), std::string(symbol) + "@0") << site;
  };
  expect("CampaignServiceInvalidNegativeSiteURL", {"", "contoso", ".com", "contoso..com", "-a.com", "con toso.com",
                                                   "contoso.com?x=1", "contoso.com/a b", "ftp://contoso.com"});
  expect("CampaignServiceNegativeSiteURLExceedMaxSubDomains", {"one.two.three.contoso.co.uk/1/2"});
  expect("CampaignServiceNegativeSiteURLExceedMaxSubDirectories", {"one.two.three.contoso.com/1/2/3"});
  expect("CampaignServiceNegativeSiteCannotBeOwnedOrOperatedSite", {"bing.com", "www.bing.com", "https://MSN.com/x"});
  EXPECT_EQ(set_one(add_one(audience_campaign("audience")), {"msn.com"}), "")
      << "ads of the audience network can be kept off them";
  EXPECT_EQ(get({id}), "[notbing.com]") << "a list with a bad address changes nothing";
}

TEST_F(NegativeSites, TellWhatIsWrong) {
  const auto id = add_one(search_campaign("a"));
  std::vector<box<CampaignNegativeSites>> items;
  items.push_back(of_campaign(5, {"contoso.com"}));
  items.push_back(of_campaign(id, {"contoso.com"}));
  items.push_back(of_campaign(id, {"fabrikam.com"}));
  items.push_back(box<CampaignNegativeSites>(nil));
  EXPECT_EQ(set(std::move(items)),
            "CampaignServiceInvalidCampaignId@0 CampaignServiceDuplicateCampaignIds@2 CampaignServiceNullCampaign@3");
  EXPECT_EQ(get({id}), "[contoso.com]");
  EXPECT_EQ(set_one(id, Sites(2501, "contoso.com")), "CampaignServiceNegativeSiteURLExceededMaxCount@0");
  EXPECT_EQ(set({}), "CampaignServiceCampaignsArrayShouldNotBeNullOrEmpty");
  EXPECT_EQ(get({}), "CampaignServiceCampaignIdsArrayShouldNotBeNullOrEmpty");
  EXPECT_EQ(set_group(5, 1, {}), "CampaignServiceInvalidCampaignId");
  const auto own = add_ad_group(id, Network::OwnedAndOperatedOnly);
  EXPECT_EQ(set_group(id, own, {"contoso.com"}), "CampaignServiceAdGroupInvalidMedium@0");
  EXPECT_EQ(set_group(id, own, {}), "") << "to have none it need not be on the sites of partners";
  SetNegativeSitesToAdGroupsRequest nothing;
  nothing.campaign_id = id;
  EXPECT_EQ(failure_of(invoke<SetNegativeSitesToAdGroups>(nothing)), "AdGroupServiceNegativeSiteUrlsNotPassed");
  nothing.ad_group_negative_sites.push_back(box<AdGroupNegativeSites>(nil));
  EXPECT_EQ(errors_of(invoke<SetNegativeSitesToAdGroups>(nothing)->partial_errors), "CampaignServiceNullAdGroup@0");

  auto smart = shopping_campaign("smart");
  smart->sub_type = "ShoppingSmartAds";
  smart->bidding_scheme = scheme<MaxConversionValueBiddingScheme>();
  static_cast<ShoppingSetting&>(*smart->settings[0]).priority = 3;
  EXPECT_EQ(set_one(add_one(std::move(smart)), {"contoso.com"}), "NotSupportedForThisCampaignType@0");
}

TEST_F(NegativeSites, HaveALimitPerCall) {
  const auto a = add_one(search_campaign("a")), b = add_one(search_campaign("b"));
  EXPECT_EQ(set_one(a, {"a.com", "b.com"}), "");
  EXPECT_EQ(set_one(b, {"a.com", "b.com"}), "");
  set_limit(world(), "negative-sites-per-call", 3);
  EXPECT_EQ(get({a, b}), "CampaignServiceNegativeSiteURLExceededMaxCount");
  EXPECT_EQ(get({a}), "[a.com,b.com]");
  EXPECT_EQ(set_one(a, {"a.com", "b.com", "c.com", "d.com"}), "CampaignServiceNegativeSiteURLExceededMaxCount");
}

}  // namespace
}  // namespace adsbox::services
