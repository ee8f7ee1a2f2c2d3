// ApplyProductPartitionActions: what makes a tree, and everything that keeps it from being one.
#include "services/criterion/tree/tree_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class TreeTest : public TreeFixture {
 protected:
  /// The ids of a tree of the root, Brand=Tea, Brand=Salt with units below, and the rest.
  struct Ids {
    std::int64_t root, tea, salt, fine, other_salt, rest;
  };
  Ids grow() {
    Batch b(shop_);
    const auto root = b.subdivision(0);
    b.unit(root, "Brand", "Tea");
    const auto salt = b.subdivision(root, "Brand", "Salt");
    b.unit(salt, "CustomLabel0", "fine");
    b.unit(salt, "CustomLabel0");
    b.excluded(root, "Brand");
    EXPECT_EQ(apply(b), "");
    return {ids_[0], ids_[1], ids_[2], ids_[3], ids_[4], ids_[5]};
  }
  static constexpr auto grown =
      "All\n  Brand=Tea 0.35\n  Brand=Salt\n    CustomLabel0=fine 0.35\n    CustomLabel0=* 0.35\n  Brand=* excluded\n";
  std::string expected_of_last() { return last_call().partial_errors.at(0).why.expected; }
};

TEST_F(TreeTest, ARootThatBidsOnEverything) {
  Batch b(shop_);
  b.unit(0);
  EXPECT_EQ(apply(b), "");
  EXPECT_EQ(tree(shop_), "All 0.35\n");
  const auto root = stored_unit(ids_[0]);
  EXPECT_EQ(root->id, ids_[0]);
  EXPECT_EQ(root->ad_group_id, shop_);
  EXPECT_EQ(root->type, "BiddableAdGroupCriterion");
  EXPECT_EQ(root->status, AdGroupCriterionStatus::Active);
  EXPECT_EQ(root->criterion->type, "ProductPartition");
  EXPECT_EQ(root->criterion_bid->type, "FixedBid");
  EXPECT_EQ(root->criterion.as<ProductPartition>()->condition->operator_, "Equals");
  EXPECT_FALSE(root->criterion.as<ProductPartition>()->parent_criterion_id);
}

TEST_F(TreeTest, NoTreeUntilOneIsApplied) {
  EXPECT_EQ(tree(shop_), "");
}

TEST_F(TreeTest, ATreeInOneCall) {
  Batch b(shop_);
  b.pets();
  EXPECT_EQ(apply(b), "");
  EXPECT_EQ(tree(shop_),
            "All\n"
            "  CategoryL1=Animals & Pet Supplies\n"
            "    CategoryL2=Pet Supplies\n"
            "      Brand=Brand A 0.35\n"
            "      Brand=Brand B excluded\n"
            "      Brand=* 0.35\n"
            "    CategoryL2=* 0.35\n"
            "  CategoryL1=Electronics 0.35\n"
            "  CategoryL1=* 0.35\n");
  EXPECT_TRUE(std::ranges::is_sorted(ids_));
}

TEST_F(TreeTest, AUnitIsReplacedByASubdivisionInOneCall) {
  const auto ids = grow();
  Batch b(shop_);
  b.erase(ids.tea);
  const auto tea = b.subdivision(ids.root, "Brand", "Tea");
  b.unit(tea, "Condition", "New", 0.5);
  b.unit(tea, "Condition");
  EXPECT_EQ(apply(b), "");
  EXPECT_EQ(ids_[0], ids.tea);
  Batch other_order(shop_);
  const auto salt = other_order.subdivision(ids.root, "Brand", "Salt");
  other_order.unit(salt, "Condition");
  other_order.erase(ids.salt);
  EXPECT_EQ(apply(other_order), "");
  EXPECT_EQ(
      tree(shop_),
      "All\n  Brand=* excluded\n  Brand=Tea\n    Condition=New 0.5\n    Condition=* 0.35\n  Brand=Salt\n    Condition=* 0.35\n");
}

