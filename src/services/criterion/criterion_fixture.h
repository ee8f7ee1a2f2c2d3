// Criterions of campaigns and ad groups for tests: both levels by the same calls.
//
//   const auto place = campaign();                       // or ad_group()
//   EXPECT_EQ(add(place, {{location(190), 20}}), "");    // a target with a bid of 20; {.., .negative = true} excludes
//   EXPECT_EQ(shown(place, "Location"), "Location 190 +20");
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/campaign_management/campaign_fixture.h"
#include "services/criterion/levels.h"
#include "services/entity/fields.h"

namespace adsbox::services {

class CriterionFixture : public CampaignFixture {
 protected:
  using Criterion = campaign_management::Criterion;

  struct Place {
    CriterionLevel level;
    std::int64_t id;
  };
  struct Wanted {
    box<Criterion> criterion;
    std::optional<double> multiplier = {};
    bool negative = false;
    std::int64_t id = 0;         // of an update
    std::int64_t elsewhere = 0;  // a parent other than the call's
    box<campaign_management::CriterionBid> bid = {};
  };
  template <class... W>
  static std::vector<Wanted> all_of(W&&... w) {
    std::vector<Wanted> out;
    (out.push_back(std::move(w)), ...);
    return out;
  }

  Place campaign(box<Campaign> c = {}) {
    return {CriterionLevel::campaign, add_one(c ? std::move(c) : search_campaign("Campaign " + std::to_string(++made_)))};
  }
  Place ad_group(std::int64_t campaign_id = 0, std::string_view type = {}) {
    campaign_management::AddAdGroupsRequest request;
    request.campaign_id = campaign_id != 0 ? campaign_id : campaign().id;
    auto g = make<campaign_management::AdGroup>();
    g->name = "Ad group " + std::to_string(++made_);
    if (!type.empty()) g->ad_group_type = type;
    request.ad_groups.push_back(std::move(g));
    const auto answer = invoke<campaign_management::AddAdGroups>(request);
    if (!answer) throw std::runtime_error(failure_of(answer));
    EXPECT_EQ(errors_of(answer->partial_errors), "");
    return {CriterionLevel::ad_group, answer->ad_group_ids[0].value_or(0)};
  }
  std::vector<Place> both() {
    const auto c = campaign();
    return {c, ad_group(c.id)};
  }

  template <class T>
  static box<Criterion> criterion(const std::function<void(T&)>& fill) {
    auto c = make<T>();
    fill(*c);
    return c;
  }
  static box<Criterion> age(campaign_management::AgeRange range) {
    return criterion<campaign_management::AgeCriterion>([&](auto& c) { c.age_range = range; });
  }
  static box<Criterion> gender(campaign_management::GenderType type) {
    return criterion<campaign_management::GenderCriterion>([&](auto& c) { c.gender_type = type; });
  }
  static box<Criterion> device(std::string_view name) {
    return criterion<campaign_management::DeviceCriterion>([&](auto& c) { c.device_name = name; });
  }
  static box<Criterion> location(std::int64_t id) {
    return criterion<campaign_management::LocationCriterion>([&](auto& c) { c.location_id = id; });
  }
  static box<Criterion> intent(opt<campaign_management::IntentOption> option) {
    return criterion<campaign_management::LocationIntentCriterion>([&](auto& c) { c.intent_option = option; });
  }
  static box<Criterion> day_time(campaign_management::Day day, int from, int to) {
    return criterion<campaign_management::DayTimeCriterion>([&](auto& c) {
      c.day = day;
      c.from_hour = from;
      c.to_hour = to;
      c.from_minute = c.to_minute = campaign_management::Minute::Zero;
    });
  }
  static box<Criterion> radius(double latitude, double longitude, std::int64_t distance,
                               campaign_management::DistanceUnit unit = campaign_management::DistanceUnit::Miles) {
    return criterion<campaign_management::RadiusCriterion>([&](auto& c) {
      c.latitude_degrees = latitude;
      c.longitude_degrees = longitude;
      c.radius = distance;
      c.radius_unit = unit;
    });
  }

