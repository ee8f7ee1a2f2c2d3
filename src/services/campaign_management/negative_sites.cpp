// SetNegativeSitesToCampaigns, GetNegativeSitesByCampaignIds, SetNegativeSitesToAdGroups, GetNegativeSitesByAdGroupIds. The list
// of an entity is one row, which Set replaces.
#include "services/campaign_management/negative_sites.h"

#include <algorithm>
#include <unordered_set>

#include "services/campaign_management/ad_groups.h"
#include "services/entity/fields.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// What differs between campaigns and ad groups.
struct Sites {
  TypeId entity;               // Campaign
  TypeId stored;               // CampaignNegativeSites
  std::string_view list_name;  // root of field paths
  std::string_view id_member;  // "CampaignId"
  Error unknown, twice, null_item;
};
constexpr Sites campaign_sites = {Campaign::type_id,
                                  CampaignNegativeSites::type_id,
                                  "CampaignNegativeSites",
                                  "CampaignId",
                                  Error::CampaignServiceInvalidCampaignId,
                                  Error::CampaignServiceDuplicateCampaignIds,
                                  Error::CampaignServiceNullCampaign};
constexpr Sites ad_group_sites = {AdGroup::type_id,
                                  AdGroupNegativeSites::type_id,
                                  "AdGroupNegativeSites",
                                  "AdGroupId",
                                  Error::CampaignServiceInvalidAdGroupId,
                                  Error::CampaignServiceDuplicateInAdGroupIds,
                                  Error::CampaignServiceNullAdGroup};

std::string rule_of(const Sites& sites, std::string_view what) {
  return std::string(sites.list_name) + "." + std::string(what);
}

/// The row of an entity below the parent (an account, or a campaign); an error when there is none.
std::optional<store::Row> entity_row(store::Reader& r, const Sites& sites, const Parent& parent, std::int64_t id,
                                     const std::string& field, ItemErrors& errors) {
  auto row = id > 0 ? r.get(kind_of_type(sites.entity), id) : std::nullopt;
  if (row && row->parent == parent.id && row->account == parent.account) return row;
  errors.add(sites.unknown, rule_of(sites, std::string(sites.id_member) + ".exists"), field, std::to_string(id),
             "under " + std::to_string(parent.id), "the id of one that was not deleted");
  return std::nullopt;
}

/// Smart shopping campaigns take no sites; ad groups only when they are on partners' sites. Whether Microsoft's own sites can be
/// excluded.
bool check_place(store::Reader& r, const Sites& sites, const store::Row& row, const std::string& field, ItemErrors& errors) {
  const auto object = world::decode_body(row.view(), kind_of_type(sites.entity), sites.entity);
  const auto* group = object.as<AdGroup>();
  if (group != nullptr &&
      (group->network == opt(Network::OwnedAndOperatedOnly) || group->network == opt(Network::InHousePromotion)))
    errors.add(Error::CampaignServiceAdGroupInvalidMedium, rule_of(sites, "Network"), field,
               describe(field_of(AdGroup::type_id, "Network"), &group->network), "OwnedAndOperatedAndSyndicatedSearch",
               "an ad group that is on the sites of partners");
  const auto campaign = world::load<Campaign>(r, group != nullptr ? row.parent : row.id);
  if (campaign && (*campaign)->sub_type == "ShoppingSmartAds")
    errors.add(Error::NotSupportedForThisCampaignType, rule_of(sites, "fits"), field, "ShoppingSmartAds", "",
               "a campaign that is not a smart shopping one");
  return campaign && schema::contains(*schema::find_set("own-sites.excludable-by"),
                                      describe(field_of(Campaign::type_id, "CampaignType"), &(*campaign)->campaign_type));
}

template <class Item>
void set_sites(store::Writer& w, const Call& call, const Sites& sites, const Parent& parent, const Item& item, std::int64_t id,
               const Path& path, ItemErrors& errors, bool& any) {
  const auto id_field = Path{&path, sites.id_member}.text();
  const auto row = entity_row(w, sites, parent, id, id_field, errors);
  validate(item, nullptr, {.mode = Mode::add}, path, errors);
  // A list can be emptied wherever it is: an ad group may have left the sites of partners since.
  const bool own = row && !item.negative_sites.empty() && check_place(w, sites, *row, id_field, errors);
  auto kept = item;
  kept.negative_sites.set_empty();
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < item.negative_sites.size() && !errors.broken(Path{&path, "NegativeSites"}.text()); ++i) {
    const Path at{&path, "NegativeSites", static_cast<int>(i)};
    const auto site = check_site(call.world, item.negative_sites[i].view(), sites.list_name, own, at, errors);
    if (!site.empty() && seen.insert(site).second) kept.negative_sites.push_back(item.negative_sites[i]);
  }
  if (errors.any()) return;
  any = true;
  if (kept.negative_sites.empty())
    w.erase(kind_of_type(sites.stored), id);
  else
    world::save_object(w, {id, parent.account, id, 0, call.now.ticks(), {}, {}}, kept);
}

/// More addresses than a call may set or read.
std::optional<Failure> too_many(Call& call, const Sites& sites, std::size_t addresses) {
  const auto& limit = schema::find_limit("negative-sites-per-call");
  const auto most = limit_of(call.world, limit);
  if (static_cast<std::int64_t>(addresses) <= most) return {};
  return fail(FaultKind::operation, static_cast<Error>(limit.error),
              {"limit.negative-sites-per-call", std::string(sites.list_name), std::to_string(addresses), std::to_string(most),
               "fewer entities a call, with at most " + std::to_string(most) + " addresses together"})
      .error();
}

