#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class BidStrategies : public CampaignFixture {
 protected:
  static box<BidStrategy> portfolio(std::string_view name, double max_cpc = 2) {
    auto b = make<BidStrategy>();
    b->name = name;
    b->bidding_scheme = scheme<MaxClicksBiddingScheme>([&](auto& s) { s.max_cpc = bid(max_cpc); });
    return b;
  }
  std::string add_all(std::vector<box<BidStrategy>> items, std::vector<std::int64_t>* ids = nullptr) {
    AddBidStrategiesRequest request;
    for (auto& b : items) request.bid_strategies.push_back(std::move(b));
    auto answer = invoke<AddBidStrategies>(request);
    if (!answer) return failure_of(answer);
    if (ids != nullptr)
      for (const auto id : answer->bid_strategy_ids) ids->push_back(id.value_or(0));
    return errors_of(answer->partial_errors);
  }
  std::int64_t add_strategy(box<BidStrategy> b) {
    std::vector<box<BidStrategy>> one;
    one.push_back(std::move(b));
    std::vector<std::int64_t> ids;
    EXPECT_EQ(add_all(std::move(one), &ids), "");
    return ids.empty() ? 0 : ids[0];
  }
  std::string broken(const std::function<void(BidStrategy&)>& change) {
    std::vector<box<BidStrategy>> one;
    one.push_back(portfolio("broken"));
    change(*one[0]);
    return add_all(std::move(one));
  }
  std::string change(std::int64_t id, const std::function<void(BidStrategy&)>& how) {
    UpdateBidStrategiesRequest request;
    auto b = make<BidStrategy>();
    b->id = id;
    how(*b);
    request.bid_strategies.push_back(std::move(b));
    auto answer = invoke<UpdateBidStrategies>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  std::string erase(std::initializer_list<opt<std::int64_t>> ids, opt<EntityScope> scope = {}) {
    DeleteBidStrategiesRequest request;
    request.bid_strategy_ids = ids;
    request.scope = scope;
    auto answer = invoke<DeleteBidStrategies>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  GetBidStrategiesByIdsResponse get(std::initializer_list<opt<std::int64_t>> ids, opt<EntityScope> scope = {},
                                    opt<PortfolioBidStrategyAdditionalField> fields = {}) {
    GetBidStrategiesByIdsRequest request;
    request.bid_strategy_ids = ids;
    request.scope = scope;
    request.return_additional_fields = fields;
    auto answer = invoke<GetBidStrategiesByIds>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : GetBidStrategiesByIdsResponse{};
  }
  std::string campaigns_of(std::initializer_list<opt<std::int64_t>> ids, opt<EntityScope> scope = {}) {
    GetCampaignIdsByBidStrategyIdsRequest request;
    request.bid_strategy_ids = ids;
    request.scope = scope;
    auto answer = invoke<GetCampaignIdsByBidStrategyIds>(request);
    if (!answer) return failure_of(answer);
    std::string s;
    for (const auto& c : answer->campaign_id_collection) {
      s += s.empty() ? "" : " ";
      if (!c) {
        s += "nil";
        continue;
      }
      std::string ids_text;
      for (const auto id : c->ids) ids_text += (ids_text.empty() ? "" : ",") + std::to_string(*id);
      s += "[" + ids_text + "]";
    }
    const auto errors = errors_of(answer->partial_errors);
    return errors.empty() ? s : s + " " + errors;
  }
  static constexpr auto every_field = PortfolioBidStrategyAdditionalField::Scope |
                                      PortfolioBidStrategyAdditionalField::CurrencyCode |
                                      PortfolioBidStrategyAdditionalField::ReportingTimeZone;
  double max_cpc(const box<Campaign>& c) { return *c->bidding_scheme.as<MaxClicksBiddingScheme>()->max_cpc->amount; }
};

TEST_F(BidStrategies, AreAddedReadChangedAndDeleted) {
  std::vector<box<BidStrategy>> items;
  items.push_back(portfolio("clicks"));
  items.push_back(box<BidStrategy>(nil));
  items.push_back(portfolio("Clicks"));
  std::vector<std::int64_t> ids;
  EXPECT_EQ(add_all(std::move(items), &ids), "NullArrayArgument@1 CampaignServiceEntityAlreadyExists@2");
  ASSERT_EQ(ids.size(), 3u);
  const auto read = get({ids[0], 5}, {}, every_field);
  EXPECT_EQ(errors_of(read.partial_errors), "PortfolioBidStrategyIdInvalid@1");
  ASSERT_EQ(read.bid_strategies.size(), 2u);
  const auto& b = *read.bid_strategies[0];
  EXPECT_EQ(*b.associated_campaign_type, CampaignType::Search);
  EXPECT_EQ(*b.association_count, 0);
  EXPECT_EQ(*b.scope, EntityScope::Account);
  EXPECT_EQ(b.currency_code.view(), "USD");
  EXPECT_FALSE(b.reporting_time_zone.empty());
  EXPECT_EQ(get({}).bid_strategies.size(), 1u);

  EXPECT_EQ(change(ids[0], [](auto& c) { c.name = "more clicks"; }), "");
  EXPECT_EQ(change(ids[0], [](auto& c) { c.associated_campaign_type = CampaignType::Shopping; }), "") << "read-only: not heard";
  EXPECT_EQ(*get({ids[0]}).bid_strategies[0]->associated_campaign_type, CampaignType::Search);
  EXPECT_EQ(change(ids[0],
                   [](auto& c) {
                     c.bidding_scheme = scheme<TargetImpressionShareBiddingScheme>([](auto& s) {
                       s.target_ad_position = "MainLine";
                       s.target_impression_share = 50.0;
                     });
                   }),
            "UnsupportedBiddingScheme@0");
  EXPECT_EQ(erase({ids[0], 5}), "PortfolioBidStrategyIdInvalid@1");
  EXPECT_EQ(get({}).bid_strategies.size(), 0u);
}

TEST_F(BidStrategies, AreRefusedWhenBroken) {
  EXPECT_EQ(broken([](auto& b) { b.name = nil; }), "InvalidValue@0");
  EXPECT_EQ(broken([](auto& b) { b.name = "  "; }), "InvalidValue@0");
  EXPECT_EQ(broken([](auto& b) { b.name = std::string(256, 'x'); }), "NameTooLong@0");
  EXPECT_EQ(broken([](auto& b) { b.bidding_scheme = nil; }), "UnsupportedBiddingScheme@0");
  EXPECT_EQ(broken([](auto& b) { b.bidding_scheme = make<EnhancedCpcBiddingScheme>(); }), "UnsupportedBiddingScheme@0");
  EXPECT_EQ(broken([](auto& b) { b.associated_campaign_type = CampaignType::Audience; }), "NotSupportedForThisCampaignType@0");
  EXPECT_EQ(broken([](auto& b) { b.associated_campaign_type = CampaignType::Search | CampaignType::Shopping; }),
            "CampaignServiceCampaignTypeLimitExceeded@0");
  EXPECT_EQ(broken([](auto& b) {
              b.associated_campaign_type = CampaignType::Shopping;
              b.bidding_scheme = make<MaxConversionsBiddingScheme>();
            }),
            "UnsupportedBiddingScheme@0");
  EXPECT_EQ(broken([](auto& b) { b.bidding_scheme = scheme<MaxClicksBiddingScheme>([](auto& s) { s.max_cpc = bid(0.01); }); }),
            "MaxCpcBidAmountsLessThanFloorPrice@0");
  EXPECT_EQ(broken([](auto& b) { b.bidding_scheme = scheme<MaxClicksBiddingScheme>([](auto& s) { s.max_cpc = bid(1001); }); }),
            "MaxCpcBidsAmountsGreaterThanCeilingPrice@0");
  EXPECT_EQ(broken([](auto& b) { b.bidding_scheme = make<TargetCpaBiddingScheme>(); }), "TargetCpaIsRequired@0");
  EXPECT_EQ(broken([](auto& b) { b.currency_code = "EUR"; }), "InvalidValue@0");
  EXPECT_EQ(broken([](auto& b) { b.reporting_time_zone = "Atlantis"; }), "CampaignServiceTimeZoneValueInvalid@0");
  EXPECT_EQ(failure_of(invoke<AddBidStrategies>({})), "NullArrayArgument");
  EXPECT_EQ(failure_of(invoke<DeleteBidStrategies>({})), "CampaignServiceIdsNotPassed");
  AddBidStrategiesRequest many;
  for (int i = 0; i < 101; ++i) many.bid_strategies.push_back(portfolio("x" + std::to_string(i)));
  EXPECT_EQ(failure_of(invoke<AddBidStrategies>(many)), "CampaignServiceBatchLimitExceeded");
}

TEST_F(BidStrategies, KeepWhatHasBeenFoldedIntoOthersAsTheseOthers) {
  auto b = portfolio("cpa");
  b->bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 3.0; });
  const auto id = add_strategy(std::move(b));
  const auto* stored = get({id}).bid_strategies[0]->bidding_scheme.as<MaxConversionsBiddingScheme>();
  EXPECT_EQ(change(id, [](auto& c) { c.bidding_scheme = scheme<TargetCpaBiddingScheme>([](auto& s) { s.target_cpa = 4.0; }); }),
            "");
  const auto read = get({id});
  stored = read.bid_strategies[0]->bidding_scheme.as<MaxConversionsBiddingScheme>();
  ASSERT_NE(stored, nullptr);
  EXPECT_EQ(*stored->target_cpa, 4.0);
}