  /// The errors of an add: "Symbol@0 Symbol@2(Inner@1)", or the failure of the whole call. `ids_` has the new ids.
  std::string add(Place place, std::vector<Wanted> wanted, std::string_view type = "Targets") {
    using namespace campaign_management;
    ids_.clear();
    if (place.level == CriterionLevel::campaign) {
      AddCampaignCriterionsRequest request;
      request.criterion_type = flag<CampaignCriterionType>(type);
      fill(request.campaign_criterions, place, wanted);
      return write<AddCampaignCriterions>(request, [&](const auto& answer) { keep(answer.campaign_criterion_ids); });
    }
    AddAdGroupCriterionsRequest request;
    request.criterion_type = flag<AdGroupCriterionType>(type);
    fill(request.ad_group_criterions, place, wanted);
    return write<AddAdGroupCriterions>(request, [&](const auto& answer) { keep(answer.ad_group_criterion_ids); });
  }
  std::string update(Place place, std::vector<Wanted> wanted, std::string_view type = "Targets") {
    using namespace campaign_management;
    if (place.level == CriterionLevel::campaign) {
      UpdateCampaignCriterionsRequest request;
      request.criterion_type = flag<CampaignCriterionType>(type);
      fill(request.campaign_criterions, place, wanted);
      return write<UpdateCampaignCriterions>(request, [](const auto&) {});
    }
    UpdateAdGroupCriterionsRequest request;
    request.criterion_type = flag<AdGroupCriterionType>(type);
    fill(request.ad_group_criterions, place, wanted);
    return write<UpdateAdGroupCriterions>(request, [](const auto&) {});
  }
  std::string erase(Place place, const std::vector<std::int64_t>& ids, std::string_view type = "Targets") {
    using namespace campaign_management;
    if (place.level == CriterionLevel::campaign) {
      DeleteCampaignCriterionsRequest request;
      request.criterion_type = flag<CampaignCriterionType>(type);
      request.campaign_id = place.id;
      for (const auto id : ids) request.campaign_criterion_ids.push_back(id);
      const auto answer = invoke<DeleteCampaignCriterions>(request);
      return answer ? errors_of(answer->partial_errors) : failure_of(answer);
    }
    DeleteAdGroupCriterionsRequest request;
    request.criterion_type = flag<AdGroupCriterionType>(type);
    request.ad_group_id = place.id;
    for (const auto id : ids) request.ad_group_criterion_ids.push_back(id);
    const auto answer = invoke<DeleteAdGroupCriterions>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }

  static constexpr auto every_field = campaign_management::CriterionAdditionalField::CriterionCashback |
                                      campaign_management::CriterionAdditionalField::Operator |
                                      campaign_management::CriterionAdditionalField::Placement;
  struct Got {
    std::vector<box<object>> items;  // empty boxes for nil
    std::string errors;
  };
  Got get(Place place, std::string_view type, const std::vector<std::int64_t>& ids = {},
          opt<campaign_management::CriterionAdditionalField> fields = {}) {
    using namespace campaign_management;
    Got got;
    if (place.level == CriterionLevel::campaign) {
      GetCampaignCriterionsByIdsRequest request;
      request.criterion_type = flag<CampaignCriterionType>(type);
      request.campaign_id = place.id;
      request.return_additional_fields = fields;
      for (const auto id : ids) request.campaign_criterion_ids.push_back(id);
      auto answer = invoke<GetCampaignCriterionsByIds>(request);
      got.errors = answer ? errors_of(answer->partial_errors) : failure_of(answer);
      if (answer)
        for (auto& o : answer->campaign_criterions) got.items.push_back(box<object>(std::move(o)));
      return got;
    }
    GetAdGroupCriterionsByIdsRequest request;
    request.criterion_type = flag<AdGroupCriterionType>(type);
    request.ad_group_id = place.id;
    request.return_additional_fields = fields;
    for (const auto id : ids) request.ad_group_criterion_ids.push_back(id);
    auto answer = invoke<GetAdGroupCriterionsByIds>(request);
    if (!answer) got.errors = failure_of(answer);
    if (answer)
      for (auto& o : answer->ad_group_criterions) got.items.push_back(box<object>(std::move(o)));
    return got;
  }
  /// "Location 190 +20, -Location 67555, nil": what is told of a type, or of ids, in their order.
  std::string shown(Place place, std::string_view type, const std::vector<std::int64_t>& ids = {}) {
    const auto got = get(place, type, ids, every_field);
    std::string s;
    for (const auto& item : got.items) {
      s += s.empty() ? "" : ", ";
      if (!item) {
        s += "nil";
        continue;
      }
      EXPECT_EQ(criterion_parent(*item), place.id);
      s += is_exclusion(*item) ? "-" : "";
      s += std::string(type) + " " + value_of(*criterion_in(*item));
      const auto* bid = criterion_bid(*item);
      if (bid != nullptr && *bid) {
        const auto percent = bid->as<campaign_management::BidMultiplier>()->multiplier.value_or(0);
        s += (percent < 0 ? " " : " +") + describe(percent);
      }
    }
    return s + (got.errors.empty() ? "" : " " + got.errors);
  }

