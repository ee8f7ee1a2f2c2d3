#include "services/campaign_management/campaign_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;
using Name = AccountPropertyName;

class AccountProperties : public CampaignFixture {
 protected:
  std::string set(std::initializer_list<std::pair<opt<Name>, text>> properties) {
    SetAccountPropertiesRequest request;
    for (const auto& [name, value] : properties) {
      auto p = make<AccountProperty>();
      p->name = name;
      p->value = value;
      request.account_properties.push_back(std::move(p));
    }
    return failure_of(invoke<SetAccountProperties>(request));
  }
  std::string get(Name name) {
    GetAccountPropertiesRequest request;
    request.account_property_names = {opt(name)};
    auto answer = invoke<GetAccountProperties>(request);
    if (!answer) return failure_of(answer);
    if (answer->account_properties.empty()) return errors_of(answer->partial_errors);
    EXPECT_EQ(*answer->account_properties[0]->name, name);
    return answer->account_properties[0]->value ? answer->account_properties[0]->value.str() : "nil";
  }
};
const std::string good = "no failure";

TEST_F(AccountProperties, HaveUsualValuesAndTakeOthers) {
  EXPECT_EQ(get(Name::MSCLKIDAutoTaggingEnabled), "true");
  EXPECT_EQ(get(Name::TrackingUrlTemplate), "nil");
  EXPECT_EQ(set({{Name::MSCLKIDAutoTaggingEnabled, "false"},
                 {Name::TrackingUrlTemplate, "https://t.example/?u={lpurl}"},
                 {Name::FinalUrlSuffix, "a=b"},
                 {Name::BusinessAttributes, "Vegan;FamilyOwned"},
                 {Name::BlockedContentSegments, "1500902;1507654"},
                 {Name::LoopBackWindowForViewThroughConversions, "1440"}}),
            good);
  EXPECT_EQ(get(Name::MSCLKIDAutoTaggingEnabled), "false");
  EXPECT_EQ(get(Name::TrackingUrlTemplate), "https://t.example/?u={lpurl}");
  EXPECT_EQ(get(Name::BusinessAttributes), "Vegan;FamilyOwned");
  EXPECT_EQ(set({{Name::TrackingUrlTemplate, ""}, {Name::BusinessAttributes, ""}}), good);
  EXPECT_EQ(get(Name::TrackingUrlTemplate), "nil") << "as if it had never been set";
  EXPECT_EQ(get(Name::BusinessAttributes), "nil");
}

TEST_F(AccountProperties, OfRecommendationsAreMerged) {
  EXPECT_EQ(set({{Name::AutoApplyRecommendations, "ResponsiveSearchAdsAutoApply=true"}}), good);
  EXPECT_EQ(get(Name::AutoApplyRecommendations),
            "MultimediaAdsAutoApply=true;ResponsiveSearchAdsAutoApply=true;ExpandedTextAdsAutoApply=false");
  for (const auto* bad : {"ResponsiveSearchAdsAutoApply", "ResponsiveSearchAdsAutoApply=yes", "Unknown=true"})
    EXPECT_EQ(set({{Name::AutoApplyRecommendations, bad}}), "InvalidValue") << bad;
}

TEST_F(AccountProperties, AreSetAllOrNone) {
  EXPECT_EQ(set({{Name::MSCLKIDAutoTaggingEnabled, "false"}, {Name::ProfileExpansionEnabled, "maybe"}}),
            "ProfileExpansionSettingInvalid");
  EXPECT_EQ(get(Name::MSCLKIDAutoTaggingEnabled), "true");
}

TEST_F(AccountProperties, RefuseBrokenValues) {
  EXPECT_EQ(set({}), "NullArrayArgument");
  EXPECT_EQ(set({{Name::None, "x"}}), "InvalidValue");
  EXPECT_EQ(set({{nil, "x"}}), "InvalidValue");
  EXPECT_EQ(set({{Name::FinalUrlSuffix, nil}}), "InvalidValue");
  EXPECT_EQ(set({{Name::MSCLKIDAutoTaggingEnabled, "True"}}), "InvalidValue");
  EXPECT_EQ(set({{Name::AdClickParallelTracking, "false"}}), "InvalidValue") << "on for good";
  EXPECT_EQ(set({{Name::AdClickParallelTracking, "true"}}), good);
  EXPECT_EQ(set({{Name::IncludeViewThroughConversions, "1"}}), "ViewThroughAccountSettingValueInvalid");
  EXPECT_EQ(set({{Name::LoopBackWindowForViewThroughConversions, "-1"}}), "ViewThroughAccountSettingValueInvalid");
  EXPECT_EQ(set({{Name::BusinessAttributes, "Vegan;Loud"}}), "InvalidValue");
  EXPECT_EQ(set({{Name::BlockedContentSegments, "12"}}), "InvalidValue");
  EXPECT_EQ(set({{Name::TrackingUrlTemplate, "ftp://x/{lpurl}"}}), "InvalidUrlScheme");
  EXPECT_EQ(set({{Name::TrackingUrlTemplate, "https://x/"}}), "MissingLandingPageUrlTag");
  EXPECT_EQ(set({{Name::TrackingUrlTemplate, "https://{lpurl}" + std::string(2048, 'x')}}), "TrackingTemplateTooLong");
  EXPECT_EQ(set({{Name::FinalUrlSuffix, "?a=b"}}), "FinalUrlSuffixInvalidCharacters");
  EXPECT_EQ(set({{Name::FinalUrlSuffix, "a=" + std::string(2047, 'x')}}), "FinalUrlSuffixTooLong");
  EXPECT_EQ(set({{Name::FinalUrlSuffix, "a=" + std::string(2046, 'x')}}), good);
  EXPECT_EQ(get(Name::None), "InvalidValue@0");
  EXPECT_EQ(failure_of(invoke<GetAccountProperties>({})), "NullArrayArgument");
}

}  // namespace
}  // namespace adsbox::services
