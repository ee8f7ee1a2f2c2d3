// Webpages: what dynamic search ads are made of, and what campaigns keep away from.
#include "services/criterion/criterion_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;
using Operand = WebpageConditionOperand;
using Operator = WebpageConditionOperator;

struct Condition {
  opt<Operand> operand;
  text argument;
  opt<Operator> operator_ = {};
};

class Webpages : public CriterionFixture {
 protected:
  static box<Criterion> pages(std::vector<Condition> conditions, const text& name = {}) {
    return criterion<Webpage>([&](auto& w) {
      w.parameter = make<WebpageParameter>();
      w.parameter->criterion_name = name;
      for (auto& c : conditions) {
        auto made = make<WebpageCondition>();
        made->operand = c.operand;
        made->argument = c.argument;
        made->operator_ = c.operator_;
        w.parameter->conditions.push_back(std::move(made));
      }
    });
  }
  Place dynamic_campaign() {
    auto c = search_campaign("Dynamic " + std::to_string(++dynamic_));
    with_setting<DynamicSearchAdsSetting>(*c, [&](auto& s) {
      s.domain_name = "contoso-tea" + std::to_string(dynamic_) + ".com";
      s.language = "English";
    });
    return campaign(std::move(c));
  }
  Place dynamic_group() { return ad_group(dynamic_campaign().id, "SearchDynamic"); }
  static box<CriterionBid> fixed(double amount) {
    auto b = make<FixedBid>();
    b->amount = amount;
    return b;
  }
  /// The errors of adding one webpage to an ad group, or to exclude it.
  std::string refused(box<Criterion> webpage, bool negative = false) {
    return add(group_, all_of(Wanted{std::move(webpage), {}, negative}), "Webpage");
  }
  std::string names(Place place) {
    std::string s;
    for (const auto& item : get(place, "Webpage").items)
      s += (s.empty() ? "" : " | ") + std::string(is_exclusion(*item) ? "-" : "") +
           static_cast<const Webpage&>(*criterion_in(*item)).parameter->criterion_name.str();
    return s;
  }

  int dynamic_ = 0;
  const Place group_ = dynamic_group();
};

TEST_F(Webpages, AreNamedByTheirConditions) {
  EXPECT_EQ(
      add(group_,
          all_of(Wanted{pages({{Operand::Url, "flower"}, {Operand::Url, "Book"}, {Operand::PageContent, "seattle"}})},
                 Wanted{pages({{Operand::Category, "US/CA"}, {Operand::CustomLabel, "new"}})}, Wanted{pages({})},
                 Wanted{pages({{Operand::Url, "https://a.example.com", Operator::Equals}})},
                 Wanted{pages({{Operand::PageTitle, "tea"}}, "Tea pages")}, Wanted{pages({{Operand::Url, "old"}}), {}, true}),
          "Webpage"),
      "");
  EXPECT_EQ(names(group_),
            "Url contains flower and Url contains Book and PageContent contains seattle | "
            "Category equals US/CA and CustomLabel equals new | All Webpages | Url equals https://a.example.com | Tea pages | "
            "-Url contains old");
  const auto got = get(group_, "Webpage", {ids_[1]}, every_field);
  const auto& first = *static_cast<const Webpage&>(*criterion_in(*got.items[0])).parameter->conditions[0];
  EXPECT_EQ(first.operator_, Operator::Equals);
  EXPECT_EQ(update(group_,
                   all_of(Wanted{pages({}, "Flowers"), {}, false, ids_[0]}, Wanted{pages({}, ""), {}, false, ids_[4]},
                          Wanted{{}, {}, false, ids_[2]}),
                   "Webpage"),
            "");
  EXPECT_EQ(names(group_),
            "Flowers | Category equals US/CA and CustomLabel equals new | All Webpages | Url equals https://a.example.com | "
            "PageTitle contains tea | -Url contains old");
  EXPECT_EQ(erase(group_, {ids_[0], ids_[1], ids_[2], ids_[3], ids_[5]}, "Webpage"), "");
  EXPECT_EQ(names(group_), "PageTitle contains tea");
}

