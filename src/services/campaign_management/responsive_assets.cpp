#include "services/campaign_management/responsive_assets.h"

namespace adsbox::services {

using namespace campaign_management;

const text* text_of(const box<AssetLink>& link) {
  const auto* asset = link && link->asset ? link->asset.as<TextAsset>() : nullptr;
  return asset == nullptr ? nullptr : &asset->text;
}

namespace {

AssetLinkEditorialStatus status_of(Verdict v) {
  switch (v) {
    case Verdict::active:
      return AssetLinkEditorialStatus::Active;
    case Verdict::disapproved:
      return AssetLinkEditorialStatus::Disapproved;
    case Verdict::inactive:
      return AssetLinkEditorialStatus::Inactive;
    case Verdict::active_limited:
      return AssetLinkEditorialStatus::ActiveLimited;
  }
  return AssetLinkEditorialStatus::Unknown;
}

}  // namespace

std::string shown_domain(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  auto host = url.substr(0, url.find_first_of("/?#:"));
  if (host.starts_with("www.")) host.remove_prefix(4);
  return std::string(host);
}

void show_assets(Ad& ad, const Outcome& outcome) {
  each_asset_list(ad, [&](std::string_view name, list<box<AssetLink>>& links) {
    for (std::size_t i = 0; i < links.size(); ++i) {
      if (!links[i]) continue;
      auto verdict = outcome.verdict;
      if (verdict != Verdict::inactive) {
        const auto field = std::string(name) + "[" + std::to_string(i) + "].Asset.Text";
        std::vector<Finding> own;
        for (const auto& f : outcome.findings)
          if (outcome.texts[f.text].field == field) own.push_back(f);
        verdict = verdict_of(own, outcome.countries);
      }
      links[i]->editorial_status = status_of(verdict);
    }
  });
  if (ad.contract_type != ResponsiveSearchAd::type_id) return;
  auto& search = static_cast<ResponsiveSearchAd&>(ad);
  if (!search.domain && !search.final_urls.empty()) search.domain = shown_domain(search.final_urls[0].view());
}

void name_assets(store::Writer& w, const object& ad, std::int64_t id) {
  constexpr std::int64_t first_asset = 10'000'000'001;
  const auto ad_kind = world::kind_of<Ad>();
  const auto row = w.get(ad_kind, id);
  if (!row) return;
  box<object> named(clone_object(&ad));
  bool changed = false;
  each_asset_list(static_cast<Ad&>(*named), [&](std::string_view, list<box<AssetLink>>& links) {
    for (auto& link : links) {
      auto* asset = link && link->asset ? link->asset.as<TextAsset>() : nullptr;
      if (asset == nullptr || asset->text.empty()) continue;
      const auto kind = world::kind_of<internal::TextAssetRecord>();
      std::int64_t known = 0;
      w.scan_key(kind, row->account, asset->text.view(), [&](const store::RowView& found) {
        known = found.id;
        return false;
      });
      if (known == 0) {
        known = w.next_id("asset", first_asset);
        world::save_object(w, {known, row->account, row->account, 0, row->modified, asset->text.view(), {}},
                           internal::TextAssetRecord());
      }
      changed = changed || asset->id.value_or(0) != known;
      asset->id = known;
    }
  });
  if (changed) world::save_object(w, ad_kind, row->view(), *named);
}

}  // namespace adsbox::services
