// Trees for tests.
#pragma once

#include <cstdio>
#include <map>

#include "services/campaign_management/ads_fixture.h"
#include "services/entity/operations.h"

namespace adsbox::services {

/// The actions of a call.
class Batch {
 public:
  using AdGroupCriterion = campaign_management::AdGroupCriterion;
  using BiddableAdGroupCriterion = campaign_management::BiddableAdGroupCriterion;
  using ItemAction = campaign_management::ItemAction;
  using Criterion = campaign_management::Criterion;

  Batch(std::int64_t ad_group, bool hotels = false) : ad_group_(ad_group), hotels_(hotels) {}

  /// Adds a node and returns its temporary id. `parent` 0: the root. An empty attribute: all that siblings do not name.
  std::int64_t subdivision(std::int64_t parent, std::string_view operand = "All", std::string_view attribute = {}) {
    return add(make<BiddableAdGroupCriterion>(), criterion(parent, operand, attribute, false));
  }
  std::int64_t unit(std::int64_t parent, std::string_view operand = "All", std::string_view attribute = {}, double bid = 0.35) {
    const auto id = add(make<BiddableAdGroupCriterion>(), criterion(parent, operand, attribute, true));
    biddable().criterion_bid = fixed(bid);
    return id;
  }
  std::int64_t excluded(std::int64_t parent, std::string_view operand = "All", std::string_view attribute = {}) {
    return add(make<campaign_management::NegativeAdGroupCriterion>(), criterion(parent, operand, attribute, true));
  }
  void update(std::int64_t id, box<campaign_management::CriterionBid> bid = {}) {
    push(ItemAction::Update, make<BiddableAdGroupCriterion>()).id = id;
    biddable().criterion_bid = std::move(bid);
  }
  void erase(std::int64_t id) { push(ItemAction::Delete, make<BiddableAdGroupCriterion>()).id = id; }
  /// The tree of the documentation's first example.
  void pets() {
    const auto root = subdivision(0);
    const auto animals = subdivision(root, "CategoryL1", "Animals & Pet Supplies");
    const auto supplies = subdivision(animals, "CategoryL2", "Pet Supplies");
    unit(supplies, "Brand", "Brand A");
    excluded(supplies, "Brand", "Brand B");
    unit(supplies, "Brand");
    unit(animals, "CategoryL2");
    unit(root, "CategoryL1", "Electronics");
    unit(root, "CategoryL1");
  }

  static box<campaign_management::FixedBid> fixed(double amount) {
    auto bid = make<campaign_management::FixedBid>();
    bid->amount = amount;
    return bid;
  }
  static box<campaign_management::BidMultiplier> boost(double percent) {
    auto bid = make<campaign_management::BidMultiplier>();
    bid->multiplier = percent;
    return bid;
  }
  static box<campaign_management::RateBid> rate(double percent) {
    auto bid = make<campaign_management::RateBid>();
    bid->rate_amount = make<campaign_management::RateAmount>();
    bid->rate_amount->amount = percent;
    return bid;
  }

  /// What the last action is about.
  AdGroupCriterion& last() { return *actions[actions.size() - 1]->ad_group_criterion; }
  BiddableAdGroupCriterion& biddable() { return static_cast<BiddableAdGroupCriterion&>(last()); }
  campaign_management::ProductPartition& partition() {
    return static_cast<campaign_management::ProductPartition&>(*last().criterion);
  }

  template <class T>
  AdGroupCriterion& push(ItemAction action, box<T> item) {
    actions.push_back(make<campaign_management::AdGroupCriterionAction>());
    auto& a = *actions[actions.size() - 1];
    a.action = action;
    item->ad_group_id = ad_group_;
    a.ad_group_criterion = std::move(item);
    return last();
  }
  box<Criterion> criterion(std::int64_t parent, std::string_view operand, std::string_view attribute, bool unit) const {
    const auto fill = [&](auto& condition) {
      condition.operand = operand;
      if (!attribute.empty()) condition.attribute = attribute;
    };
    const opt<std::int64_t> up = parent == 0 ? opt<std::int64_t>(nil) : opt(parent);
    if (hotels_) {
      auto g = make<campaign_management::HotelGroup>();
      g->listing = make<campaign_management::HotelListing>();
      fill(*g->listing);
      g->parent_criterion_id = up;
      g->listing_type = unit ? campaign_management::HotelListingType::Unit : campaign_management::HotelListingType::Subdivision;
      return g;
    }
    auto p = make<campaign_management::ProductPartition>();
    p->condition = make<campaign_management::ProductCondition>();
    fill(*p->condition);
    p->parent_criterion_id = up;
    p->partition_type =
        unit ? campaign_management::ProductPartitionType::Unit : campaign_management::ProductPartitionType::Subdivision;
    return p;
  }

  list<box<campaign_management::AdGroupCriterionAction>> actions;

 private:
  template <class T>
  std::int64_t add(box<T> item, box<Criterion> criterion) {
    item->criterion = std::move(criterion);
    item->id = --last_id_;
    push(ItemAction::Add, std::move(item));
    return last_id_;
  }

  std::int64_t ad_group_, last_id_ = 0;
  bool hotels_;
};

class TreeFixture : public AdsFixture {
 protected:
  using AdGroupCriterion = campaign_management::AdGroupCriterion;
  using BiddableAdGroupCriterion = campaign_management::BiddableAdGroupCriterion;

  TreeFixture() : shop_(add_group(add_one(shopping_campaign("shop")), "all")) {}

