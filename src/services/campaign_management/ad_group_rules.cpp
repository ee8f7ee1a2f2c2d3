#include <algorithm>

#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/bids.h"
#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/urls.h"
#include "services/entity/calendar.h"
#include "services/entity/fields.h"
#include "services/entity/time_zone.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::chrono::year_month_day calendar(const Date& d) {
  using namespace std::chrono;
  return year(d.year.value_or(0)) / month(static_cast<unsigned>(d.month.value_or(0))) /
         day(static_cast<unsigned>(d.day.value_or(0)));
}
std::int64_t number(const Date& d) {
  return date_number(calendar(d));
}
box<Date> date(std::chrono::year_month_day d) {
  auto out = make<Date>();
  out->year = int{d.year()};
  out->month = static_cast<std::int32_t>(unsigned{d.month()});
  out->day = static_cast<std::int32_t>(unsigned{d.day()});
  return out;
}

std::chrono::year_month_day today_of(const Campaign& c, DateTime now) {
  return day_in_zone(c.time_zone.view(), now);
}

struct Part {
  Decision& d;
  const AdGroup& sent;
  const AdGroup* stored;
  AdGroup& result;
  const Campaign& campaign;
  std::string campaign_type;

  [[nodiscard]] bool adding() const { return stored == nullptr; }
  [[nodiscard]] bool audience() const { return campaign.campaign_type == opt(CampaignType::Audience); }
  [[nodiscard]] bool smart() const { return campaign.sub_type == "ShoppingSmartAds"; }
  [[nodiscard]] bool type_in(std::string_view set) const { return schema::contains(*schema::find_set(set), campaign_type); }
  [[nodiscard]] bool dynamic() const { return result.ad_group_type == "SearchDynamic"; }
  void refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
              std::string expected) const {
    d.refuse(error, rule, field, std::move(value), std::move(bound), std::move(expected));
  }
  void unsupported(std::string_view field) const {
    refuse(Error::NotSupportedForThisCampaignType, std::string(field) + ".fits", field, "set", "not in " + campaign_type,
           "nil: ad groups of " + campaign_type + " campaigns have no such member");
  }
};

bool decide_place(const Part& p) {
  if (p.type_in("ad-groups.none")) {
    p.refuse(Error::NotSupportedForThisCampaignType, "CampaignId.fits", "", p.campaign_type, "", "a campaign that has ad groups");
    return false;
  }
  const auto& row = schema::find_limit("ad-groups-per-smart-shopping-campaign");
  const auto most = limit_of(p.d.world, row);
  if (p.adding() && p.smart() && p.d.snapshot.count_parent(world::kind_of<AdGroup>(), p.d.parent.id) >= most)
    p.refuse(static_cast<Error>(row.error), "CampaignId.smart_shopping", "", std::to_string(most + 1), std::to_string(most),
             "one ad group in a smart shopping campaign");
  return true;
}

void decide_type(const Part& p) {
  const auto* types = schema::find_set("ad-group-types." + p.campaign_type);
  if (!p.adding()) {
    p.result.ad_group_type = p.stored->ad_group_type;
    if (p.sent.ad_group_type && !p.sent.ad_group_type.empty() && !(p.sent.ad_group_type == p.stored->ad_group_type))
      p.refuse(Error::AdGroupTypeImmutable, "AdGroupType.immutable", "AdGroupType", p.sent.ad_group_type.str(),
               p.stored->ad_group_type.str(), "the ad group's own type, or nil");
    return;
  }
  if (p.d.broken("AdGroupType")) return;
  if (!p.result.ad_group_type || p.result.ad_group_type.empty()) {
    if (types == nullptr)
      p.result.ad_group_type.reset();
    else
      p.result.ad_group_type = schema::rule_book.text(schema::values_of(*types)[0]);
    return;
  }
  if (types == nullptr || !schema::contains(*types, p.result.ad_group_type.view()))
    return p.refuse(Error::InvalidAdGroupTypeForCampaignType, "AdGroupType.fits", "AdGroupType", p.result.ad_group_type.str(),
                    types == nullptr ? "none" : names_in(*types), "a type for " + p.campaign_type + " campaigns, or nil");
  if (p.dynamic() && !has_setting(p.campaign, DynamicSearchAdsSetting::type_id))
    p.refuse(Error::CannotAddDynamicSearchAdGroupToCampaignWithoutDynamicSearchSettings, "AdGroupType.dynamic", "AdGroupType",
             "SearchDynamic", "DynamicSearchAdsSetting", "a campaign with a DynamicSearchAdsSetting");
}