  template <class Flags>
  static opt<Flags> flag(std::string_view name) {
    if (name.empty()) return {};
    const auto request = std::is_same_v<Flags, campaign_management::CampaignCriterionType>
                             ? campaign_management::AddCampaignCriterionsRequest::type_id
                             : campaign_management::AddAdGroupCriterionsRequest::type_id;
    for (const auto& v : schema::values_of(schema::contract.enums[field_of(request, "CriterionType").type]))
      if (schema::text(v.name) == name) return static_cast<Flags>(v.number);
    throw std::runtime_error("no such CriterionType: " + std::string(name));
  }
  /// "Outer@0(Inner@1)"
  static std::string nested(const list<box<campaign_management::BatchErrorCollection>>& errors) {
    std::string s;
    for (const auto& e : errors) {
      s += (s.empty() ? "" : " ") + e->error_code.str() + "@" + std::to_string(e->index.value_or(-1));
      if (!e->batch_errors.empty()) s += "(" + errors_of(e->batch_errors) + ")";
    }
    return s;
  }

  std::vector<std::int64_t> ids_;  // of the last add, 0 where it failed

 private:
  /// The criterion's own members.
  static std::string value_of(const Criterion& c) {
    std::string s;
    const auto& type = schema::type_info(c.contract_type);
    for (const auto& f : schema::fields_of(type).subspan(type.own_field))
      if (state_of(f.kind, member(c, f)) == presence::value && schema::text(f.name) != "DisplayName" &&
          schema::text(f.name) != "LocationType")
        s += (s.empty() ? "" : " ") + describe(f, member(c, f));
    return s;
  }
  template <class Biddable, class Negative, class Item>
  static box<Item> item(const Place& place, const Wanted& w, opt<std::int64_t> Item::* parent) {
    box<Item> made;
    if (w.negative) {
      made = make<Negative>();
    } else {
      auto biddable = make<Biddable>();
      biddable->criterion_bid = w.bid;
      if (w.multiplier) {
        auto b = make<campaign_management::BidMultiplier>();
        b->multiplier = *w.multiplier;
        biddable->criterion_bid = std::move(b);
      }
      made = std::move(biddable);
    }
    (*made).*parent = w.elsewhere != 0 ? w.elsewhere : place.id;
    made->criterion = w.criterion;
    if (w.id != 0) made->id = w.id;
    return made;
  }
  static void fill(list<box<campaign_management::CampaignCriterion>>& to, const Place& place, const std::vector<Wanted>& wanted) {
    using namespace campaign_management;
    for (const auto& w : wanted)
      to.push_back(item<BiddableCampaignCriterion, NegativeCampaignCriterion, CampaignCriterion>(
          place, w, &CampaignCriterion::campaign_id));
  }
  static void fill(list<box<campaign_management::AdGroupCriterion>>& to, const Place& place, const std::vector<Wanted>& wanted) {
    using namespace campaign_management;
    for (const auto& w : wanted)
      to.push_back(
          item<BiddableAdGroupCriterion, NegativeAdGroupCriterion, AdGroupCriterion>(place, w, &AdGroupCriterion::ad_group_id));
  }
  template <class Op, class Done>
  std::string write(const typename Op::Request& request, Done&& done) {
    auto answer = invoke<Op>(request);
    if (!answer) return failure_of(answer);
    done(*answer);
    return nested(answer->nested_partial_errors);
  }
  void keep(const list<opt<std::int64_t>>& ids) {
    for (const auto id : ids) ids_.push_back(id.value_or(0));
  }

  int made_ = 0;
};

}  // namespace adsbox::services
