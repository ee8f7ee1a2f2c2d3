// {Param1} to {Param3} of ads and the keywords that must fill them.
#include <mutex>

#include "services/campaign_management/ad_texts.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/responsive_assets.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// Which params the only ad of an ad group needs, bit N for ParamN: asked for each keyword of a call, so the last answer is kept.
struct ParamsOfSoleAd {
  std::mutex mutex;
  std::uint64_t version = 0;
  std::int64_t group = 0;
  unsigned needed = 0;
};

unsigned needed_in(std::string_view text, DateTime now) {
  unsigned bits = 0;
  for (const auto& t : measure(text, now).tokens)
    if (t.kind.starts_with("param") && !t.has_default) bits |= 1u << (t.kind.back() - '0');
  return bits;
}

unsigned read_needed(store::Reader& r, std::int64_t group, DateTime now) {
  if (r.count_parent(world::kind_of<Ad>(), group) != 1) return 0;
  unsigned bits = 0;
  world::for_each_child<Ad>(r, group, [&](const world::Stored<Ad>& ad) {
    each_asset_list(*ad.value, [&](std::string_view, const list<box<AssetLink>>& links) {
      for (const auto& link : links)
        if (const auto* text = text_of(link)) bits |= needed_in(text->view(), now);
    });
    if (const auto* old = dynamic_ad<ExpandedTextAd>(*ad.value))
      for (const auto* text :
           {&old->title_part1, &old->title_part2, &old->title_part3, &old->text, &old->text_part2, &old->path1, &old->path2})
        bits |= needed_in(text->view(), now);
    return true;
  });
  return bits;
}

}  // namespace

void check_params(const Decision& d, const Keyword& result) {
  unsigned needed = 0;
  {
    auto& last = d.world.attached<ParamsOfSoleAd>();
    const std::scoped_lock lock(last.mutex);
    const auto version = d.world.store().version(world::kind_of<Ad>());
    if (last.version != version || last.group != d.parent.id)
      last.version = version, last.group = d.parent.id, last.needed = read_needed(d.snapshot, d.parent.id, d.now);
    needed = last.needed;
  }
  const auto check = [&](unsigned n, const text& param, Error error) {
    if ((needed >> n & 1u) == 0 || !param.empty()) return;
    const auto name = "Param" + std::to_string(n);
    d.refuse(error, name + ".needed", name, "", "a text",
             "a " + name + ": the only ad of the ad group shows it and has no default");
  };
  check(1, result.param1, Error::CampaignServiceInvalidParam1);
  check(2, result.param2, Error::CampaignServiceInvalidParam2);
  check(3, result.param3, Error::CampaignServiceInvalidParam3);
}

}  // namespace adsbox::services