TEST_F(TreeTest, TheWholeTreeIsReplacedInOneCall) {
  const auto ids = grow();
  Batch b(shop_);
  b.erase(ids.root);
  b.unit(0, "All", {}, 2);
  EXPECT_EQ(apply(b), "");
  EXPECT_EQ(tree(shop_), "All 2\n");
}

TEST_F(TreeTest, DeletionTakesDescendantsAndMayTakeAll) {
  const auto ids = grow();
  Batch b(shop_);
  b.erase(ids.salt);
  b.erase(ids.fine);  // gone with salt
  EXPECT_EQ(apply(b), "");
  EXPECT_EQ(ids_, (std::vector{ids.salt, ids.fine}));
  EXPECT_EQ(tree(shop_), "All\n  Brand=Tea 0.35\n  Brand=* excluded\n");
  Batch all(shop_);
  all.erase(ids.root);
  EXPECT_EQ(apply(all), "");
  EXPECT_EQ(tree(shop_), "");
}

TEST_F(TreeTest, WhatIsAddedBelowADeletedNodeIsGoneWithIt) {
  const auto ids = grow();
  Batch b(shop_);
  b.unit(ids.salt, "CustomLabel0", "coarse");
  b.erase(ids.salt);
  EXPECT_EQ(apply(b), "");
  EXPECT_FALSE(stored_node(ids_[0]));
}

TEST_F(TreeTest, TheRestMayBeDividedFurther) {
  Batch b(shop_);
  const auto root = b.subdivision(0);
  const auto rest = b.subdivision(root, "Brand");
  b.unit(rest, "CustomLabel1", "x");
  b.unit(rest, "CustomLabel1");
  EXPECT_EQ(apply(b), "");
}

TEST_F(TreeTest, DeletingTheAdGroupDeletesItsTree) {
  const auto ids = grow();
  DeleteAdGroupsRequest request;
  world().store().read([&](store::Reader& r) { request.campaign_id = r.get(world::kind_of<AdGroup>(), shop_)->parent; });
  request.ad_group_ids.push_back(shop_);
  EXPECT_TRUE(invoke<DeleteAdGroups>(request));
  EXPECT_FALSE(stored_node(ids.fine));
  EXPECT_EQ(tree(shop_), "");
}

TEST_F(TreeTest, RequestsThatFailAsAWhole) {
  EXPECT_EQ(apply(Batch(shop_)), "CampaignServiceAdGroupCriterionActionsNullOrEmpty");
  Batch many(shop_);
  for (int i = 0; i <= 5000; ++i) many.erase(1);
  EXPECT_EQ(apply(many), "CampaignServiceAdGroupCriterionsEntityLimitExceeded");
  Batch two(shop_);
  two.subdivision(0);
  two.unit(0);
  two.last().ad_group_id = group_;
  EXPECT_EQ(apply(two), "CampaignServiceCriterionActionsAdGroupLimitExceeded");
  Batch unknown(987);
  unknown.unit(0);
  EXPECT_EQ(apply(unknown), "CampaignServiceInvalidAdGroupId");
  Batch search(group_);
  search.unit(0);
  EXPECT_EQ(apply(search), "CampaignServiceCampaignIsNotOfTypeShopping");
}

