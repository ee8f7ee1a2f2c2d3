#include "services/seed/retail.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/campaign_management.h"
#include "identity/seed.h"
#include "services/campaign_management/ad_groups.h"
#include "services/campaign_management/ads.h"
#include "services/campaign_management/campaigns.h"
#include "services/campaign_management/keywords.h"
#include "services/entity/normalise.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;
using Facts = RetailFacts;

constexpr std::array<std::string_view, Facts::campaigns> products = {
    "Running Shoes",  "Green Tea",     "Espresso Cups", "Garden Chairs", "Picture Books", "Mountain Bikes", "Office Desks",
    "Yoga Mats",      "Rain Jackets",  "Phone Cases",   "Board Games",   "Desk Lamps",    "Wool Blankets",  "Hiking Boots",
    "Kitchen Knives", "Cotton Shirts", "Travel Bags",   "Wall Clocks",   "Plant Pots",    "Sun Glasses"};
constexpr std::array<std::string_view, 20> lines = {"Mens",   "Womens",  "Kids",    "Light",  "Large",   "Small",  "Classic",
                                                    "Modern", "Organic", "Premium", "Basic",  "Summer",  "Winter", "Blue",
                                                    "Red",    "Black",   "White",   "Budget", "Vintage", "Travel"};
constexpr std::array<std::string_view, 10> before = {"",     "buy ",   "best ", "new ",      "shop ",
                                                     "top ", "order ", "find ", "discount ", "quality "};
constexpr std::array<std::string_view, 5> behind = {"", " online", " near me", " price", " reviews"};
static_assert(before.size() * behind.size() == Facts::keywords_per_ad_group);

/// How many of `all` things fall to the one of that number, when they are dealt out evenly.
constexpr std::int64_t share(std::int64_t all, std::int64_t among, std::int64_t number) {
  return all / among + (number < all % among ? 1 : 0);
}

/// "Mens Running Shoes", "Mens Running Shoes 2".
std::string name_of_group(std::int64_t campaign, std::int64_t group) {
  const auto n = static_cast<std::size_t>(group);
  auto name = std::string(lines[n % lines.size()]) + " " + std::string(products[static_cast<std::size_t>(campaign)]);
  if (n >= lines.size()) name += " " + std::to_string(n / lines.size() + 1);
  return name;
}

std::string address_of(std::string_view name) {
  auto path = fold_case(name);
  std::ranges::replace(path, ' ', '-');
  return "https://www.harbourstore.example/" + path;
}

box<Bid> bid_of(double amount) {
  auto bid = make<Bid>();
  bid->amount = amount;
  return bid;
}

box<Campaign> campaign_of(std::int64_t i) {
  auto c = make<Campaign>();
  c->name = products[static_cast<std::size_t>(i)];
  c->campaign_type = CampaignType::Search;
  c->status = CampaignStatus::Active;
  c->budget_type = BudgetLimitType::DailyBudgetStandard;
  c->daily_budget = 40.0 + static_cast<double>(i % 5) * 20;
  c->time_zone = "PacificTimeUSCanadaTijuana";
  c->languages = {text("English")};
  c->bidding_scheme = make<EnhancedCpcBiddingScheme>();
  c->final_url_suffix = "utm_source=adsbox&utm_campaign=" + std::to_string(i + 1);
  return c;
}

box<AdGroup> ad_group_of(const std::string& name, std::int64_t number) {
  auto g = make<AdGroup>();
  g->name = name;
  g->status = AdGroupStatus::Active;
  g->cpc_bid = bid_of(0.5 + static_cast<double>(number % 8) * 0.25);
  g->network = Network::OwnedAndOperatedAndSyndicatedSearch;
  return g;
}

void add_text(list<box<AssetLink>>& links, std::string words) {
  auto asset = make<TextAsset>();
  asset->text = std::move(words);
  auto link = make<AssetLink>();
  link->asset = std::move(asset);
  links.push_back(std::move(link));
}

box<Ad> ad_of(const std::string& name) {
  auto ad = make<ResponsiveSearchAd>();
  ad->status = AdStatus::Active;
  ad->final_urls.push_back(address_of(name));
  ad->path1 = "shop";
  ad->path2 = "offers";
  for (const auto* words : {"", "Free Delivery Today", "30 Days To Return", "In Stock Now", "Harbour Store"})
    add_text(ad->headlines, *words == '\0' ? name : words);
  add_text(ad->descriptions, "Choose among our " + name + " and get them tomorrow.");
  add_text(ad->descriptions, "A family shop since 1987. Friendly people answer your questions.");
  add_text(ad->descriptions, "Fair prices, free returns within thirty days.");
  return ad;
}

