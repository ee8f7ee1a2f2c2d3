#include "services/campaign_management/ad_texts.h"

#include <gtest/gtest.h>

#include "services/campaign_management/ads_fixture.h"

namespace adsbox::services {
namespace {

constexpr DateTime now{1'772'452'800LL * DateTime::ticks_per_second, true};  // 2026-03-02T12:00:00Z

TEST(AdTexts, WidthCountsDoubleWidthCharactersTwice) {
  EXPECT_EQ(measure("Green tea", now).width, 9u);
  EXPECT_EQ(measure("Thé", now).width, 3u);
  EXPECT_EQ(measure("緑茶 tea", now).width, 8u);
  EXPECT_TRUE(measure("緑茶", now).wide);
  EXPECT_EQ(measure("🍵", now).width, 2u);
  EXPECT_EQ(measure("✅⭐⚡", now).width, 6u);
  EXPECT_EQ(measure("©™→", now).width, 3u);
  EXPECT_EQ(measure("🛠🇩🇪", now).width, 6u) << "emojis that Unicode itself calls narrow";
  EXPECT_EQ(measure("green tea - now!", now).words, 3u);
  EXPECT_EQ(measure("- !", now).words, 0u);
}

TEST(AdTexts, TokensCountAsWhatTheyBecome) {
  const auto keyword = measure("Buy {KeyWord:green tea} now", now);
  EXPECT_EQ(keyword.width, 17u);
  EXPECT_EQ(keyword.shown, "Buy green tea now");
  EXPECT_EQ(keyword.raw, 27u);
  EXPECT_TRUE(keyword.tokens[0].has_default);
  EXPECT_EQ(measure("{Param1}", now).width, 0u);
  EXPECT_EQ(measure("{Param1}", now).words, 1u);
  EXPECT_EQ(measure("Ends in {=countdown(\"2026/12/31\")}", now).width, 16u);
  EXPECT_EQ(measure("{=GLOBAL_COUNTDOWN(\"2026/12/31 10:00:00\",\"de\",30)} days", now).width, 13u);
  EXPECT_EQ(measure("Ends in {COUNTDOWN(2026-12-31 11:59:59,5)}!", now).width, 17u);
  EXPECT_EQ(measure("{global_countdown(2026-12-31)}", now).tokens[0].kind, "bare-countdown");
  EXPECT_EQ(measure("{=IF(device=mobile,\"Call us\"):Come in today}", now).width, 13u);
  EXPECT_EQ(measure("{=IF(audience IN(a,\"b c\"),'Hi again')}", now).tokens[0].audiences, 2u);
  EXPECT_EQ(measure("{= IF (audience IN (a\\)b\\,c), Women's \\) tea): Any\\} tea}", now).shown, "Women's ) tea");
  EXPECT_EQ(measure("{=IF(device = mobile, Tea, hot): A longer default}", now).shown, "A longer default");
}

/// The error of dynamic text; "" when it parses, "?" when the error is the member's own.
std::string problem(std::string_view text) {
  const auto m = measure(text, now);
  if (!m.problem) return "";
  EXPECT_FALSE(m.problem->rule.empty());
  return m.problem->error ? symbol(*m.problem->error) : "?";
}

TEST(AdTexts, DynamicTextThatDoesNotParse) {
  EXPECT_EQ(problem("{KeyWord:tea"), "?");
  EXPECT_EQ(problem("tea}"), "?");
  EXPECT_EQ(problem("{Unknown:tea}"), "?");
  EXPECT_EQ(problem("{KeyWord:{Param1:x}}"), "?");
  EXPECT_EQ(problem("{=nothing(1)}"), "UnknownFunction");
  EXPECT_EQ(problem("{=countdown}"), "InvalidFunctionFormat");
  EXPECT_EQ(problem("{=countdown(\"2026/12/31\")"), "InvalidFunctionFormat");
  EXPECT_EQ(problem("{=countdown(\"2026/12/31\")}{=countdown(\"2026/12/31\")}"), "MissingDelimiterBetweenFunctions");
  EXPECT_EQ(problem("{=countdown(\"2026/12/31\")} {=countdown(\"2026/12/31\")}"), "");
  EXPECT_EQ(problem("{COUNTDOWN(2026-12-31)}{COUNTDOWN(2026-12-31)}"), "MissingDelimiterBetweenFunctions");
  EXPECT_EQ(problem("{COUNTDOWN(2026-12-31}"), "InvalidFunctionFormat");
  EXPECT_EQ(problem("{COUNTDOWN:2026-12-31}"), "?");
  EXPECT_EQ(problem("{CUSTOMIZER:9}"), "CampaignServiceAdCustomizerFeedAttributeMissing");
}

class AdTextErrors : public AdsFixture {
 protected:
  std::string headline(std::string_view words) {
    return broken([&](auto& ad) { ad.headlines[0] = link(words), ad.status = campaign_management::AdStatus::Paused; });
  }
  std::string description(std::string_view words) {
    return broken([&](auto& ad) { ad.descriptions[0] = link(words); });
  }
};

TEST_F(AdTextErrors, Functions) {
  EXPECT_EQ(headline("{=sunrise(1)}"), "UnknownFunction@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\"}"), "InvalidFunctionFormat@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\")}{=countdown(\"2026/12/31\")}"), "MissingDelimiterBetweenFunctions@0");
  EXPECT_EQ(headline("{=.Price:9}"), "CampaignServiceAdCustomizerFeedNameMissing@0");
  EXPECT_EQ(headline("{=Feed.:9}"), "CampaignServiceAdCustomizerFeedAttributeMissing@0");
}

TEST_F(AdTextErrors, Countdowns) {
  EXPECT_EQ(headline("Ends in {=countdown(\"2026/12/31\",\"en-us\",999)}"), "");
  EXPECT_EQ(headline("Ends in {COUNTDOWN(2026-12-31 10:00:00,999)}"), "");
  EXPECT_EQ(headline("Ends in {GLOBAL_COUNTDOWN(\"2026/12/31\")}"), "");
  EXPECT_EQ(headline("{COUNTDOWN(2026-12-31,en-us,5)}"), "CountDownInvalidParameters@0") << "its language is that of the ad";
  EXPECT_EQ(headline("{COUNTDOWN(2026-12-31,soon)}"), "CountDownInvalidDaysBefore@0");
  EXPECT_EQ(headline("{COUNTDOWN(2026-02-30)}"), "CountDownInvalidDateTime@0");
  EXPECT_EQ(headline("{COUNTDOWN(2026-03-02 11:59:59)}"), "CountDownPastDateTime@0");
  EXPECT_EQ(headline("{COUNTDOWN(2026-12-31):later}"), "CountDownInvalidDefaultText@0");
  EXPECT_EQ(headline("{=countdown(2026/12/31)}"), "CountDownInvalidDateTime@0") << "quotation marks are a must";
  EXPECT_EQ(headline("{=countdown(\"2026-12-31\")}"), "CountDownInvalidDateTime@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",en-us)}"), "CountDownInvalidLanguageCode@0");
  EXPECT_EQ(headline("{=countdown()}"), "CountDownInvalidParameters@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",\"en-us\",5,6)}"), "CountDownInvalidParameters@0");
  EXPECT_EQ(headline("{=countdown(\"2026/13/31\")}"), "CountDownInvalidDateTime@0");
  EXPECT_EQ(headline("{=countdown(\"2026/02/30\")}"), "CountDownInvalidDateTime@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31 25:00:00\")}"), "CountDownInvalidDateTime@0");
  EXPECT_EQ(headline("{=countdown(\"2026/03/02 11:59:59\")}"), "CountDownPastDateTime@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",\"klingon\")}"), "CountDownInvalidLanguageCode@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",\"ja\")}"), "CountDownInvalidLanguageCode@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",\"ES-419\")}"), "");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",\"en-us\",soon)}"), "CountDownInvalidDaysBefore@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\",\"en-us\",1000)}"), "CountDownDaysBeforeOutOfRange@0");
  EXPECT_EQ(headline("{=countdown(\"2026/12/31\"):later}"), "CountDownInvalidDefaultText@0");
}