TEST_F(TreeTest, ActionsThatAreNotComplete) {
  Batch b(shop_);
  b.actions.push_back(box<AdGroupCriterionAction>(nil));
  b.actions.push_back(make<AdGroupCriterionAction>());
  b.actions[1]->action = ItemAction::Add;
  b.unit(0);
  b.actions[2]->action.reset();
  b.unit(0);
  b.last().ad_group_id.reset();
  b.unit(0);
  b.last().criterion = make<AgeCriterion>();
  b.unit(0);
  b.last().criterion.set_nil();
  b.unit(0);
  b.partition().condition.set_nil();
  b.unit(-6, "Brand", "x");
  b.partition().partition_type.reset();
  EXPECT_EQ(
      apply(b),
      "CampaignServiceAdGroupCriterionActionNull@0 CampaignServiceAdGroupCriterionIsNull@1 "
      "CampaignServiceAdGroupCriterionActionNull@2 CampaignServiceInvalidAdGroupId@3 CampaignServiceCriterionTypeNotAllowed@4 "
      "CampaignServiceAdGroupCriterionCriterionIsNullOrEmpty@5 CampaignServiceAdGroupCriterionProductConditionIsNull@6 "
      "CampaignServiceProductPartitionTreeRootAlreadyExists@6 CampaignServiceParentAdGroupCriterionIdInvalid@7 "
      "CampaignServiceProductPartitionTypeInvalid@7");
  Batch nameless(0);
  nameless.unit(0);
  nameless.actions.push_back(box<AdGroupCriterionAction>(nil));
  EXPECT_EQ(apply(nameless), "CampaignServiceInvalidAdGroupId@0 CampaignServiceAdGroupCriterionActionNull@1");
}

TEST_F(TreeTest, ParentsComeFirst) {
  EXPECT_EQ(refused([](Batch& b) {
              b.unit(-2, "Brand", "Tea");
              b.subdivision(0);
              b.unit(-2, "Brand");
            }),
            "CampaignServiceParentAdGroupCriterionIdInvalid@0");
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) { b.unit(4711, "Brand", "x"); }), "CampaignServiceParentAdGroupCriterionIdInvalid@0");
  EXPECT_EQ(refused([&](Batch& b) {
              b.erase(ids.salt);
              b.unit(ids.salt, "CustomLabel0", "x");
            }),
            "CampaignServiceParentAdGroupCriterionIdInvalid@1");
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.root, "Brand", "x");
              b.partition().parent_criterion_id = 0;
            }),
            "CampaignServiceParentAdGroupCriterionIdInvalid@0");
}

TEST_F(TreeTest, TemporaryIdsAreNegativeAndTheCallsOwn) {
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.root, "Brand", "x");
              b.last().id = 5;
              b.unit(ids.root, "Brand", "y");
              b.last().id = 0;
              b.unit(ids.root, "Brand", "z");
              b.last().id = -9;
              b.unit(ids.root, "Brand", "u");
              b.last().id = -9;
              b.unit(ids.root, "Brand", "v");
              b.last().id.reset();
            }),
            "CampaignServiceAdGroupCriterionIdShouldBeNullOnAdd@0 CampaignServiceAdGroupCriterionIdShouldBeNullOnAdd@1 "
            "CampaignServiceDuplicateAdGroupCriterionId@3");
  EXPECT_EQ(refused([](Batch& b) { b.unit(-1, "Brand", "w"); }), "CampaignServiceParentAdGroupCriterionIdInvalid@0");
}

TEST_F(TreeTest, OneRoot) {
  grow();
  EXPECT_EQ(refused([](Batch& b) { b.unit(0); }), "CampaignServiceProductPartitionTreeRootAlreadyExists@0");
  const auto other = add_group(add_one(shopping_campaign("other")), "other");
  Batch b(other);
  b.unit(0, "Brand", "Tea");
  EXPECT_EQ(apply(b), "CampaignServiceProductConditionOperandInvalid@0");
  Batch attribute(other);
  attribute.unit(0, "All", "all");
  EXPECT_EQ(apply(attribute), "CampaignServiceProductConditionAttributeInvalid@0");
  Batch excluded(other);
  excluded.excluded(0);
  EXPECT_EQ(apply(excluded), "CampaignServiceInvalidAdGroupCriterionType@0");
}

