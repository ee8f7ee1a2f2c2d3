#include "services/seed/seeds.h"

#include <array>
#include <charconv>
#include <optional>

#include "identity/seed.h"
#include "services/seed/agency.h"
#include "services/seed/billing.h"
#include "services/seed/demo.h"
#include "services/seed/retail.h"
#include "services/seed/stores.h"

namespace adsbox::services {
namespace {

/// Campaigns of a demo account: enough to page through, few enough to read.
constexpr std::int64_t demo_campaigns = 100;

using Outcome = std::expected<void, std::string>;

struct Seed {
  std::string_view name;
  Outcome (*put)(world::World& world, std::int64_t size);
  std::int64_t size = 0;  // where none is said; 0: the seed has one size
};

constexpr std::array<Seed, 5> seeds = {{
    {no_seed, nullptr},
    {"credentials", [](world::World&, std::int64_t) -> Outcome { return {}; }},
    {"demo",
     [](world::World& world, std::int64_t) -> Outcome {
       seed_demo(world, demo_campaigns);
       seed_demo_stores(world);
       return seed_billing(world);
     }},
    {"agency",
     [](world::World& world, std::int64_t) -> Outcome {
       seed_agency(world);
       seed_agency_stores(world);
       return {};
     }},
    {"retail",
     [](world::World& world, std::int64_t keywords) -> Outcome {
       seed_retail(world, keywords);
       return {};
     },
     RetailFacts::keywords},
}};

struct Asked {
  const Seed* seed;
  std::int64_t size;
};

std::expected<Asked, std::string> parse(std::string_view text) {
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  for (const auto& seed : seeds) {
    if (seed.name != name) continue;
    if (colon == std::string_view::npos) return Asked{&seed, seed.size};
    const auto size = text.substr(colon + 1);
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), n);
    if (seed.size != 0 && error == std::errc() && end == size.data() + size.size() && n >= 1 && n <= RetailFacts::most_keywords)
      return Asked{&seed, n};
    break;
  }
  return std::unexpected("there is no seed '" + std::string(text) + "': " + std::string(seed_names) + "; KEYWORDS is 1.." +
                         std::to_string(RetailFacts::most_keywords));
}

}  // namespace

Outcome check_seed(std::string_view seed) {
  if (auto asked = parse(seed); !asked) return std::unexpected(std::move(asked.error()));
  return {};
}

Outcome put_seed(world::World& world, std::string_view text) {
  const auto asked = parse(text);
  if (!asked) return std::unexpected(asked.error());
  if (asked->seed->put == nullptr) return {};
  identity::seed(world);
  return asked->seed->put(world, asked->size);
}

}  // namespace adsbox::services