TEST_F(AdTextErrors, IfFunctions) {
  EXPECT_EQ(headline("{=IF(device=mobile,\"Call us\"):Come in}"), "");
  EXPECT_EQ(headline("{=IF(device=tablet,\"Call us\")}"), "IFFunctionIncorrectSyntaxForDevice@0");
  EXPECT_EQ(headline("{=IF(audience=a,\"Call us\")}"), "IFFunctionIncorrectSyntaxForAudience@0");
  EXPECT_EQ(headline("{=IF(audience IN(),\"Call us\")}"), "IFFunctionInvalidAudience@0");
  EXPECT_EQ(headline("{=IF(audience IN(a,A),\"Call us\")}"), "IFFunctionDuplicateAudiences@0");
  EXPECT_EQ(headline("{=IF(weather=rain,\"Call us\")}"), "IFFunctionInvalidSyntax@0");
  EXPECT_EQ(headline("{=IF(device=mobile)}"), "IFFunctionInvalidSyntax@0");
  EXPECT_EQ(headline("{=IF(device=mobile,{KeyWord:x})}"), "IFFunctionNestingNotAllowed@0");
  const auto code = [&](std::string_view words) {
    auto ad = search_ad(words);
    const auto answer = add_ads(group_, one(std::move(ad)));
    return answer.partial_errors.empty() ? 0 : answer.partial_errors[0]->code.value_or(0);
  };
  EXPECT_EQ(code("{=IF(device=mobile,{KeyWord:x})}"), 6407);
  EXPECT_EQ(code("{=IF(audience IN(a {b}),x)}"), 6408) << "an audience whose name has braces";
  EXPECT_EQ(code("{=IF(audience IN(a),{KeyWord:x})}"), 6407);
  EXPECT_EQ(headline("{=IF(device=mobile,Women's tea):Tea}"), "");
  EXPECT_EQ(headline("{=IF(audience IN(a)b),Tea):Tea}"), "IFFunctionSpecialCharactersAreNotEscaped@0");
  EXPECT_EQ(headline("{=IF(device=mobile,Tea (hot) now):Tea}"), "IFFunctionSpecialCharactersAreNotEscaped@0");
  EXPECT_EQ(headline("{=IF(device=mobile,Hot\\tea):Tea}"), "IFFunctionSpecialCharactersAreNotEscaped@0");
  EXPECT_EQ(broken([](auto& ad) {
              ad.headlines[0] = link("{=IF(device=mobile,\"Call\"):Come in}");
              ad.descriptions[0] = link("Now {=IF(device=mobile,\"Call\")}");
            }),
            "IFFunctionSomeHaveDefaultValueButNotAll@0");
  EXPECT_EQ(broken([](auto& ad) {
              std::string names;
              for (int i = 0; i < 101; ++i) names += (i == 0 ? "a" : ",a") + std::to_string(i);
              ad.headlines[0] = link("{=IF(audience IN(" + names + "),\"Call\")}");
            }),
            "IFFunctionNumAudiencesExceedsMaxForAd@0");
}

