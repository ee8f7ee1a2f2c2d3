// Random batches of actions against a model of trees that is as simple as can be: it applies the actions to a map and then looks
// at all of it. What the model takes the service takes, with the same tree; what it refuses the service refuses.
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "codec/testing/random_object.h"
#include "services/criterion/tree/tree_fixture.h"
#include "services/entity/fields.h"

namespace adsbox::services {
namespace {

struct ModelNode {
  std::int64_t parent = 0;
  std::string operand, attribute;
  bool unit = false, excluded = false;
  double bid = 0;
};

struct Act {
  enum class What : std::uint8_t { add, update, erase };
  What what;
  std::int64_t id;  // temporary of an add
  ModelNode node = {};
};

constexpr int levels = 4, most_nodes = 16;

/// Operands in groups: a level stands for its family.
int level_of(const std::string& operand) {
  return operand.starts_with("CategoryL") ? operand.back() - '0' : 0;
}

class Model {
 public:
  std::map<std::int64_t, ModelNode> nodes;

  /// Whether the actions may be done; the model is changed either way.
  bool apply(const std::vector<Act>& acts) {
    bool good = true;
    std::set<std::int64_t> updated, erased, known;
    for (const auto& [id, node] : nodes) known.insert(id);
    for (const auto& a : acts) {
      if (a.what == Act::What::add) {
        if (a.node.parent != 0 && !nodes.contains(a.node.parent)) good = false;
        nodes[a.id] = a.node;
      } else if (a.what == Act::What::update) {
        const auto it = nodes.find(a.id);
        if (it == nodes.end() || it->second.excluded || !updated.insert(a.id).second)
          good = false;
        else if (it->second.unit)
          it->second.bid = a.node.bid;
      } else {
        if (!known.contains(a.id) || !erased.insert(a.id).second) good = false;
        take(a.id);
      }
    }
    return good && whole();
  }

  [[nodiscard]] std::string text(std::int64_t parent = 0, int level = 0) const {
    std::string out;
    for (const auto& [id, n] : nodes) {
      if (n.parent != parent) continue;
      out += std::string(static_cast<std::size_t>(level) * 2, ' ') + n.operand;
      if (parent != 0) out += "=" + (n.attribute.empty() ? "*" : n.attribute);
      char bid[40];
      std::snprintf(bid, sizeof bid, " %g", n.bid);
      out += (n.excluded ? " excluded" : n.unit ? std::string(bid) : "") + "\n" + text(id, level + 1);
    }
    return out;
  }

 private:
  void take(std::int64_t id) {
    nodes.erase(id);
    std::vector<std::int64_t> below;
    for (const auto& [child, n] : nodes)
      if (n.parent == id) below.push_back(child);
    for (const auto child : below) take(child);
  }