bool check_date(const Part& p, std::string_view field, const box<Date>& sent) {
  if (!sent || p.d.broken(std::string(field) + ".Day") || p.d.broken(std::string(field) + ".Month") ||
      p.d.broken(std::string(field) + ".Year"))
    return !sent;
  if (calendar(*sent).ok()) return true;
  p.refuse(Error::InvalidDateObject, std::string(field) + ".calendar", field, std::to_string(number(*sent)), "",
           "a day of the calendar");
  return false;
}

void decide_dates(const Part& p) {
  const bool start_good = check_date(p, "StartDate", p.sent.start_date), end_good = check_date(p, "EndDate", p.sent.end_date);
  if (!start_good || !end_good) return;
  auto& start = p.result.start_date;
  auto& end = p.result.end_date;
  if (p.campaign.use_campaign_level_dates.value_or(false)) return take_dates_of(p.result, p.campaign);
  const auto& open = schema::find_limit("ad-group-open-end");
  const auto open_from = limit_of(p.d.world, open);
  const auto today = date_number(today_of(p.campaign, p.d.now));
  if (!start) start = date(today_of(p.campaign, p.d.now));
  if (end && number(*end) >= open_from) end.set_nil();
  const bool moves =
      p.sent.start_date && (p.adding() || !p.stored->start_date || number(*p.stored->start_date) != number(*start));
  if (moves && !p.adding() && p.stored->start_date && number(*p.stored->start_date) <= today)
    return p.refuse(Error::CampaignServiceCannotUpdateAdGroupInSubmittedState, "StartDate.reached", "StartDate",
                    std::to_string(number(*start)), std::to_string(number(*p.stored->start_date)),
                    "the stored one, once it is reached");
  if (moves && number(*start) < today)
    return p.refuse(Error::CampaignServiceAdGroupStartDateLessThanCurrentDate, "StartDate.future", "StartDate",
                    std::to_string(number(*start)), "from " + std::to_string(today), "a day that is not over");
  if (moves && number(*start) >= open_from)
    return p.refuse(static_cast<Error>(open.error), "StartDate.latest", "StartDate", std::to_string(number(*start)),
                    "before " + std::to_string(open_from), "a start before the day that stands for no end");
  if ((moves || p.sent.end_date) && end && number(*end) <= number(*start))
    return p.refuse(Error::CampaignServiceAdGroupEndDateShouldBeAfterStartDate, "EndDate.after_start", "EndDate",
                    std::to_string(number(*end)), "after " + std::to_string(number(*start)), "a day after StartDate, or nil");
  if (!p.adding() && expired(*p.stored, p.campaign, p.d.now) && expired(p.result, p.campaign, p.d.now))
    p.refuse(Error::CampaignServiceCannotUpdateAdGroupInExpiredState, "EndDate.expired", "EndDate",
             end ? std::to_string(number(*end)) : "", "from " + std::to_string(today), "an EndDate that revives the ad group");
}

void decide_language(const Part& p) {
  if (p.d.broken("Language")) return;
  auto& language = p.result.language;
  if (language.empty()) language.set_nil();
  if (p.audience()) {
    if (p.sent.language && !p.sent.language.empty())
      p.refuse(Error::AdGroupLanguageNotSupported, "Language.fits", "Language", p.sent.language.str(), "",
               "nil: audience campaigns are not limited to languages");
    return;
  }
  if (!language && p.campaign.languages.empty() && p.type_in("ad-groups.need-language") && !p.dynamic())
    p.refuse(Error::CampaignServiceMissingLanguage, "Language.required", "Language", "", "required",
             "a language: the campaign has none");
}

void decide_network(const Part& p) {
  const auto name = describe(field_of(AdGroup::type_id, "Network"), &p.sent.network);
  if (p.sent.network && schema::contains(*schema::find_set("ad-groups.brand-networks"), name) &&
      !(p.campaign.sub_type == "ShoppingSponsoredProductAd"))
    p.refuse(Error::CampaignServiceInvalidNetwork, "Network.brands", "Network", name, "ShoppingSponsoredProductAd",
             "a network that not only shopping campaigns for brands have");
  if (p.type_in("ad-groups.no-network"))
    p.result.network = nil;
  else if (!p.result.network || p.smart())  // smart shopping campaigns choose by themselves, whatever the request says
    p.result.network = Network::OwnedAndOperatedAndSyndicatedSearch;
}