TEST_F(AdTextErrors, TokensOfTypes) {
  EXPECT_EQ(headline("Buy {KeyWord:tea}"), "");
  EXPECT_EQ(headline("Buy {KeyWord}"), "CampaignServiceResponsiveSearchAdDefaultTextRequiredForKeyword@0");
  EXPECT_EQ(headline("Only {CUSTOMIZER.Price:9 USD}"), "");
  EXPECT_EQ(headline("Only {CUSTOMIZER.Price}"), "") << "a default is optional";
  EXPECT_EQ(headline("Only {CUSTOMIZER.:9}"), "CampaignServiceAdCustomizerFeedAttributeMissing@0");
  EXPECT_EQ(headline("Only {=Feed.Price:9 USD}"), "CampaignServiceAdCustomizerNotSupportedForAdType@0") << "of expanded text ads";
  EXPECT_EQ(headline("Only {=Feed.Price:9 USD} {Unknown}"), "CampaignServiceResponsiveSearchAdInvalidHeadline@0");
  const auto path = [&](std::string_view words) {
    return broken([&](auto& ad) { ad.path1 = words, ad.status = campaign_management::AdStatus::Paused; });
  };
  EXPECT_EQ(path("{MatchType}"), "");
  EXPECT_EQ(path("tea-{IfMobile:now}-{Device}"), "");
  EXPECT_EQ(path("{IfMobile:" + std::string(16, 'x') + "}"), "CampaignServiceResponsiveSearchAdPath1TooLong@0");
  EXPECT_EQ(path("{lpurl}"), "CampaignServiceResponsiveSearchAdPath1Invalid@0");
  EXPECT_EQ(headline("Buy {MatchType}"), "CampaignServiceResponsiveSearchAdInvalidHeadline@0") << "of addresses only";
  const auto dynamic = dynamic_group();
  EXPECT_EQ(refused(dynamic, dynamic_ad("Buy {MatchType}")), "SubstitutionNotSupportedForDynamicSearchAd@0");
  EXPECT_EQ(refused(dynamic, dynamic_ad("Buy {KeyWord:tea}")), "SubstitutionNotSupportedForDynamicSearchAd@0");
  EXPECT_EQ(refused(dynamic, dynamic_ad("Buy {CUSTOMIZER.Price:9}")), "CampaignServiceAdCustomizerNotSupportedForAdType@0");
  EXPECT_EQ(refused(dynamic, dynamic_ad("Ends in {=countdown(\"2026/12/31\")}")), "");
  EXPECT_EQ(refused(dynamic, dynamic_ad("Ends in {COUNTDOWN(2026-12-31)}")), "SubstitutionNotSupportedForDynamicSearchAd@0");
  EXPECT_EQ(refused(group_, app_ad("Tea {Param1:x}")), "CampaignServiceSyntaxErrorInAdTitle@0");
  auto app = app_ad("Tea }");
  app->text = "Never {=nothing()} at all";
  EXPECT_EQ(refused(group_, std::move(app)), "CampaignServiceSyntaxErrorInAdText@0 CampaignServiceSyntaxErrorInAdTitle@0");
}