TEST_F(BidStrategies, BidForTheCampaignsThatShareThem) {
  const auto id = add_strategy(portfolio("clicks", 2)), other = add_strategy(portfolio("other", 3));
  auto joined = search_campaign("joined");
  joined->bid_strategy_id = id;
  const auto a = add_one(std::move(joined));
  const auto b = add_one(search_campaign("own"));
  EXPECT_EQ(update_one(b, [&](auto& c) { c.bid_strategy_id = id; }), "");
  EXPECT_EQ(max_cpc(stored(b)), 2);
  EXPECT_EQ(*stored(a)->bid_strategy_scope, EntityScope::Account);
  EXPECT_EQ(campaigns_of({id, other, 3}),
            "[" + std::to_string(a) + "," + std::to_string(b) + "] [] nil PortfolioBidStrategyIdInvalid@2");
  EXPECT_EQ(*get({id}).bid_strategies[0]->association_count, 2);

  EXPECT_EQ(change(id, [](auto& s) { s.bidding_scheme = scheme<MaxClicksBiddingScheme>([](auto& c) { c.max_cpc = bid(4); }); }),
            "");
  EXPECT_EQ(max_cpc(stored(a)), 4);
  EXPECT_EQ(update_one(a, [](auto& c) { c.bidding_scheme = make<EnhancedCpcBiddingScheme>(); }), "");
  EXPECT_EQ(max_cpc(stored(a)), 4) << "the portfolio's strategy holds";
  EXPECT_EQ(update_one(a, [&](auto& c) { c.bid_strategy_id = other; }), "");
  EXPECT_EQ(max_cpc(stored(a)), 3);
  EXPECT_EQ(update_one(b,
                       [](auto& c) {
                         c.bid_strategy_id = 0;
                         c.bidding_scheme = make<EnhancedCpcBiddingScheme>();
                       }),
            "");
  EXPECT_NE(stored(b)->bidding_scheme.as<EnhancedCpcBiddingScheme>(), nullptr);
  EXPECT_EQ(campaigns_of({id, other}), "[] [" + std::to_string(a) + "]");

  EXPECT_EQ(erase({other}), "") << "its campaigns go on by themselves";
  EXPECT_FALSE(stored(a)->bid_strategy_id.has_value());
  EXPECT_EQ(max_cpc(stored(a)), 3);
  EXPECT_EQ(update_one(a, [](auto& c) { c.bidding_scheme = make<EnhancedCpcBiddingScheme>(); }), "");
}

