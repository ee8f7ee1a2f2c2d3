// A shop's account, for tests of many keywords: 20 search campaigns, ad groups of up to 50 keywords and a responsive search ad.
#pragma once

#include <cstdint>

#include "world/world.h"

namespace adsbox::services {

struct RetailFacts {
  static constexpr std::int64_t keywords = 20'000;          // when nothing else is said: 400 ad groups
  static constexpr std::int64_t most_keywords = 5'000'000;  // what an account may hold
  static constexpr std::int64_t campaigns = 20, keywords_per_ad_group = 50;
};

/// Fills the default account of the world (identity::seed() must have run) to that many keywords, through the engines. Equal
/// numbers give equal accounts. Goes on where it was interrupted; an account that has its last ad group is left alone.
void seed_retail(world::World& world, std::int64_t keywords);

}  // namespace adsbox::services