box<Keyword> keyword_of(const std::string& name, std::int64_t number) {
  constexpr MatchType match_types[] = {MatchType::Broad, MatchType::Phrase, MatchType::Exact};
  const auto n = static_cast<std::size_t>(number);
  auto k = make<Keyword>();
  k->text = std::string(before[n / behind.size()]) + fold_case(name) + std::string(behind[n % behind.size()]);
  k->match_type = match_types[n % 3];
  k->status = KeywordStatus::Active;
  if (number % 4 == 0) k->bid = bid_of(0.6 + static_cast<double>(number % 7) * 0.1);
  if (number % 5 == 0) k->final_urls.push_back(address_of(name) + "?kw=" + std::to_string(number));
  return k;
}

class Maker {
 public:
  Maker(world::World& world, std::int64_t keywords)
      : keywords_(keywords),
        groups_((keywords + Facts::keywords_per_ad_group - 1) / Facts::keywords_per_ad_group),
        facts_(identity::seed_facts(world.environment())),
        call_{world,
              schema::contract.operations[AddKeywords::id],
              nobody_,
              facts_.customer_id,
              facts_.account_id,
              {},
              {},
              world.clock().now(),
              {},
              {},
              {}} {}

  void make_all() {
    const auto campaigns = std::min(Facts::campaigns, groups_);
    store().write([&](store::Writer& w) {
      for (std::int64_t c = 0; c < campaigns; ++c)
        if (find<Campaign>(w, facts_.account_id, products[static_cast<std::size_t>(c)]) == 0)
          add(w, campaign_engine(), {facts_.account_id, facts_.account_id}, campaign_of(c));
      return true;
    });
    // What is made together is there as a whole, so the last ad group tells whether anything is missing.
    constexpr std::int64_t together = 100;
    for (std::int64_t c = 0; c < campaigns; ++c) {
      const auto groups = share(groups_, campaigns, c);
      for (std::int64_t first = 0; first < groups; first += together)
        store().write([&](store::Writer& w) { return make_groups(w, c, first, std::min(first + together, groups)); });
    }
  }

 private:
  store::Store& store() { return call_.world.store(); }

  template <class T>
  static std::int64_t find(store::Reader& r, std::int64_t parent, std::string_view name) {
    const auto found = world::find<T>(r, parent, fold_case(name));
    return found ? found->id : 0;
  }

  /// The items of one parent; a seed that the engines refuse is a mistake of ours.
  std::vector<std::int64_t> add(store::Writer& w, const EntityEngine& engine, const Parent& parent,
                                std::span<const object* const> items) {
    std::vector<ErrorValue> errors;
    auto ids = engine.add(w, call_, parent, items, errors);
    if (!errors.empty()) throw std::logic_error("the retail seed breaks " + errors[0].why.rule + " at " + errors[0].why.field);
    return ids;
  }
  std::int64_t add(store::Writer& w, const EntityEngine& engine, const Parent& parent, const box<object>& item) {
    const object* const one[] = {item.get()};
    return add(w, engine, parent, one).front();
  }

  /// Ad groups [first, last) of a campaign with what is in them. False: they are there.
  bool make_groups(store::Writer& w, std::int64_t campaign, std::int64_t first, std::int64_t last) {
    const auto campaign_id = find<Campaign>(w, facts_.account_id, products[static_cast<std::size_t>(campaign)]);
    if (campaign_id == 0 || find<AdGroup>(w, campaign_id, name_of_group(campaign, last - 1)) != 0) return false;
    for (auto g = first; g < last; ++g) {
      const auto name = name_of_group(campaign, g);
      const Parent group{add(w, ad_group_engine(), {campaign_id, facts_.account_id}, ad_group_of(name, g)), facts_.account_id};
      add(w, ad_engine(), group, ad_of(name));
      // Which of all ad groups it is; the last one has what is left.
      const auto number = g * std::min(Facts::campaigns, groups_) + campaign;
      const auto count = std::min(Facts::keywords_per_ad_group, keywords_ - number * Facts::keywords_per_ad_group);
      std::vector<box<Keyword>> items;
      std::vector<const object*> pointers;
      for (std::int64_t k = 0; k < count; ++k) pointers.push_back(items.emplace_back(keyword_of(name, k)).get());
      add(w, keyword_engine(), group, pointers);
    }
    return true;
  }

  std::int64_t keywords_, groups_;
  const identity::SeedFacts& facts_;
  identity::Principal nobody_;
  Call call_;
};

}  // namespace

void seed_retail(world::World& world, std::int64_t keywords) {
  Maker(world, keywords).make_all();
}

}  // namespace adsbox::services
