#include "services/campaign_management/editorial_subjects.h"

#include <algorithm>

#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/campaigns.h"
#include "services/campaign_management/keywords.h"
#include "services/campaign_management/responsive_assets.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

using All = std::vector<Reviewed>;

/// Publisher countries of an ad group; nothing when it is gone.
std::optional<std::vector<std::string_view>> countries_of(store::Reader& r, std::int64_t group) {
  const auto above = ad_engine().ancestors(r, group);
  const auto* ad_group = above.find<AdGroup>();
  const auto* campaign = above.find<Campaign>();
  if (ad_group == nullptr || campaign == nullptr) return std::nullopt;
  return publisher_countries(*ad_group, *campaign);
}

Reviewed reviewed(store::Reader& r, store::Row row, const EntityEngine& engine, std::vector<std::string_view> countries,
                  DateTime now) {
  Reviewed out{std::move(row), {}, {}, {}};
  const TypeId family = engine.kind() == ad_engine().kind() ? Ad::type_id : Keyword::type_id;
  out.entity = world::decode_body(out.row.view(), engine.kind(), family);
  out.kept = kept_review(r, review_kind(*out.entity), out.row.id);
  out.outcome = outcome_of(*out.entity, out.kept.get(), std::move(countries), now);
  return out;
}

/// The ads and keywords of an ad group that were ever to be reviewed.
void add_group(All& all, store::Reader& r, std::int64_t group, DateTime now) {
  const auto countries = countries_of(r, group);
  if (!countries) return;
  const auto add = [&](const EntityEngine& engine, store::Kind reviews) {
    r.scan_parent(engine.kind(), group, [&](const store::RowView& row) {
      if (r.get(reviews, row.id)) all.push_back(reviewed(r, store::Row(row), engine, *countries, now));
      return true;
    });
  };
  add(ad_engine(), world::kind_of<internal::AdReview>());
  add(keyword_engine(), world::kind_of<internal::KeywordReview>());
}

/// Where an ad links an asset: "Headlines[1].Asset.Text".
std::vector<std::string> places_of(const Ad& ad, TypeId type, std::int64_t asset) {
  std::vector<std::string> places;
  each_asset_list(ad, [&](std::string_view name, const list<box<AssetLink>>& links) {
    for (std::size_t i = 0; i < links.size(); ++i)
      if (links[i] && links[i]->asset && links[i]->asset->contract_type == type && links[i]->asset->id.value_or(0) == asset)
        places.push_back(std::string(name) + "[" + std::to_string(i) + "].Asset.Text");
  });
  return places;
}

/// The account's ads that link the asset, with the findings in its text only. Nothing when no ad does.
std::optional<All> ads_with(store::Reader& r, TypeId asset_type, std::int64_t asset, std::int64_t account, DateTime now) {
  All all;
  bool linked = false;
  const auto& engine = ad_engine();
  r.scan_account(engine.kind(), account, 0, [&](const store::RowView& row) {
    const auto entity = world::decode_body(row, engine.kind(), Ad::type_id);
    const auto* ad = entity.as<Ad>();
    const auto places = ad == nullptr ? std::vector<std::string>() : places_of(*ad, asset_type, asset);
    if (places.empty()) return true;
    linked = true;
    if (asset_type != TextAsset::type_id) return false;  // to be known is all: it has no text
    const auto countries = countries_of(r, row.parent);
    if (!countries) return true;
    auto one = reviewed(r, store::Row(row), engine, *countries, now);
    std::erase_if(one.outcome.findings,
                  [&](const Finding& f) { return std::ranges::find(places, one.outcome.texts[f.text].field) == places.end(); });
    if (!one.outcome.findings.empty()) all.push_back(std::move(one));
    return true;
  });
  return linked ? std::optional(std::move(all)) : std::nullopt;
}

}  // namespace

std::optional<std::vector<Reviewed>> find_reviewed(store::Reader& r, EntityType type,
                                                   const box<EntityIdToParentIdAssociation>& at, std::int64_t account,
                                                   DateTime now) {
  if (!at) return std::nullopt;
  const auto id = at->entity_id.value_or(0), parent = at->parent_id.value_or(0);
  const auto row_of = [&](const EntityEngine& engine) {
    auto row = r.get(engine.kind(), id);
    if (row && (row->account != account || row->parent != parent)) row.reset();
    return row;
  };
  All all;
  switch (type) {
    case EntityType::Ad:
    case EntityType::Keyword: {
      const auto& engine = type == EntityType::Ad ? ad_engine() : keyword_engine();
      auto row = row_of(engine);
      auto countries = row ? countries_of(r, parent) : std::nullopt;
      if (!countries) return std::nullopt;
      all.push_back(reviewed(r, std::move(*row), engine, std::move(*countries), now));
      return all;
    }
    case EntityType::AdGroup:
      if (!row_of(ad_group_engine())) return std::nullopt;
      add_group(all, r, id, now);
      return all;
    case EntityType::Campaign:
      if (!row_of(campaign_engine())) return std::nullopt;
      r.scan_parent(ad_group_engine().kind(), id, [&](const store::RowView& row) {
        add_group(all, r, row.id, now);
        return true;
      });
      return all;
    case EntityType::TextAsset:
    case EntityType::ImageAsset:
      if (parent != account || id <= 0) return std::nullopt;
      return ads_with(r, type == EntityType::TextAsset ? TextAsset::type_id : ImageAsset::type_id, id, account, now);
    default:  // asset groups
      return std::nullopt;
  }
}

std::string_view parent_in_words(EntityType type) {
  switch (type) {
    case EntityType::Ad:
    case EntityType::Keyword:
      return "its ad group";
    case EntityType::AdGroup:
    case EntityType::AssetGroup:
      return "its campaign";
    default:
      return "the account";
  }
}

}  // namespace adsbox::services