TEST_F(Webpages, GoWhereDynamicSearchAdsAre) {
  const auto url = [] { return pages({{Operand::Url, "old"}}); };
  const auto exclude = [&](Place place, box<Criterion> c) {
    return add(place, all_of(Wanted{std::move(c), {}, true}), "Webpage");
  };
  EXPECT_EQ(exclude(dynamic_campaign(), url()), "");
  EXPECT_EQ(add(dynamic_campaign(), all_of(Wanted{url()}), "Webpage"), "CampaignServiceCriterionTypeNotAllowed@0");
  const auto plain = campaign();
  EXPECT_EQ(exclude(plain, url()), "CampaignTypeIsNotDynamicSearchAdsCampaign@0");
  EXPECT_EQ(exclude(campaign(shopping_campaign("shopping")), url()), "InvalidCriterionForCampaignType@0");
  EXPECT_EQ(add(ad_group(plain.id), all_of(Wanted{url()}), "Webpage"), "InvalidCriterionForAdGroupType@0");
  auto max = search_campaign("max");
  max->campaign_type = CampaignType::PerformanceMax;
  with_setting<PerformanceMaxSetting>(*max);
  const auto pmax = campaign(std::move(max));
  EXPECT_EQ(exclude(pmax, url()), "");
  EXPECT_EQ(exclude(pmax, pages({{Operand::Url, "a"}, {Operand::PageTitle, "tea"}})),
            "@0(WebpageCriterionWebpageConditionOperandInvalid@1)");
}

TEST_F(Webpages, NeedConditionsThatGoTogether) {
  EXPECT_EQ(refused(make<Webpage>()), "WebpageCriterionParameterIsNull@0");
  const Condition a{Operand::Url, "a"}, b{Operand::Url, "b"}, c{Operand::Url, "c"}, d{Operand::Url, "d"};
  EXPECT_EQ(refused(pages({a, b, c, d})), "TooManyWebpageCriterionConditions@0");
  auto with_nil = pages({a});
  with_nil.as<Webpage>()->parameter->conditions.push_back(nil);
  EXPECT_EQ(refused(std::move(with_nil)), "WebpageCriterionConditionInvalid@0");
  EXPECT_EQ(refused(pages({a, {Operand::PageTitle, text()}})), "@0(WebpageCriterionWebpageConditionArgumentInvalid@1)");
  EXPECT_EQ(refused(pages({{Operand::PageTitle, ""}})), "@0(WebpageCriterionWebpageConditionArgumentInvalid@0)");
  EXPECT_EQ(refused(pages({{{}, "tea"}, {Operand::Unknown, "tea"}})),
            "@0(WebpageCriterionWebpageConditionOperandInvalid@0 WebpageCriterionWebpageConditionOperandInvalid@1)");
  EXPECT_EQ(refused(pages({{Operand::Url, "tea", Operator::Unknown}})), "@0(WebpageCriterionConditionInvalid@0)");
  EXPECT_EQ(refused(pages({{Operand::PageTitle, "tea", Operator::Equals}, {Operand::Category, "tea", Operator::Contains}})),
            "@0(WebpageCriterionConditionInvalid@0 WebpageCriterionConditionInvalid@1)");
  EXPECT_EQ(refused(pages({a, {Operand::Url, "https://b.example.com", Operator::Equals}})),
            "@0(WebpageCriterionConditionInvalid@1)");
  EXPECT_EQ(refused(pages({a, b, {Operand::Url, "A", Operator::Contains}})),
            "@0(WebpageCriterionConditionsContainDuplicateValues@2)");
  EXPECT_EQ(refused(pages({}), true), "NegativeWebpageCriterionConditionIsNullOrEmpty@0");
  EXPECT_EQ(refused(pages({a}, "")), "WebpageCriterionNameInvalid@0");
  EXPECT_EQ(refused(pages({a}, std::string(2049, 'n'))), "WebpageCriterionNameInvalid@0");
  EXPECT_EQ(refused(pages({a}, std::string(2048, 'n'))), "");
}