TEST_F(TreeTest, OnlySubdivisionsHaveChildren) {
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) { b.unit(ids.tea, "Condition"); }), "CampaignServiceCannotAddChildrenToProductPartitionUnit@0");
  EXPECT_EQ(refused([&](Batch& b) { b.subdivision(ids.root, "Brand", "x"); }),
            "CampaignServiceRemainingProductsNodeMissingInProductPartition@0");
  EXPECT_EQ(refused([&](Batch& b) {
              const auto x = b.subdivision(ids.root, "Brand", "x");
              b.unit(x, "Condition", "New");
            }),
            "CampaignServiceRemainingProductsNodeMissingInProductPartition@0");
  EXPECT_EQ(expected_of_last(), "a child with the operand Condition and no attribute");
  EXPECT_EQ(refused([&](Batch& b) {
              auto sub = make<NegativeAdGroupCriterion>();
              sub->criterion = b.criterion(ids.root, "Brand", "x", false);
              sub->id = -5;
              b.push(ItemAction::Add, std::move(sub));
              b.unit(-5, "Condition");
            }),
            "CampaignServiceInvalidAdGroupCriterionType@0");
  EXPECT_EQ(tree(shop_), grown);
}

TEST_F(TreeTest, SiblingsShareAnOperandAndDiffer) {
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) { b.unit(ids.root, "Condition", "New"); }),
            "CampaignServiceProductPartitionSiblingsMustHaveSameOperand@0");
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.root, "Brand", "TEA");
              b.unit(ids.root, "Brand");
            }),
            "CampaignServiceDuplicateProductConditions@0 CampaignServiceDuplicateProductConditions@1");
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.root);
              b.partition().parent_criterion_id = ids.root;
            }),
            "CampaignServiceProductConditionOperandInvalid@0");
}

TEST_F(TreeTest, TheRestIsReplacedNotDeleted) {
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) { b.erase(ids.rest); }), "CampaignServiceRemainingProductsNodeRequired@0");
  EXPECT_EQ(refused([&](Batch& b) {
              b.erase(ids.fine);
              b.erase(ids.other_salt);
            }),
            "CampaignServiceRemainingProductsNodeRequired@1");
  EXPECT_EQ(refused([&](Batch& b) {
              b.erase(ids.rest);
              b.unit(ids.root, "Brand", {}, 0.1);
            }),
            "");
}

TEST_F(TreeTest, EachOperandOnceABranchAndLevelsAscend) {
  const auto below = [&](std::string_view upper, std::string_view lower) {
    return refused([&](Batch& b) {
      const auto root = b.subdivision(0);
      const auto a = b.subdivision(root, upper, "x");
      b.unit(root, upper);
      const auto between = b.subdivision(a, "Condition", "New");
      b.unit(a, "Condition");
      b.unit(between, lower);
      b.erase(0);  // nothing is kept
    });
  };
  const std::string nothing_kept = "CampaignServiceAdGroupCriterionIdInvalid@6";
  EXPECT_EQ(below("Brand", "Id"), nothing_kept);
  EXPECT_EQ(below("Brand", "Brand"), "CampaignServiceInvalidProductPartitionHierarchy@5 " + nothing_kept);
  EXPECT_EQ(below("CategoryL1", "CategoryL2"), nothing_kept);
  EXPECT_EQ(below("CategoryL1", "CategoryL4"), nothing_kept);
  EXPECT_EQ(below("CategoryL2", "CategoryL1"), "CampaignServiceInvalidProductPartitionHierarchy@5 " + nothing_kept);
  EXPECT_EQ(below("ProductType3", "ProductType1"), "CampaignServiceInvalidProductPartitionHierarchy@5 " + nothing_kept);
  EXPECT_EQ(below("ProductType3", "CategoryL1"), nothing_kept);
  EXPECT_EQ(below("CustomLabel4", "CustomLabel0"), nothing_kept);
}

