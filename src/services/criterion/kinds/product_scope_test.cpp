// Product scopes of campaigns and the stores that campaigns for brands leave out.
#include "adsbox/internal.h"
#include "services/criterion/criterion_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

using Conditions = std::vector<std::pair<std::string_view, std::string_view>>;

class ProductScopes : public CriterionFixture {
 protected:
  static box<Criterion> scope(const Conditions& conditions) {
    return criterion<ProductScope>([&](auto& s) {
      s.conditions.set_empty();
      for (const auto& [operand, attribute] : conditions) {
        auto c = make<ProductCondition>();
        c->operand = operand;
        if (!attribute.empty()) c->attribute = attribute;
        s.conditions.push_back(std::move(c));
      }
    });
  }
  static box<Criterion> store(opt<std::int64_t> id) {
    return criterion<StoreCriterion>([&](auto& s) { s.store_id = id; });
  }
  /// The errors of adding a scope to a new shopping campaign.
  std::string refused(box<Criterion> s) {
    return add(campaign(shopping_campaign("Shopping " + std::to_string(++made_))), all_of(Wanted{std::move(s)}), "ProductScope");
  }
  std::string scope_of(Place place) {
    std::string s;
    for (const auto& item : get(place, "ProductScope", {}, every_field).items)
      for (const auto& c : static_cast<const ProductScope&>(*criterion_in(*item)).conditions)
        s += (s.empty() ? "" : ", ") + c->operand.str() + " " + c->operator_.str() + " " + c->attribute.str();
    return s;
  }
  void add_store(std::int64_t id, BMCStoreSubType type, std::int64_t customer = customer_id) {
    BMCStore s;
    s.id = id;
    s.sub_type = type;
    store_row(id, customer, 0, s);
  }

 private:
  int made_ = 0;
};

TEST_F(ProductScopes, SayWhichProductsACampaignAdvertises) {
  const auto c = campaign(shopping_campaign("Shopping"));
  EXPECT_EQ(
      add(c, all_of(Wanted{scope({{"Condition", "New"}, {"CategoryL1", "Tea"}, {"CategoryL3", "Green"}}), 20}), "ProductScope"),
      "");
  const auto id = ids_[0];
  EXPECT_EQ(scope_of(c), "Condition Equals New, CategoryL1 Equals Tea, CategoryL3 Equals Green");
  const auto got = get(c, "ProductScope");
  EXPECT_FALSE(got.items[0].as<BiddableCampaignCriterion>()->criterion_bid);  // it has none, whatever is sent
  EXPECT_EQ(get(c, "LocationIntent").items.size(), 0u);                       // and is no target
  EXPECT_EQ(update(c, all_of(Wanted{scope({{"Brand", "Contoso"}}), {}, false, id}), "ProductScope"), "");
  EXPECT_EQ(scope_of(c), "Brand Equals Contoso");
  EXPECT_EQ(update(c, all_of(Wanted{scope({}), {}, false, id}), "ProductScope"), "CampaignCriterionProductConditionInvalid@0");
  EXPECT_EQ(update(c, all_of(Wanted{scope({{"Id", ""}}), {}, false, id}), "ProductScope"),
            "@0(CampaignServiceProductConditionAttributeNullOrEmpty@0)");
  EXPECT_EQ(add(c, all_of(Wanted{scope({{"Id", "1"}})}), "ProductScope"), "CampaignCriterionAlreadyExists@0");
  EXPECT_EQ(erase(c, {id}, "ProductScope"), "");
  EXPECT_EQ(add(c, all_of(Wanted{scope({{"Id", "1"}})}, Wanted{scope({{"Id", "2"}})}), "ProductScope"),
            "CampaignCriterionDuplicateCampaignId@1");
}

TEST_F(ProductScopes, NeedConditionsThatGoTogether) {
  const Conditions eight = {{"Brand", "b"},        {"Condition", "New"},  {"CustomLabel0", "l"}, {"CustomLabel1", "l"},
                            {"CustomLabel2", "l"}, {"CustomLabel3", "l"}, {"CustomLabel4", "l"}, {"Id", "1"}};
  EXPECT_EQ(refused(scope(eight)), "CampaignCriterionTooManyConditions@0");
  EXPECT_EQ(refused(scope({eight.begin(), eight.end() - 1})), "");
  EXPECT_EQ(refused(scope({})), "CampaignCriterionProductConditionInvalid@0");
  auto with_nil = scope({{"Brand", "b"}});
  with_nil.as<ProductScope>()->conditions.push_back(nil);
  EXPECT_EQ(refused(std::move(with_nil)), "ProductConditionIsNull@0");
  EXPECT_EQ(refused(scope({{"Brand", "b"}, {"Color", "red"}, {"Condition", "Broken"}, {"CustomLabel0", std::string(101, 'x')}})),
            "@0(CampaignServiceProductConditionOperandInvalid@1 CampaignServiceProductConditionAttributeInvalid@2 "
            "CampaignServiceProductConditionAttributeTooLong@3)");
  EXPECT_EQ(refused(scope({{"Brand", "a"}, {"Brand", "b"}})), "@0(CampaignCriterionDuplicateProductConditionOperand@1)");
  EXPECT_EQ(refused(scope({{"ProductType2", "a"}, {"Brand", "b"}, {"ProductType1", "c"}})),
            "@0(CampaignCriterionProductConditionInvalid@2)");
}