TEST_F(Webpages, AreLookedAtAtOnce) {
  const std::string porn = "hardcore porn";
  EXPECT_EQ(refused(pages({{Operand::PageTitle, "tea"}, {Operand::PageContent, porn}})),
            "@0(CampaignServiceEditorialValidationError@1)");
  EXPECT_EQ(refused(pages({{Operand::Url, "https://a.example.com/hardcore-porn", Operator::Equals}})),
            "@0(CampaignServiceEditorialValidationError@0)");
  EXPECT_EQ(refused(pages({{Operand::Url, "tea"}}, porn)), "CampaignServiceEditorialValidationError@0");
  EXPECT_EQ(refused(pages({{Operand::PageContent, porn}}), true), "") << "who excludes it does right";
  ASSERT_EQ(refused(pages({{Operand::Url, "tea"}}, "tea")), "");
  EXPECT_EQ(update(group_, all_of(Wanted{pages({}, porn), {}, false, ids_[0]}), "Webpage"),
            "CampaignServiceEditorialValidationError@0");

  AddAdGroupCriterionsRequest request;
  request.criterion_type = AdGroupCriterionType::Webpage;
  for (const auto& [argument, name] : {std::pair{"tea", ""}, {"cups", "hardcore porn"}, {"hardcore porn", "none"}}) {
    auto item = make<BiddableAdGroupCriterion>();
    item->ad_group_id = group_.id;
    item->criterion = pages({{Operand::PageTitle, argument}}, name);
    request.ad_group_criterions.push_back(std::move(item));
  }
  const auto errors = invoke<AddAdGroupCriterions>(request)->nested_partial_errors;
  ASSERT_EQ(errors.size(), 3u);
  EXPECT_EQ(errors[0].as<EditorialErrorCollection>(), nullptr) << "an empty name is no matter of a review";
  const auto* of_item = errors[1].as<EditorialErrorCollection>();
  ASSERT_NE(of_item, nullptr);
  EXPECT_EQ(of_item->type, "EditorialErrorCollection");
  EXPECT_EQ(of_item->reason_code, opt(3));
  EXPECT_EQ(of_item->location, "CriterionName");
  EXPECT_EQ(of_item->disapproved_text.str(), porn);
  EXPECT_EQ(of_item->appealable, opt(false));
  const auto* around = errors[2].as<EditorialErrorCollection>();
  ASSERT_NE(around, nullptr);
  EXPECT_TRUE(around->error_code.is_nil() || around->error_code.empty());
  EXPECT_EQ(around->reason_code.value_or(0), 0);
  const auto* of_condition = around->batch_errors[0].as<EditorialError>();
  ASSERT_NE(of_condition, nullptr);
  EXPECT_EQ(of_condition->index, opt(0));
  EXPECT_EQ(of_condition->reason_code, opt(3));
  EXPECT_EQ(of_condition->location, "Argument");
}

TEST_F(Webpages, AreThereOnce) {
  const Condition a{Operand::Url, "a"}, title{Operand::PageTitle, "tea"};
  ASSERT_EQ(refused(pages({a, title})), "");
  EXPECT_EQ(refused(pages({{Operand::PageTitle, "Tea", Operator::Contains}, a}, "other name")),
            "WebpageCriterionAlreadyExists@0");
  EXPECT_EQ(refused(pages({title, a}), true), "WebpageCriterionAlreadyExists@0");
  EXPECT_EQ(refused(pages({a})), "");
  ASSERT_EQ(refused(pages({})), "");
  EXPECT_EQ(refused(pages({})), "WebpageCriterionAlreadyExists@0");
}

