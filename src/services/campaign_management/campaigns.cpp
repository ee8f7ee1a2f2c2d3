// AddCampaigns, UpdateCampaigns, DeleteCampaigns, GetCampaignsByAccountId, GetCampaignsByIds.
#include "services/campaign_management/campaigns.h"

#include <algorithm>

#include "services/campaign_management/campaign_rules.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

const Campaign& campaign(const object& o) {
  return static_cast<const Campaign&>(o);
}

constexpr Description::Limit limits[] = {
    {"campaigns-per-account"},
    {"mixed-campaigns-per-account", [](const object& o) { return has_setting(campaign(o), DynamicSearchAdsSetting::type_id); }},
    {"smart-shopping-campaigns-per-account", [](const object& o) { return campaign(o).sub_type == "ShoppingSmartAds"; }},
    {"performance-max-campaigns-per-account",
     [](const object& o) { return campaign(o).campaign_type == opt(CampaignType::PerformanceMax); }},
};

const Description& description() {
  static const Description d = {
      .type = Campaign::type_id,
      .list_name = "Campaigns",
      .id_sequence = "campaign",
      .first_id = 510'000'001,
      .null_item = Error::CampaignServiceNullCampaign,
      .unknown_id = Error::CampaignServiceInvalidCampaignId,
      .duplicate_id = Error::CampaignServiceDuplicateCampaignIds,
      .key_taken_on_add = Error::CampaignServiceCannotCreateDuplicateCampaign,
      .key_taken_on_update = Error::CampaignServiceCampaignAlreadyExists,
      .key = [](const object& o) { return fold_case(campaign(o).name.view()); },
      .status = [](const object& o) { return static_cast<std::int32_t>(campaign(o).status.value_or(CampaignStatus::Paused)); },
      .decide = decide_campaign,
      .keep_shown = true,
      .limits = limits,
  };
  return d;
}

Parent account(const opt<std::int64_t>& id) {
  return {id.value_or(0), id.value_or(0)};
}

/// Which campaigns an answer shows, and how much of them.
class View {
 public:
  View(Call& call, opt<CampaignType> types, opt<CampaignAdditionalField> asked)
      : types_(static_cast<std::uint64_t>(types.value_or(CampaignType{}))),
        asked_(static_cast<std::uint64_t>(asked.value_or(CampaignAdditionalField{}))) {
    static const auto flags_enum = field_of(GetCampaignsByAccountIdRequest::type_id, "ReturnAdditionalFields").type;
    if (types_ == 0) types_ = static_cast<std::uint64_t>(CampaignType::Search);
    hidden_ = hide_unasked(call.filter, flags_enum, asked_);
    // A member that newer contracts have and that no flag asks for: an older client's copy of the contract does not know it.
    static const auto political = static_cast<std::size_t>(&field_of(Campaign::type_id, "IsPolitical") -
                                                           schema::fields_of(schema::type_info(Campaign::type_id)).data());
    call.filter.hide(Campaign::type_id, political);
  }

  [[nodiscard]] bool type_matches(const Campaign& c) const {
    return (types_ & static_cast<std::uint64_t>(c.campaign_type.value_or(CampaignType::Search))) != 0;
  }

  /// Campaigns whose strategy or budget the caller does not know are not returned at all.
  [[nodiscard]] bool returns(const Campaign& c) const {
    if (c.bidding_scheme && is(hidden_.entities, c.bidding_scheme->contract_type)) return false;
    const bool lifetime = c.budget_type == opt(BudgetLimitType::LifetimeBudgetStandard);
    return !lifetime || (asked_ & static_cast<std::uint64_t>(CampaignAdditionalField::LifetimeBudgetFields)) != 0;
  }