template <class Op, auto items, auto id_member>
Result<Op> set_operation(Call& call, const typename Op::Request& request, const Sites& sites,
                         const std::expected<Parent, Failure>& parent) {
  if (!parent) return std::unexpected(parent.error());
  std::size_t addresses = 0;
  for (const auto& item : request.*items) addresses += item ? item->negative_sites.size() : 0;
  if (auto failure = too_many(call, sites, addresses)) return std::unexpected(std::move(*failure));
  std::vector<ErrorValue> errors;
  std::unordered_set<std::int64_t> seen;
  call.world.store().write([&](store::Writer& w) {
    bool any = false;
    for (std::size_t i = 0; i < (request.*items).size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      const Path path{nullptr, sites.list_name, index};
      ItemErrors found(errors, index);
      const auto& item = (request.*items)[i];
      if (!item) {
        found.add(sites.null_item, rule_of(sites, "nil"), path.text(), "(nil)", "not nil", "an object");
        continue;
      }
      const auto id = ((*item).*id_member).value_or(0);
      if (id > 0 && !seen.insert(id).second) {
        found.add(sites.twice, rule_of(sites, "once"), path.text(), std::to_string(id), "once a call", "each id once");
        continue;
      }
      set_sites(w, call, sites, *parent, *item, id, path, found, any);
    }
    return any;
  });
  typename Op::Response response;
  put_errors(call, response, std::move(errors));
  return response;
}

template <class Op, class Stored, auto ids, auto items, auto id_member>
Result<Op> get_operation(Call& call, const typename Op::Request& request, const Sites& sites,
                         const std::expected<Parent, Failure>& parent) {
  if (!parent) return std::unexpected(parent.error());
  typename Op::Response response;
  std::vector<ErrorValue> errors;
  std::size_t addresses = 0;
  call.world.store().read([&](store::Reader& r) {
    for (std::size_t i = 0; i < (request.*ids).size(); ++i) {
      const int index = static_cast<int>(i);
      (response.*items).push_back(box<Stored>(nil));
      if (call.inject(index, errors)) continue;
      ItemErrors found(errors, index);
      const auto id = (request.*ids)[i].value_or(0);
      if (!entity_row(r, sites, *parent, id, Path{nullptr, member_name(ids), index}.text(), found)) continue;
      auto known = world::load<Stored>(r, id);
      auto item = known ? std::move(known->value) : make<Stored>();
      if (!known) {
        (*item).*id_member = id;
        item->negative_sites.set_empty();
      }
      addresses += item->negative_sites.size();
      (response.*items)[i] = std::move(item);
    }
  });
  if (auto failure = too_many(call, sites, addresses)) return std::unexpected(std::move(*failure));
  put_errors(call, response, std::move(errors));
  return response;
}

Result<SetNegativeSitesToCampaigns> set_to_campaigns(Call& call, const SetNegativeSitesToCampaignsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto account = request.account_id.value_or(0);
  return set_operation<SetNegativeSitesToCampaigns, &SetNegativeSitesToCampaignsRequest::campaign_negative_sites,
                       &CampaignNegativeSites::campaign_id>(call, request, campaign_sites, Parent{account, account});
}

Result<SetNegativeSitesToAdGroups> set_to_ad_groups(Call& call, const SetNegativeSitesToAdGroupsRequest& request) {
  return set_operation<SetNegativeSitesToAdGroups, &SetNegativeSitesToAdGroupsRequest::ad_group_negative_sites,
                       &AdGroupNegativeSites::ad_group_id>(
      call, request, ad_group_sites,
      open_request<&SetNegativeSitesToAdGroupsRequest::campaign_id>(call, request, ad_group_engine));
}

Result<GetNegativeSitesByCampaignIds> get_by_campaigns(Call& call, const GetNegativeSitesByCampaignIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto account = request.account_id.value_or(0);
  return get_operation<GetNegativeSitesByCampaignIds, CampaignNegativeSites, &GetNegativeSitesByCampaignIdsRequest::campaign_ids,
                       &GetNegativeSitesByCampaignIdsResponse::campaign_negative_sites, &CampaignNegativeSites::campaign_id>(
      call, request, campaign_sites, Parent{account, account});
}

Result<GetNegativeSitesByAdGroupIds> get_by_ad_groups(Call& call, const GetNegativeSitesByAdGroupIdsRequest& request) {
  return get_operation<GetNegativeSitesByAdGroupIds, AdGroupNegativeSites, &GetNegativeSitesByAdGroupIdsRequest::ad_group_ids,
                       &GetNegativeSitesByAdGroupIdsResponse::ad_group_negative_sites, &AdGroupNegativeSites::ad_group_id>(
      call, request, ad_group_sites,
      open_request<&GetNegativeSitesByAdGroupIdsRequest::campaign_id>(call, request, ad_group_engine));
}

}  // namespace

void register_negative_sites(Registry& registry) {
  registry.own({"negative_sites", {.records = with_deleted(world::kinds_of<CampaignNegativeSites, AdGroupNegativeSites>())}});
  registry.add<SetNegativeSitesToCampaigns>(set_to_campaigns);
  registry.add<SetNegativeSitesToAdGroups>(set_to_ad_groups);
  registry.add<GetNegativeSitesByCampaignIds>(get_by_campaigns);
  registry.add<GetNegativeSitesByAdGroupIds>(get_by_ad_groups);
}

}  // namespace adsbox::services