TEST_F(TreeTest, SevenLevelsBelowTheRoot) {
  const auto grow_to = [&](std::initializer_list<std::string_view> operands) {
    Batch b(shop_);
    auto parent = b.subdivision(0);
    for (const auto o : operands) {
      b.unit(parent, o);
      parent = o == *(operands.end() - 1) ? b.unit(parent, o, "New") : b.subdivision(parent, o, "New");
    }
    return apply(b);
  };
  EXPECT_EQ(
      grow_to({"CategoryL1", "CategoryL2", "CategoryL3", "CategoryL4", "CategoryL5", "Brand", "Id", "Condition"}),
      "CampaignServiceProductPartitionTreeHeightLimitExceeeded@15 CampaignServiceProductPartitionTreeHeightLimitExceeeded@16");
  EXPECT_EQ(grow_to({"CategoryL1", "CategoryL2", "CategoryL3", "CategoryL4", "CategoryL5", "Brand", "Condition"}), "");
}

TEST_F(TreeTest, TheLastNodesAreTooMany) {
  set_limit(world(), "criterion-tree-nodes", 7);
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.root, "Brand", "x");
              b.unit(ids.root, "Brand", "y");
            }),
            "CampaignServiceAdGroupProductPartitionLimitExceeded@1");
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.root, "Brand", "x");
              b.unit(ids.root, "Brand", "y");
              b.erase(ids.tea);
            }),
            "");
}

TEST_F(TreeTest, ConditionsAreThoseOfTheCampaign) {
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) {
              b.unit(ids.salt, "Colour", "red");
              b.unit(ids.salt, "GTIN", "12345678901234");
              b.unit(ids.salt, "CustomLabel0", std::string(101, 'x'));
              b.unit(ids.tea, "Condition", "Broken");
            }),
            "CampaignServiceProductConditionOperandInvalid@0 CampaignServiceProductConditionOperandInvalid@1 "
            "CampaignServiceProductConditionAttributeTooLong@2 CampaignServiceProductConditionAttributeInvalid@3 "
            "CampaignServiceCannotAddChildrenToProductPartitionUnit@3");
  auto sponsored = shopping_campaign("sponsored");
  sponsored->sub_type = "ShoppingSponsoredProductAd";
  Batch b(add_group(add_one(std::move(sponsored)), "partner"));
  const auto root = b.subdivision(0);
  b.unit(root, "GTIN", "12345678901234");
  b.unit(root, "GTIN");
  EXPECT_EQ(apply(b), "");
}

TEST_F(TreeTest, IdsOfUpdatesAndDeletions) {
  const auto ids = grow();
  auto age = make<BiddableAdGroupCriterion>();
  age->criterion = make<AgeCriterion>();
  constexpr std::int64_t age_id = 88'000'000'001;
  world().store().write([&](store::Writer& w) {
    const auto number = schema::type_info(AgeCriterion::type_id).number;
    world::save_object(w, world::kind_of<AdGroupCriterion>(), {age_id, account_id, shop_, number, now_ticks, "age", {}}, *age);
    return true;
  });
  const auto each = [&](const auto& act) {
    return refused([&](Batch& b) {
      act(b, opt<std::int64_t>());
      for (const std::int64_t id : {std::int64_t{-4}, std::int64_t{4711}, age_id, ids.tea, ids.tea}) act(b, opt(id));
    });
  };
  constexpr auto wrong =
      "CampaignServiceAdGroupCriterionIdIsNull@0 CampaignServiceAdGroupCriterionIdInvalid@1 "
      "CampaignServiceAdGroupCriterionDoesNotExist@2 CampaignServiceAdGroupCriterionIdNotMatchCriterionType@3 "
      "CampaignServiceDuplicateAdGroupCriterionId@5";
  EXPECT_EQ(each([](Batch& b, opt<std::int64_t> id) { b.erase(0), b.last().id = id; }), wrong);
  EXPECT_EQ(each([](Batch& b, opt<std::int64_t> id) { b.update(0), b.last().id = id; }), wrong);
  // Deleted by the call, and before it.
  EXPECT_EQ(refused([&](Batch& b) {
              b.erase(ids.salt);
              b.update(ids.fine, Batch::fixed(1));
            }),
            "CampaignServiceAdGroupCriterionIsDeleted@1");
  EXPECT_EQ(refused([&](Batch& b) { b.erase(ids.tea); }), "");
  EXPECT_EQ(refused([&](Batch& b) { b.erase(ids.tea); }), "CampaignServiceAdGroupCriterionIsDeleted@0");
  EXPECT_EQ(refused([&](Batch& b) { b.update(ids.tea); }), "CampaignServiceAdGroupCriterionIsDeleted@0");
  // Those of other ad groups are not known here.
  Batch other(add_group(add_one(shopping_campaign("other")), "other"));
  other.erase(ids.salt);
  EXPECT_EQ(apply(other), "CampaignServiceAdGroupCriterionDoesNotExist@0");
}