  /// Takes out the hidden objects.
  void hide(Campaign& c) const {
    if (c.bidding_scheme && is(hidden_.objects, c.bidding_scheme->contract_type)) c.bidding_scheme.set_nil();
    const auto hidden = [&](const box<Setting>& s) { return s && is(hidden_.objects, s->contract_type); };
    if (std::ranges::none_of(c.settings, hidden)) return;
    list<box<Setting>> rest;
    for (auto& s : c.settings)
      if (!hidden(s)) rest.push_back(std::move(s));
    if (rest.empty()) rest.set_nil();
    c.settings = std::move(rest);
  }

  /// What lists tell.
  [[nodiscard]] ShownRows::View of_lists() const {
    return {{types_, asked_}, [this](object& o) {
              auto& c = static_cast<Campaign&>(o);
              if (!type_matches(c) || !returns(c)) return false;
              hide(c);
              return true;
            }};
  }

 private:
  static bool is(const std::vector<TypeId>& types, TypeId t) { return std::ranges::find(types, t) != types.end(); }
  std::uint64_t types_, asked_;
  HiddenTypes hidden_;
};

Result<GetCampaignsByAccountId> get_campaigns_by_account_id(Call& call, const GetCampaignsByAccountIdRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const View view(call, request.campaign_type, request.return_additional_fields);
  const auto rows = campaign_engine().shown(call, account(request.account_id), view.of_lists());
  GetCampaignsByAccountIdResponse response;
  response.campaigns.set_empty();
  response.campaigns.reserve(rows->items.size());
  for (const auto& item : rows->items) response.campaigns.push_back(box<Campaign>::borrow(campaign(**item)));
  call.kept_alive.push_back(rows);
  return response;
}

Result<GetCampaignsByIds> get_campaigns_by_ids(Call& call, const GetCampaignsByIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const View view(call, request.campaign_type, request.return_additional_fields);
  std::vector<ErrorValue> errors;
  std::vector<box<Campaign>> found(request.campaign_ids.size());
  const auto other_type = [&](int i, const Campaign& c) {
    ItemErrors(errors, i).add(Error::EntityIdFilterMismatch, "CampaignType.filter", Path{nullptr, "CampaignIds", i}.text(),
                              std::to_string(c.id.value_or(0)),
                              describe(field_of(Campaign::type_id, "CampaignType"), &c.campaign_type),
                              "a campaign of a type that CampaignType names");
  };
  campaign_engine().get(call, account(request.account_id), request.campaign_ids, "CampaignIds", errors,
                        [&](int i, box<object> o) {
                          auto c = downcast<Campaign>(std::move(o));
                          if (!view.type_matches(*c)) return other_type(i, *c);
                          if (!view.returns(*c)) return;
                          view.hide(*c);
                          found[static_cast<std::size_t>(i)] = std::move(c);
                        });
  std::ranges::stable_sort(errors, {}, &ErrorValue::index);
  GetCampaignsByIdsResponse response;
  for (auto& c : found) response.campaigns.push_back(c ? std::move(c) : box<Campaign>(nil));
  response.partial_errors = partial_errors<BatchError>(call, std::move(errors));
  return response;
}

}  // namespace

const EntityEngine& campaign_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_campaigns(Registry& registry) {
  registry.add<AddCampaigns>(add_operation<AddCampaigns, campaign_engine, &AddCampaignsRequest::account_id,
                                           &AddCampaignsRequest::campaigns, &AddCampaignsResponse::campaign_ids>);
  registry.add<UpdateCampaigns>(update_operation<UpdateCampaigns, campaign_engine, &UpdateCampaignsRequest::account_id,
                                                 &UpdateCampaignsRequest::campaigns>);
  registry.add<DeleteCampaigns>(delete_operation<DeleteCampaigns, campaign_engine, &DeleteCampaignsRequest::account_id,
                                                 &DeleteCampaignsRequest::campaign_ids>);
  registry.add<GetCampaignsByAccountId>(get_campaigns_by_account_id);
  registry.add<GetCampaignsByIds>(get_campaigns_by_ids);
}

}  // namespace adsbox::services