TEST_F(Webpages, HaveADefaultNameThatIsNoLongerThanANameMayBe) {
  std::string argument;
  for (int i = 0; i < 3'000; ++i) argument += "é";
  ASSERT_EQ(refused(pages({{Operand::Url, "a"}, {Operand::PageTitle, text(argument)}})), "");
  auto got = get(group_, "Webpage", {}, every_field);
  const auto& parameter = *static_cast<const Webpage&>(*criterion_in(*got.items[0])).parameter;
  EXPECT_EQ(code_points(parameter.criterion_name.view()), 2'048u);
  EXPECT_EQ(parameter.criterion_name.view().substr(0, 40), "Url contains a and PageTitle contains é");
  auto again = make<Webpage>();
  again->parameter = make<WebpageParameter>(parameter);
  EXPECT_EQ(update(group_, all_of(Wanted{std::move(again), {}, false, ids_[0]}), "Webpage"), "") << "an answer can be sent back";
}

TEST_F(Webpages, KeepTheirConditions) {
  const Condition a{Operand::Url, "a"}, title{Operand::PageTitle, "tea"};
  ASSERT_EQ(refused(pages({a, title})), "");
  const auto id = ids_[0];
  EXPECT_EQ(update(group_, all_of(Wanted{pages({title, a}, "Tea"), {}, false, id}), "Webpage"), "");
  EXPECT_EQ(update(group_, all_of(Wanted{pages({a}, "Else"), {}, false, id}), "Webpage"),
            "CannotUpdateCriterionForWebpageCriterion@0");
  EXPECT_EQ(names(group_), "Tea");
  const auto got = get(group_, "Webpage");
  EXPECT_EQ(static_cast<const Webpage&>(*criterion_in(*got.items[0])).parameter->conditions.size(), 2u);
}

TEST_F(Webpages, HaveABidAStatusAndTemplates) {
  const auto send = [&](bool update, const std::function<void(BiddableAdGroupCriterion&)>& fill) {
    list<box<AdGroupCriterion>> items;
    auto item = make<BiddableAdGroupCriterion>();
    item->ad_group_id = group_.id;
    fill(*item);
    items.push_back(std::move(item));
    if (update) {
      UpdateAdGroupCriterionsRequest request;
      request.criterion_type = AdGroupCriterionType::Webpage;
      request.ad_group_criterions = std::move(items);
      return nested(invoke<UpdateAdGroupCriterions>(request)->nested_partial_errors);
    }
    AddAdGroupCriterionsRequest request;
    request.criterion_type = AdGroupCriterionType::Webpage;
    request.ad_group_criterions = std::move(items);
    return nested(invoke<AddAdGroupCriterions>(request)->nested_partial_errors);
  };
  EXPECT_EQ(send(false,
                 [](auto& c) {
                   c.criterion = pages({{Operand::Url, "a"}});
                   c.criterion_bid = fixed(0.75);
                   c.status = AdGroupCriterionStatus::Paused;
                   c.tracking_url_template = "https://tracker.example.com/?u={lpurl}";
                   c.final_url_suffix = "s=1";
                   c.destination_url = "https://dropped.example.com";
                   c.url_custom_parameters = make<CustomParameters>();
                   c.url_custom_parameters->parameters.push_back(make<CustomParameter>());
                   c.url_custom_parameters->parameters[0]->key = "season";
                   c.url_custom_parameters->parameters[0]->value = "spring";
                 }),
            "");
  auto got = get(group_, "Webpage");
  const auto* c = got.items.at(0).as<BiddableAdGroupCriterion>();
  const auto id = *c->id;
  EXPECT_EQ(c->criterion_bid.as<FixedBid>()->amount, 0.75);
  EXPECT_EQ(c->status, AdGroupCriterionStatus::Paused);
  EXPECT_EQ(c->tracking_url_template, "https://tracker.example.com/?u={lpurl}");
  EXPECT_EQ(c->final_url_suffix, "s=1");
  EXPECT_FALSE(c->destination_url);
  EXPECT_EQ(c->url_custom_parameters->parameters[0]->value, "spring");
  // An update changes what it brings, "" clears, a bid of another class is not heard.
  EXPECT_EQ(send(true,
                 [&](auto& u) {
                   u.id = id;
                   u.status = AdGroupCriterionStatus::Active;
                   u.final_url_suffix = "";
                   u.criterion_bid = make<BidMultiplier>();
                 }),
            "");
  got = get(group_, "Webpage");
  c = got.items.at(0).as<BiddableAdGroupCriterion>();
  EXPECT_EQ(c->criterion_bid.as<FixedBid>()->amount, 0.75);
  EXPECT_EQ(c->status, AdGroupCriterionStatus::Active);
  EXPECT_FALSE(c->final_url_suffix);
  EXPECT_EQ(c->tracking_url_template, "https://tracker.example.com/?u={lpurl}");
  EXPECT_EQ(send(true,
                 [&](auto& u) {
                   u.id = id;
                   u.criterion_bid = fixed(0);
                   u.final_urls = {text("https://a.example.com")};
                   u.final_mobile_urls = {text("https://m.example.com")};
                   u.final_app_urls.push_back(make<AppUrl>());
                   u.tracking_url_template = "ftp://tracker";
                   u.final_url_suffix = std::string(2'049, 's');
                   u.destination_url = std::string(1'025, 'd');  // nobody hears that
                 }),
            "FinalUrlSuffixTooLong@0 CampaignServiceAdGroupCriterionInvalidBidValue@0 InvalidUrlScheme@0 "
            "InvalidUpgradedUrlsForWebpageCriterion@0 InvalidUpgradedUrlsForWebpageCriterion@0 "
            "InvalidUpgradedUrlsForWebpageCriterion@0");
}

TEST_F(Webpages, AreLimited) {
  set_limit(world(), "Webpage-criterions-per-campaign", 1);
  set_limit(world(), "Webpage-criterions-per-ad-group", 1);
  const auto two = [] {
    return all_of(Wanted{pages({{Operand::Url, "a"}}), {}, true}, Wanted{pages({{Operand::Url, "b"}}), {}, true});
  };
  EXPECT_EQ(add(dynamic_campaign(), two(), "Webpage"), "MaxCampaignWebpageCriterionsLimitExceededForCampaign@1");
  EXPECT_EQ(add(group_, two(), "Webpage"), "CampaignServiceAdGroupCriterionsEntityLimitExceeded@1");
  set_limit(world(), "Webpage-criterions-per-account", 3);
  EXPECT_EQ(add(dynamic_group(), two(), "Webpage"), "CampaignServiceAdGroupCriterionsEntityLimitExceeded@1");
  EXPECT_EQ(add(dynamic_campaign(), all_of(Wanted{pages({{Operand::Url, "c"}}), {}, true}), "Webpage"),
            "CampaignServiceAdGroupCriterionsEntityLimitExceeded@0");
}

}  // namespace
}  // namespace adsbox::services