void decide_bids(const Part& p) {
  const auto scheme = p.campaign.bidding_scheme ? std::string(type_name(*p.campaign.bidding_scheme)) : std::string();
  for (const std::string_view field : {"CommissionRate", "PercentCpcBid", "CpvBid", "CpmBid", "McpaBid"}) {
    const auto& f = field_of(AdGroup::type_id, field);
    if (state_of(f.kind, member(p.sent, f)) != presence::value) continue;
    const auto& fits = *schema::find_set("ad-group-bids." + std::string(field));
    if (!schema::contains(fits, p.campaign_type) && !schema::contains(fits, scheme)) p.unsupported(field);
  }
  check_bid(p.d, "CpcBid", p.sent.cpc_bid);
  check_bid(p.d, "CpvBid", p.sent.cpv_bid);
  check_bid(p.d, "CpmBid", p.sent.cpm_bid);
  check_bid(p.d, "McpaBid", p.sent.mcpa_bid);
  // A bid without an amount is none: an update keeps what is stored.
  for (const auto bid : {&AdGroup::cpv_bid, &AdGroup::cpm_bid, &AdGroup::mcpa_bid}) {
    auto& b = p.result.*bid;
    if (!b || b->amount) continue;
    b.reset();
    if (!p.adding()) b = p.stored->*bid;
  }
  auto& cpc = p.result.cpc_bid;
  if (cpc && cpc->amount) return;
  if (!p.adding() && p.stored->cpc_bid) {
    cpc = p.stored->cpc_bid;
  } else {
    cpc = make<Bid>();
    cpc->amount = currency_of(p.d.account).min_bid;
  }
}

void decide_adjustment(const Part& p) {
  const auto* update = static_cast<const UpdateAdGroupsRequest*>(p.d.request);
  auto& adjustment = p.result.audience_ads_bid_adjustment;
  if (!p.adding() && !(update != nullptr && update->update_audience_ads_bid_adjustment.value_or(false))) {
    adjustment = p.stored->audience_ads_bid_adjustment;  // the request does not want it heard
    return;
  }
  adjustment = p.sent.audience_ads_bid_adjustment ? p.sent.audience_ads_bid_adjustment : opt<std::int32_t>(nil);
  if (!adjustment) return;
  constexpr int least = -100, most = 900;
  if (*adjustment < least || *adjustment > most)
    return p.refuse(Error::InvalidAudienceAdsBidAdjustmentValue, "AudienceAdsBidAdjustment.range", "AudienceAdsBidAdjustment",
                    std::to_string(*adjustment), "-100..900", "a number in -100..900");
  const bool fits = !p.smart() && (p.campaign.campaign_type == opt(CampaignType::Search) ||
                                   p.campaign.campaign_type == opt(CampaignType::Shopping));
  if (!fits && *adjustment != 0) p.unsupported("AudienceAdsBidAdjustment");
}

void check_targets(const Part& p, const std::string& at, TargetSetting& s) {
  const auto* set = schema::find_set("ad-group-targets." + p.campaign_type);
  if (set == nullptr) set = schema::find_set("ad-group-targets");
  list<box<TargetSettingDetail>> kept;
  for (std::size_t i = 0; i < s.details.size(); ++i) {
    const auto& detail = s.details[i];
    const auto group = describe(field_of(TargetSettingDetail::type_id, "CriterionTypeGroup"), &detail->criterion_type_group);
    const auto where = at + ".Details[" + std::to_string(i) + "].CriterionTypeGroup";
    if (!schema::contains(*set, group))
      return p.refuse(Error::AdGroupInvalidTargetSetting, "TargetSetting.Details.group", where, group, names_in(*set),
                      "one of " + names_in(*set));
    for (std::size_t j = 0; j < i; ++j)
      if (s.details[j]->criterion_type_group == detail->criterion_type_group)
        return p.refuse(Error::AdGroupInvalidTargetSetting, "TargetSetting.Details.once", where, group, "each group once",
                        "one detail a group");
    if (detail->target_and_bid.value_or(false)) kept.push_back(detail);
  }
  if (s.details.has_value()) s.details = std::move(kept);  // only target-and-bid groups read back
}