TEST_F(TreeTest, UpdatesChangeNoStructure) {
  const auto ids = grow();
  EXPECT_EQ(refused([&](Batch& b) {
              b.update(ids.tea, Batch::fixed(0.9));
              b.last().criterion = b.criterion(ids.root, "Brand", "Tea", true);
              b.update(ids.fine, Batch::fixed(0.8));
            }),
            "");
  EXPECT_EQ(stored_unit(ids.tea)->criterion_bid.as<FixedBid>()->amount, 0.9);
  const auto changed = [&](const std::function<void(ProductPartition&)>& change) {
    return refused([&](Batch& b) {
      b.update(ids.tea);
      b.last().criterion = b.criterion(ids.root, "Brand", "Tea", true);
      change(b.partition());
    });
  };
  constexpr auto immutable = "CampaignServiceProductPartitionCriterionImmutable@0";
  EXPECT_EQ(changed([](auto& p) { p.condition->attribute = "Coffee"; }), immutable);
  EXPECT_EQ(changed([](auto& p) { p.condition->operand = "Id"; }), immutable);
  EXPECT_EQ(changed([](auto& p) { p.partition_type = ProductPartitionType::Subdivision; }), immutable);
  EXPECT_EQ(changed([&](auto& p) { p.parent_criterion_id = ids.salt; }), immutable);
  EXPECT_EQ(changed([](auto& p) { p.condition.reset(), p.partition_type.reset(), p.parent_criterion_id = nil; }), "");
  EXPECT_EQ(refused([&](Batch& b) { b.update(ids.rest, Batch::fixed(1)); }),
            "CampaignServiceNegativeAdGroupCriterionImmutable@0");
  EXPECT_EQ(refused([&](Batch& b) { b.push(ItemAction::Update, make<NegativeAdGroupCriterion>()).id = ids.tea; }),
            "CampaignServiceAdGroupCriterionTypeImmutable@0");
  EXPECT_EQ(refused([&](Batch& b) {
              b.update(ids.tea);
              b.last().criterion = make<HotelGroup>();
            }),
            "CampaignServiceCriterionTypeNotAllowed@0");
}

TEST_F(TreeTest, AnInjectedErrorFailsAll) {
  Batch b(shop_);
  b.pets();
  ApplyProductPartitionActionsRequest request;
  request.criterion_actions = b.actions;
  Call call{world(),    schema::contract.operations[ApplyProductPartitionActions::id],
            principal_, customer_id,
            account_id, "t",
            "",         world().clock().now(),
            {},         {},
            {}};
  call.injected = [](int index) -> std::optional<ErrorValue> {
    if (index != 3) return std::nullopt;
    ErrorValue e;
    e.error = Error::InternalError;
    e.index = index;
    return e;
  };
  const auto answer = registry_.invoke(call, request);
  ASSERT_TRUE(answer);
  const auto& response = static_cast<const ApplyProductPartitionActionsResponse&>(**answer);
  ASSERT_EQ(response.partial_errors.size(), 9u);
  EXPECT_EQ(response.partial_errors[3]->error_code, "InternalError");
  EXPECT_EQ(response.partial_errors[2]->error_code, "CampaignServiceRelatedProductPartitionActionError");
  EXPECT_EQ(tree(shop_), "");
}

}  // namespace
}  // namespace adsbox::services