TEST_F(BidStrategies, GoWithSharedBudgets) {
  AddBudgetsRequest budgets;
  auto budget = make<Budget>();
  budget->name = "shared";
  budget->amount = 30.0;
  budget->budget_type = BudgetLimitType::DailyBudgetStandard;
  budgets.budgets.push_back(std::move(budget));
  const auto budget_id = *invoke<AddBudgets>(budgets)->budget_ids[0];
  auto b = portfolio("conversions");
  b->bidding_scheme = make<MaxConversionsBiddingScheme>();
  const auto id = add_strategy(std::move(b));
  auto c = search_campaign("both");
  c->daily_budget = nil;
  c->budget_type = nil;
  c->budget_id = budget_id;
  c->bid_strategy_id = id;
  const auto campaign = add_one(std::move(c));
  EXPECT_GT(campaign, 0);
  // What the campaign would take along does not go with a shared budget.
  EXPECT_EQ(update_one(campaign, [](auto& u) { u.bid_strategy_id = 0; }), "MaxConversionAndSharedBudgetAreMutuallyExclusive@0");
  EXPECT_EQ(update_one(campaign,
                       [](auto& u) {
                         u.bid_strategy_id = 0;
                         u.bidding_scheme = make<MaxClicksBiddingScheme>();
                       }),
            "");
}