  [[nodiscard]] bool whole() const {
    if (nodes.size() > most_nodes) return false;
    int roots = 0;
    for (const auto& [id, n] : nodes) {
      if (n.parent == 0) ++roots;
      if ((n.parent == 0) != (n.operand == "All")) return false;
      if (n.excluded && (!n.unit || n.parent == 0)) return false;
      if (!branch(n)) return false;
      if (!children(id, n)) return false;
    }
    return roots <= 1;
  }
  [[nodiscard]] bool branch(const ModelNode& n) const {
    int depth = 0;
    for (auto at = n.parent; at != 0; ++depth) {
      const auto& above = nodes.at(at);
      if (above.operand == n.operand) return false;
      if (level_of(n.operand) != 0 && level_of(above.operand) >= level_of(n.operand)) return false;
      at = above.parent;
    }
    return depth <= levels;
  }
  [[nodiscard]] bool children(std::int64_t id, const ModelNode& n) const {
    std::set<std::string> operands, attributes;
    std::size_t count = 0;
    for (const auto& [child, c] : nodes)
      if (c.parent == id) {
        ++count;
        operands.insert(c.operand);
        std::string lower;
        for (const char ch : c.attribute) lower += static_cast<char>(std::tolower(ch));
        attributes.insert(lower);
      }
    if (n.unit) return count == 0;
    return operands.size() == 1 && attributes.size() == count && attributes.contains("");
  }
};

class TreeRandomTest : public TreeFixture {
 protected:
  unsigned below(unsigned n) { return random_() % n; }
  template <class C>
  const auto& any_of(const C& c) {
    return *std::next(c.begin(), below(static_cast<unsigned>(c.size())));
  }
  std::string operand() {
    static const std::vector<std::string> all = {"Brand", "Id", "CategoryL1", "CategoryL2", "CategoryL3", "CustomLabel0", "MPN"};
    return all[below(40) == 0 ? 6 : below(6)];  // MPN is not for this campaign
  }
  std::string attribute() {
    static const std::vector<std::string> all = {"tea", "salt", "Tea", "oil", "rice", ""};
    return any_of(all);
  }
  ModelNode node(std::int64_t parent, std::string o, std::string a, bool unit) {
    const bool excluded = below(8) == 0 && (unit || below(10) == 0);
    return {parent, std::move(o), std::move(a), unit, excluded, unit && !excluded ? static_cast<double>(1 + below(90)) / 10 : 0};
  }
  void add(std::vector<Act>& acts, ModelNode n) { acts.push_back({Act::What::add, --temporary_, std::move(n)}); }
  /// A subdivision with some children, mostly good ones.
  void add_subtree(std::vector<Act>& acts, std::int64_t parent, const std::string& o, const std::string& a, int depth) {
    add(acts, node(parent, o, a, false));
    const auto id = temporary_;
    const auto inner = operand();
    std::set<std::string> attributes = {""};
    for (unsigned i = below(3); i > 0; --i) attributes.insert(attribute());
    if (below(12) == 0) attributes.erase("");
    for (const auto& each : attributes)
      if (depth < 2 && below(4) == 0)
        add_subtree(acts, id, inner, each, depth + 1);
      else
        add(acts, node(id, inner, each, true));
  }
  std::vector<Act> some_acts(const Model& m) {
    std::vector<Act> acts;
    if (m.nodes.empty() || below(60) == 0) {
      if (below(3) == 0)
        add(acts, node(0, "All", {}, true));
      else
        add_subtree(acts, 0, below(30) == 0 ? operand() : "All", {}, 0);
    }
    if (m.nodes.empty()) return acts;
    for (unsigned i = 1 + below(3); i > 0; --i) {
      const auto& [id, n] = any_of(m.nodes);
      switch (below(6)) {
        case 0:
        case 1:
          acts.push_back({Act::What::update, id, {.bid = static_cast<double>(1 + below(90)) / 10}});
          break;
        case 2:
          acts.push_back({Act::What::erase, id});
          break;
        case 3:  // replaced
          acts.push_back({Act::What::erase, id});
          if (below(2) == 0 && n.parent != 0)
            add(acts, node(n.parent, n.operand, n.attribute, true));
          else
            add_subtree(acts, n.parent, n.operand, n.attribute, 1);
          break;
        default: {  // one child more
          auto inner = operand();
          for (const auto& [child, c] : m.nodes)
            if (c.parent == id && below(8) != 0) inner = c.operand;
          if (below(3) == 0)
            add_subtree(acts, id, inner, attribute(), 1);
          else
            add(acts, node(id, inner, attribute(), true));
        }
      }
    }
    if (acts.size() > 1 && below(10) == 0) std::swap(acts[0], acts[acts.size() - 1]);
    return acts;
  }
  Batch batch_of(const std::vector<Act>& acts) {
    Batch b(shop_);
    for (const auto& a : acts) {
      const auto& n = a.node;
      if (a.what == Act::What::erase) {
        b.erase(a.id);
      } else if (a.what == Act::What::update) {
        b.update(a.id, Batch::fixed(n.bid));
      } else {
        auto criterion = b.criterion(n.parent, n.operand, n.attribute, n.unit);
        if (n.excluded)
          b.push(campaign_management::ItemAction::Add, make<campaign_management::NegativeAdGroupCriterion>());
        else
          b.push(campaign_management::ItemAction::Add, make<BiddableAdGroupCriterion>());
        if (n.unit && !n.excluded) b.biddable().criterion_bid = Batch::fixed(n.bid);
        b.last().criterion = std::move(criterion);
        b.last().id = a.id;
      }
    }
    return b;
  }
  /// What the service does not know of in the model's terms.
  static bool has_foreign_operand(const std::vector<Act>& acts) {
    return std::ranges::any_of(acts, [](const Act& a) { return a.node.operand == "MPN"; });
  }
  std::int64_t campaign_of(std::int64_t group) {
    std::int64_t campaign = 0;
    world().store().read(
        [&](store::Reader& r) { campaign = r.get(world::kind_of<campaign_management::AdGroup>(), group)->parent; });
    return campaign;
  }
  static std::string text_of(const std::vector<Act>& acts) {
    std::string out;
    for (const auto& a : acts)
      out += std::string(a.what == Act::What::add      ? "add "
                         : a.what == Act::What::update ? "update "
                                                       : "erase ") +
             std::to_string(a.id) + " under " + std::to_string(a.node.parent) + " " + a.node.operand + "=" + a.node.attribute +
             (a.node.unit ? " unit" : "") + (a.node.excluded ? " excluded" : "") + "\n";
    return out;
  }