/// The numbers of a boost, the first of which each request says anew.
void check_boost(const Part& p, const std::string& at, const CoOpSetting& sent, const CoOpSetting& s) {
  if (p.d.broken(at + ".BidOption")) return;
  const bool boost = s.bid_option.value_or(BidOption::BidValue) == BidOption::BidBoost;
  const auto check = [&](std::string_view member, bool has) {
    if (has != boost)
      p.refuse(Error::ValueOutOfRange, "CoOpSetting." + std::string(member) + ".option", at + "." + std::string(member),
               has ? "set" : "", "exactly with BidOption BidBoost", boost ? "a number" : "nil");
  };
  check("BidBoostValue", sent.bid_boost_value.has_value());
  check("BidMaxValue", s.bid_max_value.has_value());
}

void decide_settings(const Part& p) {
  const auto* set = schema::find_set("ad-group-settings." + p.campaign_type);
  for (std::size_t i = 0; i < p.sent.settings.size(); ++i) {
    const auto& sent = p.sent.settings[i];
    if (!sent) continue;  // a row of the rules has refused it
    const auto at = "Settings[" + std::to_string(i) + "]";
    const std::string name(type_name(*sent));
    const auto same = [&](const box<Setting>& s) { return s.has_value() && s->contract_type == sent->contract_type; };
    if (std::any_of(p.sent.settings.begin(), p.sent.settings.begin() + i, same)) {
      p.refuse(Error::CampaignServiceDuplicateSettingsInEntity, "Settings.once", at, name, "each type once",
               "one setting of a type");
    } else if (set == nullptr || !schema::contains(*set, name)) {
      p.refuse(Error::CampaignServiceInvalidSettingForCampaignType, "Settings.fits", at, name,
               set == nullptr ? "none" : names_in(*set), "a setting for ad groups of " + p.campaign_type + " campaigns");
    } else {
      for (auto& merged : p.result.settings) {
        if (!same(merged)) continue;
        if (auto* s = merged.as<TargetSetting>()) check_targets(p, at, *s);
        if (auto* s = merged.as<CoOpSetting>()) check_boost(p, at, *sent.as<CoOpSetting>(), *s);
        if (auto* s = merged.as<HotelSetting>()) complete_hotel(*s, setting_of<HotelSetting>(p.stored));
      }
    }
  }
  if (p.result.settings.empty()) p.result.settings.set_nil();
}

}  // namespace

void take_dates_of(AdGroup& g, const Campaign& c) {
  if (!c.use_campaign_level_dates.value_or(false)) return;
  if (c.start_date) g.start_date = date(day_of(*c.start_date));
  g.end_date.set_nil();
}

bool expired(const AdGroup& g, const Campaign& c, DateTime now) {
  if (c.use_campaign_level_dates.value_or(false)) return false;
  return g.end_date && number(*g.end_date) < date_number(today_of(c, now));
}

void decide_ad_group(Decision& decision) {
  const auto& campaign = decision.ancestors.of<Campaign>();
  const Part p{decision,
               static_cast<const AdGroup&>(decision.sent),
               static_cast<const AdGroup*>(decision.stored),
               static_cast<AdGroup&>(decision.result),
               campaign,
               describe(field_of(Campaign::type_id, "CampaignType"), &campaign.campaign_type)};
  if (p.sent.name && p.sent.name.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
    p.refuse(Error::CampaignServiceInvalidAdGroupName, "Name.blank", "Name", p.sent.name.str(), "",
             "a name with a visible character");
  decide_urls(decision, p.sent, p.result, true);
  if (!decide_place(p)) return;
  decide_type(p);
  decide_dates(p);
  decide_language(p);
  decide_network(p);
  decide_bids(p);
  decide_adjustment(p);
  decide_settings(p);
  if (p.sent.use_optimized_targeting.value_or(false) && !p.audience()) p.unsupported("UseOptimizedTargeting");
  if (p.sent.use_predictive_targeting.value_or(false) && !p.audience()) p.unsupported("UsePredictiveTargeting");
  if (!p.result.ad_rotation) {
    p.result.ad_rotation = make<AdRotation>();
    p.result.ad_rotation->type = AdRotationType::OptimizeForClicks;
  }
  p.result.bidding_scheme = nil;  // the campaign's, told when it is read
  if (!p.result.forward_compatibility_map) p.result.forward_compatibility_map.set_empty();
}

}  // namespace adsbox::services
