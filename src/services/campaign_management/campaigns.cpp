// AddCampaigns, UpdateCampaigns, DeleteCampaigns, GetCampaignsByAccountId, GetCampaignsByIds.
#include "services/campaign_management/campaigns.h"

#include <algorithm>
#include <map>
#include <mutex>

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

  [[nodiscard]] std::uint64_t types() const { return types_; }
  [[nodiscard]] std::uint64_t asked() const { return asked_; }
  [[nodiscard]] bool type_matches(const Campaign& c) const {
    return (types_ & static_cast<std::uint64_t>(c.campaign_type.value_or(CampaignType::Search))) != 0;
  }

  /// Campaigns whose strategy or budget the caller does not know are not returned at all.
  [[nodiscard]] bool returns(const Campaign& c) const {
    if (c.bidding_scheme && is(hidden_.entities, c.bidding_scheme->contract_type)) return false;
    const bool lifetime = c.budget_type == opt(BudgetLimitType::LifetimeBudgetStandard);
    return !lifetime || (asked_ & static_cast<std::uint64_t>(CampaignAdditionalField::LifetimeBudgetFields)) != 0;
  }

  /// The campaign as it is when nothing in it is hidden, else a copy without the hidden objects.
  [[nodiscard]] box<Campaign> shown(const Campaign& c) const {
    const bool scheme = c.bidding_scheme && is(hidden_.objects, c.bidding_scheme->contract_type);
    const bool setting =
        std::ranges::any_of(c.settings, [&](const auto& s) { return s && is(hidden_.objects, s->contract_type); });
    if (!scheme && !setting) return box<Campaign>::borrow(c);
    box<Campaign> copy(static_cast<Campaign*>(clone_object(&c)));
    if (scheme) copy->bidding_scheme.set_nil();
    if (setting) {
      list<box<Setting>> rest;
      for (auto& s : copy->settings)
        if (!s || !is(hidden_.objects, s->contract_type)) rest.push_back(std::move(s));
      if (rest.empty()) rest.set_nil();
      copy->settings = std::move(rest);
    }
    return copy;
  }

 private:
  static bool is(const std::vector<TypeId>& types, TypeId t) { return std::ranges::find(types, t) != types.end(); }
  std::uint64_t types_, asked_;
  HiddenTypes hidden_;
};

/// What requests of one kind see of an account: which campaigns, and copies of those that hold something hidden. Kept as long as
/// the account's decoded rows are the same: the list is asked for far more often than a campaign changes.
struct Shown {
  std::vector<const Campaign*> campaigns;  // in the rows, or in copies
  std::vector<box<Campaign>> copies;
};

class ShownCache {
 public:
  struct Key {
    std::int64_t account;
    std::uint64_t types, asked;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::shared_ptr<const Shown> get(const Key& key, const std::shared_ptr<const world::ParentCache::Rows>& rows,
                                   const View& view) {
    {
      const std::scoped_lock lock(mutex_);
      if (const auto it = entries_.find(key); it != entries_.end() && it->second.rows.lock() == rows) return it->second.shown;
    }
    auto shown = std::make_shared<Shown>();
    for (const auto& row : *rows) {
      const auto& c = row.as<Campaign>();
      if (!view.type_matches(c) || !view.returns(c)) continue;
      auto seen = view.shown(c);
      shown->campaigns.push_back(seen.get());
      if (seen.get() != &c) shown->copies.push_back(std::move(seen));
    }
    if (shown->copies.size() > largest) return shown;
    const std::scoped_lock lock(mutex_);
    if (entries_.size() >= most) entries_.clear();
    entries_[key] = {rows, shown};
    return shown;
  }

 private:
  static constexpr std::size_t most = 64, largest = 1000;  // entries, copies in one
  struct Entry {
    std::weak_ptr<const world::ParentCache::Rows> rows;
    std::shared_ptr<const Shown> shown;
  };
  std::mutex mutex_;
  std::map<Key, Entry> entries_;
};

Result<GetCampaignsByAccountId> get_campaigns_by_account_id(Call& call, const GetCampaignsByAccountIdRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const View view(call, request.campaign_type, request.return_additional_fields);
  const auto rows = call.world.cache().children<Campaign>(request.account_id.value_or(0));
  GetCampaignsByAccountIdResponse response;
  response.campaigns.set_empty();
  const auto shown =
      call.world.attached<ShownCache>().get({request.account_id.value_or(0), view.types(), view.asked()}, rows, view);
  response.campaigns.reserve(shown->campaigns.size());
  for (const auto* c : shown->campaigns) response.campaigns.push_back(box<Campaign>::borrow(*c));
  call.kept_alive.push_back(rows);
  call.kept_alive.push_back(shown);
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
                          const auto& c = campaign(*o);
                          if (!view.type_matches(c)) return other_type(i, c);
                          if (!view.returns(c)) return;
                          auto shown = view.shown(c);
                          found[static_cast<std::size_t>(i)] =
                              shown.get() == &c ? box<Campaign>(static_cast<Campaign*>(o.get())) : std::move(shown);
                          if (found[static_cast<std::size_t>(i)].get() == &c) (void)o.release_bits();
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
