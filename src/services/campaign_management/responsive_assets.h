// The asset links of responsive ads.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include "adsbox/campaign_management.h"
#include "services/campaign_management/editorial.h"

namespace adsbox::services {

/// The ad as one of that type; nullptr when it is another.
template <class T>
const T* dynamic_ad(const object& o) {
  return o.contract_type == T::type_id ? static_cast<const T*>(&o) : nullptr;
}

/// Every list of asset links that an ad has, with the member's name.
template <class AnyAd, class F>
  requires std::same_as<std::remove_const_t<AnyAd>, campaign_management::Ad>
void each_asset_list(AnyAd& ad, F&& visit) {
  using namespace campaign_management;
  constexpr bool constant = std::is_const_v<AnyAd>;
  if (ad.contract_type == ResponsiveSearchAd::type_id) {
    auto& a = static_cast<std::conditional_t<constant, const ResponsiveSearchAd, ResponsiveSearchAd>&>(ad);
    visit("Headlines", a.headlines);
    visit("Descriptions", a.descriptions);
  } else if (ad.contract_type == ResponsiveAd::type_id) {
    auto& a = static_cast<std::conditional_t<constant, const ResponsiveAd, ResponsiveAd>&>(ad);
    visit("Headlines", a.headlines);
    visit("LongHeadlines", a.long_headlines);
    visit("Descriptions", a.descriptions);
    visit("Images", a.images);
    visit("Videos", a.videos);
  }
}

/// The text of a link to a TextAsset; absent when it is none.
[[nodiscard]] const text* text_of(const box<campaign_management::AssetLink>& link);

/// The domain that an ad shows for its FinalUrl: the host without "www."; empty when there is none.
[[nodiscard]] std::string shown_domain(std::string_view final_url);
/// The editorial status of each asset, and the domain that an ad shows.
void show_assets(campaign_management::Ad& ad, const Outcome& outcome);
/// Gives texts their asset ids: one a text and account.
void name_assets(store::Writer& w, const object& ad, std::int64_t id);

}  // namespace adsbox::services