TEST_F(ProductScopes, GoWithCampaignsThatHaveAStore) {
  const auto to = [&](box<Campaign> c, std::string_view operand = "Brand") {
    return add(campaign(std::move(c)), all_of(Wanted{scope({{operand, "Contoso"}})}), "ProductScope");
  };
  EXPECT_EQ(to(search_campaign("search")), "");
  EXPECT_EQ(to(search_campaign("search 2"), "CategoryL2"), "@0(CampaignServiceProductConditionOperandInvalid@0)");
  EXPECT_EQ(to(audience_campaign("no feed")), "InvalidCriterionForCampaignType@0");
  const auto feed = [](std::string_view name) {
    auto c = audience_campaign(name);
    with_setting<ShoppingSetting>(*c, [](auto& s) { s.store_id = 77; });
    return c;
  };
  EXPECT_EQ(to(feed("feed")), "");
  EXPECT_EQ(to(feed("feed 2"), "Id"), "@0(CampaignServiceProductConditionOperandInvalid@0)");
  auto hotel = search_campaign("hotel");
  hotel->campaign_type = CampaignType::Hotel;
  EXPECT_EQ(to(std::move(hotel)), "InvalidCriterionForCampaignType@0");
  EXPECT_EQ(add(campaign(shopping_campaign("not excluded")), all_of(Wanted{scope({{"Brand", "b"}}), {}, true}), "ProductScope"),
            "CampaignServiceCriterionTypeNotAllowed@0");
}

TEST_F(ProductScopes, OfBrandsLeaveStoresOut) {
  add_store(901, BMCStoreSubType::CoOp);
  add_store(902, BMCStoreSubType::CoOp);
  add_store(903, BMCStoreSubType::CoOp);
  add_store(904, BMCStoreSubType::GlobalStore);
  add_store(905, BMCStoreSubType::CoOp, customer_id + 1);
  add_store(77, BMCStoreSubType::CoOp);
  auto c = shopping_campaign("brands");
  c->sub_type = "ShoppingSponsoredProductAd";
  const auto brands = campaign(std::move(c));
  set_limit(world(), "Store-criterions-per-campaign", 2);
  const auto out = [](opt<std::int64_t> id) { return Wanted{store(id), {}, true}; };
  EXPECT_EQ(add(brands, all_of(out(904), out(905), out(4711), out({}), out(901), out(901), out(902), out(903)), "Store"),
            "CampaignServiceShoppingCampaignStoreIdInvalid@0 CampaignServiceShoppingCampaignStoreIdInvalid@1 "
            "CampaignServiceShoppingCampaignStoreIdInvalid@2 CampaignServiceShoppingCampaignStoreIdInvalid@3 "
            "DuplicateCampaignCriterion@5 CampaignCriterionsLimitExceeded@7");
  EXPECT_EQ(shown(brands, "Store"), "-Store 901, -Store 902");
  const auto first_out = ids_[4];
  // Somebody else's store that the customer has linked.
  set_limit(world(), "Store-criterions-per-campaign", 3);
  world().store().write([&](store::Writer& w) {
    internal::StoreLink link;
    link.store_id = 905;
    world::save(w, store::RowView{1, 0, customer_id, 0, now_ticks, "905", {}}, link);
    return true;
  });
  EXPECT_EQ(add(brands, all_of(out(905)), "Store"), "");
  EXPECT_EQ(update(brands, all_of(Wanted{store(902), {}, true, first_out}), "Store"), "CampaignServiceCriterionDoesNotMatch@0");
  EXPECT_EQ(erase(brands, {first_out}, "Store"), "");
  EXPECT_EQ(add(brands, all_of(Wanted{store(901)}), "Store"), "CampaignServiceCriterionTypeNotAllowed@0");
  EXPECT_EQ(add(campaign(shopping_campaign("shopping")), all_of(out(901)), "Store"), "InvalidCriterionForCampaignType@0");
}

// No CriterionType names deals.
TEST_F(ProductScopes, AreNoDeals) {
  EXPECT_EQ(add(campaign(), all_of(Wanted{criterion<DealCriterion>([](auto& d) { d.deal_id = 5; })}), "ProductScope"),
            "CampaignServiceCriterionTypeNotAllowed@0");
}

}  // namespace
}  // namespace adsbox::services