  std::mt19937 random_{20261129};
  std::int64_t temporary_ = 0;
};

TEST_F(TreeRandomTest, AgreesWithTheModel) {
  set_limit(world(), "criterion-tree-levels", levels);
  set_limit(world(), "criterion-tree-nodes", most_nodes);
  Model model;
  int taken = 0, refused = 0;
  for (int i = 0; i < 1500; ++i) {
    temporary_ = 0;
    const auto acts = some_acts(model);
    auto next = model;
    const bool good = next.apply(acts) && !has_foreign_operand(acts);
    const auto errors = apply(batch_of(acts));
    ASSERT_EQ(errors.empty(), good) << errors << "\n" << text_of(acts) << model.text();
    ++(good ? taken : refused);
    if (good) {
      std::map<std::int64_t, std::int64_t> ids;
      for (std::size_t k = 0; k < acts.size(); ++k)
        if (acts[k].what == Act::What::add) ids[acts[k].id] = ids_[k];
      model.nodes.clear();
      for (auto& [id, n] : next.nodes) {
        if (n.parent < 0) n.parent = ids.at(n.parent);
        model.nodes[id < 0 ? ids.at(id) : id] = n;
      }
    }
    ASSERT_EQ(tree(shop_), model.text()) << text_of(acts);
  }
  EXPECT_GT(taken, 300);
  EXPECT_GT(refused, 300);
}

TEST_F(TreeRandomTest, NothingBreaks) {
  using namespace campaign_management;
  codec::testing::RandomObjects objects{79};
  const auto disturb = [&](object& o) {
    const auto random = objects.make(o.contract_type, false);
    for (const auto& f : schema::fields_of(schema::type_info(o.contract_type)))
      if (below(40) == 0) {
        reset_member(f, member(o, f));
        copy_member(f, member(o, f), member(*random, f));
      }
  };
  int taken = 0;
  for (int i = 0; i < 600; ++i) {
    const auto group = add_group(campaign_of(shop_), "group " + std::to_string(i));
    Batch b(group);
    b.pets();
    for (auto& a : b.actions) {
      if (auto* p = a->ad_group_criterion->criterion.as<ProductPartition>()) disturb(*p->condition), disturb(*p);
      disturb(*a->ad_group_criterion);
      disturb(*a);
      if (a->ad_group_criterion && below(20) != 0) a->ad_group_criterion->ad_group_id = group;
    }
    const auto errors = apply(b);
    std::set<std::tuple<int, std::string, std::string>> refused;
    for (const auto& e : last_call().partial_errors) {
      for (const auto* part : {&e.why.rule, &e.why.field, &e.why.value, &e.why.bound, &e.why.expected})
        EXPECT_FALSE(part->empty()) << symbol(e.error) << " of " << e.why.field;
      EXPECT_TRUE(refused.emplace(e.index, e.why.rule, e.why.field).second) << e.why.rule << " is told twice of " << e.why.field;
    }
    if (!errors.empty()) continue;
    // What was stored can be sent back and changes nothing.
    ++taken;
    Batch again(group);
    for (const auto id : ids_)
      if (auto node = stored_node(id); node && node.as<BiddableAdGroupCriterion>() != nullptr)
        again.push(ItemAction::Update, downcast<BiddableAdGroupCriterion>(std::move(node)));
    const auto before = stored_bytes();
    EXPECT_EQ(apply(again), "");
    EXPECT_EQ(before, stored_bytes());
  }
  EXPECT_GT(taken, 30);
  EXPECT_LT(taken, 570);
}

}  // namespace
}  // namespace adsbox::services