TEST_F(BidStrategies, OfPerformanceMaxCampaigns) {
  const auto of_type = [](std::string_view name, box<BiddingScheme> s) {
    auto b = portfolio(name);
    b->associated_campaign_type = CampaignType::PerformanceMax;
    b->bidding_scheme = std::move(s);
    return b;
  };
  const auto roas = [](bool bids) {
    return scheme<TargetRoasBiddingScheme>([&](auto& s) {
      s.target_roas = 2.0;
      if (bids) s.max_cpc = bid(1);
    });
  };
  std::vector<box<BidStrategy>> wrong;
  wrong.push_back(of_type("clicks", scheme<MaxClicksBiddingScheme>()));
  wrong.push_back(of_type("bids", roas(true)));
  EXPECT_EQ(add_all(std::move(wrong)), "UnsupportedBiddingScheme@0 UnsupportedBiddingScheme@1");
  const auto id = add_strategy(of_type("roas", roas(false)));
  auto c = search_campaign("all channels");
  c->campaign_type = CampaignType::PerformanceMax;
  with_setting<PerformanceMaxSetting>(*c);
  c->bid_strategy_id = id;
  const auto campaign = add_one(std::move(c));
  const auto all = stored(campaign);
  EXPECT_EQ(*all->bidding_scheme.as<MaxConversionValueBiddingScheme>()->target_roas, 2.0);
  EXPECT_EQ(*all->bid_strategy_scope, EntityScope::Account);
  EXPECT_EQ(update_one(add_one(search_campaign("search")), [&](auto& u) { u.bid_strategy_id = id; }),
            "UnsupportedBiddingScheme@0");
  EXPECT_EQ(erase({id, id}), "DuplicateId@1");
}

TEST_F(BidStrategies, HaveLimits) {
  set_limit(world(), "bid-strategies-per-account", 1);
  set_limit(world(), "campaigns-per-bid-strategy", 1);
  const auto id = add_strategy(portfolio("one"));
  EXPECT_EQ(broken([](auto&) {}), "CampaignServiceBatchLimitExceeded@0");
  const auto a = add_one(search_campaign("a")), b = add_one(search_campaign("b"));
  EXPECT_EQ(update_one(a, [&](auto& c) { c.bid_strategy_id = id; }), "");
  EXPECT_EQ(update_one(b, [&](auto& c) { c.bid_strategy_id = id; }), "CampaignServiceBatchLimitExceeded@0");
  EXPECT_EQ(update_one(a, [&](auto& c) { c.bid_strategy_id = id; }), "");
}

TEST_F(BidStrategies, OfACustomerAreForItsAccountsInOneCurrency) {
  auto all = portfolio("all accounts");
  all->scope = EntityScope::Customer;
  const auto id = add_strategy(std::move(all));
  add_strategy(portfolio("all accounts"));  // a name of the account, not of the customer
  EXPECT_EQ(errors_of(get({id}).partial_errors), "PortfolioBidStrategyIdInvalid@0") << "Account is the default";
  const auto read = get({id}, EntityScope::Customer, every_field);
  ASSERT_TRUE(read.bid_strategies[0].has_value());
  EXPECT_EQ(*read.bid_strategies[0]->scope, EntityScope::Customer);
  EXPECT_EQ(get({}, EntityScope::Customer).bid_strategies.size(), 1u);
  EXPECT_EQ(change(id, [](auto& s) { s.name = "everywhere"; }), "");
  const auto campaign = add_one(search_campaign("a"));
  EXPECT_EQ(update_one(campaign,
                       [&](auto& c) {
                         c.bid_strategy_id = id;
                         c.bid_strategy_scope = EntityScope::Customer;
                       }),
            "");
  EXPECT_EQ(*stored(campaign)->bid_strategy_scope, EntityScope::Customer);
  EXPECT_EQ(campaigns_of({id}, EntityScope::Customer), "[" + std::to_string(campaign) + "]");
  EXPECT_EQ(campaigns_of({id}), "nil PortfolioBidStrategyIdInvalid@0");
  EXPECT_EQ(erase({id}), "PortfolioBidStrategyIdInvalid@0");
  EXPECT_EQ(erase({id}, EntityScope::Customer), "");
  EXPECT_FALSE(stored(campaign)->bid_strategy_id.has_value());
}