TEST_F(AdTextErrors, Limits) {
  EXPECT_EQ(headline(std::string(30, 'x')), "");
  EXPECT_EQ(headline(std::string(31, 'x')), "CampaignServiceResponsiveSearchAdHeadlineTooLong@0");
  auto long_ad = search_ad(std::string(34, 'x'));
  const auto answer = add_ads(group_, one(std::move(long_ad)));
  const auto* excess = answer.partial_errors[0].as<campaign_management::EditorialError>();
  ASSERT_NE(excess, nullptr);
  EXPECT_EQ(excess->disapproved_text, "4");
  EXPECT_EQ(excess->location, "AdTitle");
  EXPECT_EQ(headline("緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑"), "");
  EXPECT_EQ(headline("緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶"), "CampaignServiceResponsiveSearchAdHeadlineTooLong@0");
  EXPECT_EQ(headline("{KeyWord:" + std::string(30, 'x') + "}"), "");
  EXPECT_EQ(headline("{KeyWord:" + std::string(31, 'x') + "}"), "CampaignServiceResponsiveSearchAdHeadlineTooLong@0");
  EXPECT_EQ(headline("two\nlines"), "CampaignServiceResponsiveSearchAdInvalidHeadline@0");
  EXPECT_EQ(headline("- -"), "CampaignServiceResponsiveSearchAdInvalidHeadline@0");
  EXPECT_EQ(description(std::string(91, 'x')), "CampaignServiceResponsiveSearchAdDescriptionTooLong@0");
  EXPECT_EQ(description("-"), "CampaignServiceResponsiveSearchAdInvalidDescription@0");
  EXPECT_EQ(description("x {=IF(audience IN(" + std::string(1000, 'a') + "),\"y\")}"),
            "IFFunctionAudiencesExceedsMaxFieldLength@0");
  std::string params;
  for (int i = 0; i < 126; ++i) params += "{Param1}";
  EXPECT_EQ(description(params), "CampaignServiceResponsiveSearchAdDescriptionTooLong@0");
  EXPECT_EQ(broken([](auto& ad) { ad.path1 = std::string(16, 'x'); }), "CampaignServiceResponsiveSearchAdPath1TooLong@0");
  EXPECT_EQ(broken([](auto& ad) { ad.path1 = "a/b"; }), "CampaignServiceResponsiveSearchAdPath1Invalid@0");
  const auto long_names = [](std::size_t count) {
    std::string names = "{=IF(audience IN(";
    for (std::size_t i = 0; i < count; ++i) names += "茶";
    return names + "),x):y}";
  };
  EXPECT_EQ(broken([&](auto& ad) { ad.path1 = long_names(900), ad.status = campaign_management::AdStatus::Paused; }), "")
      << "paths are written in 1,000 characters of any width";
  EXPECT_EQ(broken([&](auto& ad) { ad.path1 = long_names(1000); }), "IFFunctionAudiencesExceedsMaxFieldLength@0");
  EXPECT_EQ(broken([](auto& ad) { ad.path1 = "a", ad.path2 = std::string(16, 'x'); }),
            "CampaignServiceResponsiveSearchAdPath2TooLong@0");
  EXPECT_EQ(broken([](auto& ad) { ad.path2 = "b"; }), "CampaignServiceResponsiveSearchAdPath2SetWithoutPath1@0");
  EXPECT_EQ(broken([](auto& ad) { ad.path1 = "a", ad.path2 = "b\n"; }), "CampaignServiceResponsiveSearchAdPath2Invalid@0");
  const auto dynamic = dynamic_group();
  const auto dynamic_broken = [&](const std::function<void(campaign_management::DynamicSearchAd&)>& change) {
    auto ad = dynamic_ad();
    change(*ad);
    return refused(dynamic, std::move(ad));
  };
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.text = std::string(91, 'x'); }), "CampaignServiceTooMuchAdTextInText@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.text = "-"; }), "CampaignServiceInvalidAdText@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.text_part2 = std::string(91, 'x'); }), "DynamicSearchAdTextPart2TooLong@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.text_part2 = "-"; }), "DynamicSearchAdTextPart2Invalid@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.path1 = std::string(16, 'x'); }), "DynamicSearchAdPath1TooLong@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.path1 = "a/b"; }), "DynamicSearchAdPath1Invalid@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.path1 = "a", ad.path2 = std::string(16, 'x'); }), "DynamicSearchAdPath2TooLong@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.path1 = "a", ad.path2 = "b/c"; }), "DynamicSearchAdPath2Invalid@0");
  EXPECT_EQ(dynamic_broken([](auto& ad) { ad.path2 = "b"; }), "DynamicSearchAdPath2SetWithoutPath1@0");
  EXPECT_EQ(refused(group_, app_ad("Twenty six characters here")), "CampaignServiceTooMuchAdTextInTitle@0");
  EXPECT_EQ(refused(group_, app_ad("緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑")), "");
}

}  // namespace
}  // namespace adsbox::services