  /// Applies the actions and returns what was wrong with them: "Symbol@index", without what stands only beside others. Checks
  /// that it is all or nothing.
  template <class Op = campaign_management::ApplyProductPartitionActions>
  std::string apply(const Batch& batch) {
    typename Op::Request request;
    request.criterion_actions = batch.actions;
    const auto before = stored_bytes();
    const auto answer = invoke<Op>(request);
    ids_.clear();
    if (!answer) {
      EXPECT_EQ(before, stored_bytes());
      return failure_of(answer);
    }
    std::string own;
    std::vector<bool> failed(request.criterion_actions.size());
    for (const auto& e : answer->partial_errors) {
      failed.at(static_cast<std::size_t>(*e->index)) = true;
      if (e->error_code == "CampaignServiceRelatedProductPartitionActionError") continue;
      if (!own.empty()) own += ' ';
      own += e->error_code.str() + "@" + std::to_string(*e->index);
    }
    for (const auto& id : answer->ad_group_criterion_ids) ids_.push_back(id.value_or(0));
    EXPECT_EQ(ids_.size(), request.criterion_actions.size());
    const auto none = std::ranges::count(failed, false);
    if (answer->partial_errors.empty()) {
      EXPECT_EQ(std::ranges::count(ids_, 0), 0) << "every action has the id of its node";
    } else {
      EXPECT_EQ(none, 0) << "every action fails";
      EXPECT_EQ(std::ranges::count(ids_, 0), static_cast<std::ptrdiff_t>(ids_.size()));
      EXPECT_FALSE(own.empty());
      EXPECT_EQ(before, stored_bytes()) << "nothing is stored";
    }
    return own;
  }
  /// The same with one action done to a tree of a root alone; `change` is told the root's id.
  std::string refused(const std::function<void(Batch&)>& fill) {
    Batch batch(shop_);
    fill(batch);
    return apply(batch);
  }

  box<AdGroupCriterion> stored_node(std::int64_t id) {
    box<AdGroupCriterion> found;
    world().store().read([&](store::Reader& r) {
      if (auto s = world::load<AdGroupCriterion>(r, id)) found = std::move(s->value);
    });
    return found;
  }
  box<BiddableAdGroupCriterion> stored_unit(std::int64_t id) { return downcast<BiddableAdGroupCriterion>(stored_node(id)); }

  /// The tree of an ad group, a node a line: "All", "  Brand=Tea 0.35", "  Brand=* excluded". `{n}` ids are not in it.
  std::string tree(std::int64_t ad_group) {
    std::multimap<std::int64_t, std::pair<std::int64_t, std::string>> below;
    world().store().read([&](store::Reader& r) {
      world::for_each_child<AdGroupCriterion>(r, ad_group, [&](const world::Stored<AdGroupCriterion>& s) {
        if (const auto line = describe_node(*s); !line.second.empty()) below.emplace(line.first, std::pair(s.id, line.second));
        return true;
      });
    });
    std::string out;
    const std::function<void(std::int64_t, int)> print = [&](std::int64_t parent, int level) {
      const auto [from, to] = below.equal_range(parent);
      for (auto it = from; it != to; ++it) {
        out += std::string(static_cast<std::size_t>(level) * 2, ' ') + it->second.second + '\n';
        print(it->second.first, level + 1);
      }
    };
    print(0, 0);
    return out;
  }
  /// Rows of criterions in the world, those of deleted ones included.
  std::string stored_bytes() {
    std::string all;
    world().store().read([&](store::Reader& r) {
      for (const auto kind : with_deleted({world::kind_of<AdGroupCriterion>()}))
        r.scan_kind(kind, 0, [&](const store::RowView& row) {
          ((all += std::to_string(row.id)) += row.key) += row.body;
          return true;
        });
    });
    return all;
  }

  const std::int64_t shop_;
  std::vector<std::int64_t> ids_;  // of the last call

 private:
  /// Parent and line.
  static std::pair<std::int64_t, std::string> describe_node(const AdGroupCriterion& node) {
    using namespace campaign_management;
    std::int64_t parent = 0;
    std::string line;
    const auto condition = [&](const auto& c) {
      line = c.operand.str();
      if (parent != 0) line += "=" + (c.attribute.empty() ? "*" : c.attribute.str());
    };
    bool unit = false;
    if (const auto* p = node.criterion.as<ProductPartition>()) {
      parent = p->parent_criterion_id.value_or(0);
      unit = p->partition_type == opt(ProductPartitionType::Unit);
      condition(*p->condition);
    } else if (const auto* g = node.criterion.as<HotelGroup>()) {
      parent = g->parent_criterion_id.value_or(0);
      unit = g->listing_type == opt(HotelListingType::Unit);
      condition(*g->listing);
    } else {
      return {};
    }
    const auto* b = dynamic_biddable(node);
    if (b == nullptr) return {parent, line + " excluded"};
    if (!unit) return {parent, line};
    const auto& bid = b->criterion_bid;
    char amount[40] = " without bid";
    if (const auto* f = bid.as<FixedBid>()) std::snprintf(amount, sizeof amount, " %g", f->amount.value_or(0));
    if (const auto* m = bid.as<BidMultiplier>()) std::snprintf(amount, sizeof amount, " +%g%%", m->multiplier.value_or(0));
    if (const auto* r = bid.as<RateBid>()) std::snprintf(amount, sizeof amount, " %g%%", r->rate_amount->amount.value_or(0));
    return {parent, line + amount};
  }
  static const BiddableAdGroupCriterion* dynamic_biddable(const AdGroupCriterion& node) {
    return node.contract_type == BiddableAdGroupCriterion::type_id ? static_cast<const BiddableAdGroupCriterion*>(&node)
                                                                   : nullptr;
  }
};

}  // namespace adsbox::services