TEST_F(BidStrategies, AreJoinedInTheScopeThatIsSaid) {
  auto all = portfolio("all accounts", 4);
  all->scope = EntityScope::Customer;
  const auto of_customer = add_strategy(std::move(all)), of_account = add_strategy(portfolio("account"));
  const auto campaign = add_one(search_campaign("a"));
  const auto join = [&](opt<std::int64_t> id, opt<EntityScope> scope) {
    return update_one(campaign, [&](auto& c) {
      c.bid_strategy_id = id;
      c.bid_strategy_scope = scope;
    });
  };
  EXPECT_EQ(join({}, EntityScope::Customer), "") << "of no portfolio it is not heard";
  EXPECT_TRUE(stored(campaign)->bid_strategy_scope.is_absent());
  const std::string unknown = "CampaignServiceEntityIdInvalid@0";
  EXPECT_EQ(join(of_customer, {}), unknown) << "the account's by default";
  EXPECT_EQ(join(of_customer, EntityScope::Account), unknown);
  EXPECT_EQ(join(of_account, EntityScope::Customer), unknown);
  EXPECT_EQ(join(of_customer, EntityScope::Customer), "");
  EXPECT_EQ(max_cpc(stored(campaign)), 4);
  EXPECT_EQ(join(of_customer, {}), "") << "the portfolio that it is in";
  EXPECT_EQ(*stored(campaign)->bid_strategy_scope, EntityScope::Customer);
  EXPECT_EQ(join({}, EntityScope::Account), unknown);
  EXPECT_EQ(join(of_account, {}), "");
  EXPECT_EQ(*stored(campaign)->bid_strategy_scope, EntityScope::Account);
  EXPECT_EQ(join(0, EntityScope::Customer), "");
  EXPECT_TRUE(stored(campaign)->bid_strategy_scope.is_absent());

  auto added = search_campaign("b");
  added->bid_strategy_id = of_customer;
  added->bid_strategy_scope = EntityScope::Customer;
  EXPECT_EQ(*stored(add_one(std::move(added)))->bid_strategy_scope, EntityScope::Customer);
}

TEST_F(BidStrategies, TakeEmptyTextsAndBidsWithoutAnAmountForNone) {
  auto b = portfolio("empty");
  b->currency_code = "";
  b->reporting_time_zone = "";
  const auto id = add_strategy(std::move(b));
  EXPECT_EQ(change(id, [](auto& s) { s.reporting_time_zone = "EasternTimeUSCanada"; }), "");
  EXPECT_EQ(change(id,
                   [](auto& s) {
                     s.currency_code = "";
                     s.reporting_time_zone = "";
                     s.bidding_scheme = scheme<MaxClicksBiddingScheme>([](auto& c) { c.max_cpc = make<Bid>(); });
                   }),
            "");
  const auto read = get({id}, {}, every_field);
  EXPECT_EQ(read.bid_strategies[0]->currency_code, "USD");
  EXPECT_EQ(read.bid_strategies[0]->reporting_time_zone, "EasternTimeUSCanada");
  EXPECT_FALSE(read.bid_strategies[0]->bidding_scheme.as<MaxClicksBiddingScheme>()->max_cpc.has_value());
}

TEST_F(BidStrategies, ShowNewerMembersWhenAskedFor) {
  below_the_wire_ = true;  // what is hidden, the encoder alone is told
  const auto hidden = [&](TypeId type, std::string_view member) {
    const auto fields = schema::fields_of(schema::type_info(type));
    const auto* f = schema::find_field(schema::type_info(type), member);
    const auto* mask = last_call().filter.hidden(type);
    return mask != nullptr && mask->test(static_cast<std::size_t>(f - fields.data()));
  };
  get({});
  for (const auto* name : {"Scope", "CurrencyCode", "ReportingTimeZone"}) EXPECT_TRUE(hidden(BidStrategy::type_id, name)) << name;
  EXPECT_TRUE(hidden(MaxConversionValueBiddingScheme::type_id, "MaxCpc"));
  get({}, {}, PortfolioBidStrategyAdditionalField::Scope | PortfolioBidStrategyAdditionalField::CurrencyCode);
  EXPECT_FALSE(hidden(BidStrategy::type_id, "Scope"));
  EXPECT_TRUE(hidden(BidStrategy::type_id, "ReportingTimeZone"));
}

}  // namespace
}  // namespace adsbox::services
