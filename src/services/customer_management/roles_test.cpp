// UpdateUserRoles, invitations, pilots, external ids.
#include "identity/invitations.h"
#include "identity/pilots.h"
#include "services/customer_management/people_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;
using enum identity::Role;

class RolesTest : public PeopleFixture {
 protected:
  RolesTest() {
    customer(500, "boss", {123, 456, 789});
    manager_ = join("manager", 500, advertiser_campaign_manager, {123, 456, 789});
    standard_ = join("standard", 500, standard_user);
    as("boss");
  }
  static list<opt<std::int64_t>> list_of(const Ids& ids) {
    list<opt<std::int64_t>> l;
    for (const auto id : ids) l.push_back(id);
    return l;
  }
  struct Change {
    opt<std::int32_t> role;
    Ids accounts = {}, customers = {};
    opt<std::int32_t> old_role = nil;
    Ids old_accounts = {}, old_customers = {};
  };
  std::string change(std::int64_t user, const Change& c, std::int64_t customer = 500) {
    UpdateUserRolesRequest r;
    r.customer_id = customer;
    r.user_id = user;
    r.new_role_id = c.role;
    r.new_account_ids = list_of(c.accounts);
    r.new_customer_ids = list_of(c.customers);
    r.delete_role_id = c.old_role;
    r.delete_account_ids = list_of(c.old_accounts);
    r.delete_customer_ids = list_of(c.old_customers);
    return failed<UpdateUserRoles>(r);
  }
  std::string role(std::int64_t user) {
    GetUserRequest r;
    r.user_id = user;
    const auto answer = ask<GetUser>(r);
    if (!answer) return failure_of(answer);
    std::string all;
    for (const auto& g : answer->customer_roles) {
      (all.empty() ? all : all += "; ") += std::to_string(*g->role_id);
      if (!g->account_ids.is_nil()) all += ":";
      for (const auto& id : g->account_ids) all += " " + std::to_string(*id);
      if (g->customer_link_permission) all += " " + g->customer_link_permission.str();
    }
    return all;
  }
  box<UserInvitation> invitation() {
    auto i = make<UserInvitation>();
    i->customer_id = 500;
    i->role_id = 100;
    i->first_name = "New";
    i->last_name = "Person";
    i->email = "new@outlook.com";
    return i;
  }
  std::string invite(const std::function<void(UserInvitation&)>& edit) {
    SendUserInvitationRequest r;
    r.user_invitation = invitation();
    edit(*r.user_invitation);
    return failed<SendUserInvitation>(r);
  }
  std::vector<box<UserInvitation>> pending(const std::string& customers = "500", PredicateOperator op = PredicateOperator::In) {
    SearchUserInvitationsRequest r;
    r.predicates.push_back(make<Predicate>());
    r.predicates[0]->field = "CustomerId";
    r.predicates[0]->operator_ = op;
    r.predicates[0]->value = customers;
    auto answer = ask<SearchUserInvitations>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    std::vector<box<UserInvitation>> found;
    if (answer)
      for (auto& i : answer->user_invitations) found.push_back(std::move(i));
    return found;
  }
  std::int64_t manager_, standard_;
};

TEST_F(RolesTest, AnAccountIsTakenFromACampaignManager) {  // the first example of the page
  EXPECT_EQ(change(manager_, {.role = 16, .accounts = {123, 789}, .old_role = 16, .old_accounts = {456}}), "");
  EXPECT_EQ(role(manager_), "16: 123 789");
}

TEST_F(RolesTest, ALimitedCampaignManagerGetsAllAccounts) {  // the second one
  EXPECT_EQ(change(manager_, {.role = 16, .old_role = 16, .old_accounts = {123, 456, 789}}), "");
  EXPECT_EQ(role(manager_), "16");
}

TEST_F(RolesTest, ListsGrowAndShrink) {
  const auto user = join("few", 500, viewer, {123});
  EXPECT_EQ(change(user, {.role = 100, .accounts = {456}}), "");
  EXPECT_EQ(role(user), "100: 123 456");
  EXPECT_EQ(change(user, {.role = nil, .old_role = 100, .old_accounts = {123}}), "");
  EXPECT_EQ(role(user), "100: 456");
  // The last one gone: nothing is left, which is not everything.
  EXPECT_EQ(change(user, {.role = nil, .old_role = 100, .old_accounts = {456}}), "");
  EXPECT_EQ(role(user), "100:");
  as("few");
  GetAccountRequest get;
  get.account_id = 123;
  EXPECT_EQ(failed<GetAccount>(get), "1001 permission.account.reach AccountId");
  as("boss");
  EXPECT_EQ(change(user, {.role = 203, .accounts = {789}}), "");  // another role begins anew
  EXPECT_EQ(role(user), "203: 789");
}

TEST_F(RolesTest, CustomerLevelRolesCannotBeLimitedToAccounts) {
  EXPECT_EQ(change(manager_, {.role = 41, .accounts = {123}}), "");  // succeeds silently
  EXPECT_EQ(role(manager_), "41");
  EXPECT_EQ(change(manager_, {.role = 16}), "");  // and back
  EXPECT_EQ(role(manager_), "16");
}

TEST_F(RolesTest, ARoleCanGoAsAWhole) {
  EXPECT_EQ(change(manager_, {.role = nil, .old_role = 16}), "");
  EXPECT_EQ(role(manager_), "1001");
}

TEST_F(RolesTest, AggregatorsKeepTheirSecondRole) {
  join("boss", 500, aggregator);  // one more row of the same person would be a User of its own: give it to the one there is
  as("boss");
  EXPECT_EQ(principal_.grants.size(), 2u);
  const auto user = principal_.grants[1].user_id;
  EXPECT_EQ(change(user, {.role = 33, .old_role = 33}), "");
  EXPECT_EQ(change(user, {.role = 100, .old_role = 33}), "");
  as("boss");
  EXPECT_EQ(principal_.grants.size(), 1u);
  EXPECT_EQ(principal_.grants[0].role, viewer);
}

TEST_F(RolesTest, WhatMustHold) {
  EXPECT_EQ(change(manager_, {.role = 7}), "ApiInputValidationError UpdateUserRoles.NewRoleId.role NewRoleId");
  EXPECT_EQ(change(manager_, {.role = nil, .old_role = 7}),
            "ApiInputValidationError UpdateUserRoles.DeleteRoleId.role DeleteRoleId");
  EXPECT_EQ(change(manager_, {.role = nil, .old_role = 100}),
            "ApiInputValidationError UpdateUserRoles.DeleteRoleId.held DeleteRoleId");
  EXPECT_EQ(change(manager_, {.role = nil}), "NullParameter UpdateUserRoles.NewRoleId.required NewRoleId");
  EXPECT_EQ(change(manager_, {.role = nil, .accounts = {123}}), "NullParameter UpdateUserRoles.NewRoleId.required NewRoleId");
  EXPECT_EQ(change(manager_, {.role = 16, .old_accounts = {123}}),
            "NullParameter UpdateUserRoles.DeleteRoleId.required DeleteRoleId");
  EXPECT_EQ(change(manager_, {.role = 16, .accounts = {999}}), "1001 permission.users.account_reach NewAccountIds[0]");
  join("boss", 600, super_admin);
  world().store().write([&](store::Writer& w) {
    auto a = world::load<AdvertiserAccount>(w, 123);
    a->id = a->account = 600'111;
    a->parent = 600;
    a->value->id = 600'111;
    a->value->parent_customer_id = 600;
    world::save(w, *a);
    return true;
  });
  EXPECT_EQ(change(manager_, {.role = 16, .accounts = {600'111}}), "2108 UpdateUserRoles.NewAccountIds.reach NewAccountIds[0]");
  EXPECT_EQ(change(manager_, {.role = 16, .customers = {600}}), "1001 permission.users.customer_reach NewCustomerIds[0]");
  EXPECT_EQ(change(manager_, {.role = 16, .accounts = {123, 123}}),
            "ApiInputValidationError UpdateUserRolesRequest.NewAccountIds.unique NewAccountIds");
  EXPECT_EQ(change(1, {.role = 16}), "1001 permission.user.reach UserId");
  EXPECT_EQ(change(manager_, {.role = 16}, 1), "1001 permission.customer.reach CustomerId");
  EXPECT_EQ(change(0, {.role = 16}), "1001 UpdateUserRolesRequest.UserId.range UserId");
}

TEST_F(RolesTest, AStandardUserNeverTouchesSuperAdmins) {
  const auto boss = principal_.user_id;
  as("standard");
  EXPECT_EQ(change(manager_, {.role = 41}), "1001 permission.users.super_admin NewRoleId");
  EXPECT_EQ(change(boss, {.role = 100}), "1001 permission.users.super_admin UserId");
  EXPECT_EQ(change(manager_, {.role = 100, .old_role = 41}), "1001 permission.users.super_admin DeleteRoleId");
  EXPECT_EQ(change(manager_, {.role = 203}), "");
  EXPECT_EQ(invite([](auto& i) { i.role_id = 41; }), "1001 permission.users.super_admin UserInvitation.RoleId");
  EXPECT_EQ(invite([](auto&) {}), "");
}

TEST_F(RolesTest, NobodyGivesMoreThanWhatIsTheirs) {
  const auto limited = join("limited", 500, standard_user, {123});
  as("limited");
  EXPECT_EQ(change(limited, {.role = 203}), "1001 permission.users.all_accounts NewAccountIds");
  EXPECT_EQ(change(manager_, {.role = 16, .accounts = {456}}), "1001 permission.users.account_reach NewAccountIds[0]");
  EXPECT_EQ(change(manager_, {.role = 16, .accounts = {123}}), "");
  EXPECT_EQ(invite([](auto&) {}), "1001 permission.users.all_accounts UserInvitation.AccountIds");
  EXPECT_EQ(invite([](auto& i) { i.account_ids = {opt<std::int64_t>(456)}; }),
            "1001 permission.users.account_reach UserInvitation.AccountIds[0]");
  EXPECT_EQ(invite([](auto& i) { i.account_ids = {opt<std::int64_t>(123)}; }), "");
  as("boss");
  EXPECT_EQ(change(manager_, {.role = 33}), "1001 permission.users.aggregator NewRoleId");
  EXPECT_EQ(invite([](auto& i) { i.role_id = 33; }), "1001 permission.users.aggregator UserInvitation.RoleId");
}

TEST_F(RolesTest, AnInvitationMustHold) {
  EXPECT_EQ(failed<SendUserInvitation>({}), "3086 SendUserInvitationRequest.UserInvitation.required UserInvitation");
  EXPECT_EQ(invite([](auto& i) { i.first_name = nil; }),
            "NullParameter UserInvitation.FirstName.required UserInvitation.FirstName");
  EXPECT_EQ(invite([](auto& i) { i.last_name = std::string(41, 'x'); }),
            "ApiInputValidationError UserInvitation.LastName.length UserInvitation.LastName");
  EXPECT_EQ(invite([](auto& i) { i.email = "nobody"; }),
            "ApiInputValidationError UserInvitation.Email.form UserInvitation.Email");
  EXPECT_EQ(invite([](auto& i) { i.email = std::string(101, 'x'); }),
            "ApiInputValidationError UserInvitation.Email.length UserInvitation.Email");
  EXPECT_EQ(invite([](auto& i) { i.role_id = 1; }), "ApiInputValidationError UserInvitation.RoleId.role UserInvitation.RoleId");
  EXPECT_EQ(invite([](auto& i) { i.role_id = nil; }), "NullParameter UserInvitation.RoleId.required UserInvitation.RoleId");
  EXPECT_EQ(invite([](auto& i) { i.customer_id = nil; }), "1001 UserInvitation.CustomerId.required UserInvitation.CustomerId");
  EXPECT_EQ(invite([](auto& i) { i.customer_id = 7; }), "1001 permission.customer.reach UserInvitation.CustomerId");
  customer(600, "boss", {600'111});
  EXPECT_EQ(invite([](auto& i) { i.account_ids = {opt<std::int64_t>(600'111)}; }),
            "2108 UserInvitation.AccountIds.owner UserInvitation.AccountIds[0]");
  as("manager");
  EXPECT_EQ(invite([](auto&) {}), "1001 permission.role UserInvitation.CustomerId");
}

TEST_F(RolesTest, InvitationsLiveThirtyDaysAndAcceptedOnesVanish) {
  SendUserInvitationRequest r;
  r.user_invitation = invitation();
  r.user_invitation->account_ids = {opt<std::int64_t>(123)};
  r.user_invitation->expiration_date = at(1);  // the service's own
  const auto first = ask<SendUserInvitation>(r);
  r.user_invitation->role_id = 203;
  const auto second_one = ask<SendUserInvitation>(r);  // to the same mail, another role
  ASSERT_TRUE(first && second_one);
  auto all = pending();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->id, first->user_invitation_id);
  EXPECT_EQ((*all[0]->expiration_date).ticks(), world().clock().ticks() + 30 * day);
  EXPECT_EQ(all[0]->lcid, opt(LCID::EnglishUS));
  EXPECT_EQ(all[0]->role_id, opt(100));
  // Any login accepts.
  const auto user = identity::accept_invitation(world(), *first->user_invitation_id, login("somebody"));
  ASSERT_TRUE(user);
  EXPECT_EQ(role(*user), "100: 123");
  EXPECT_EQ(pending("500", PredicateOperator::Equals).size(), 1u);
  EXPECT_EQ(identity::accept_invitation(world(), *first->user_invitation_id, login("other")).error(),
            identity::InvitationProblem::gone);
  // One person has one User in a customer: the second invitation changes the role.
  const auto same = identity::accept_invitation(world(), *second_one->user_invitation_id, login("somebody"));
  ASSERT_TRUE(same);
  EXPECT_EQ(*same, *user);
  EXPECT_EQ(role(*user), "203: 123");
  const auto third = ask<SendUserInvitation>(r);
  wait(30 * day);
  EXPECT_EQ(identity::accept_invitation(world(), *third->user_invitation_id, login("late")).error(),
            identity::InvitationProblem::expired);
  EXPECT_EQ(pending().size(), 1u);  // expired ones stay
}

TEST_F(RolesTest, SearchOfInvitations) {
  const auto refused = [&](const std::function<void(SearchUserInvitationsRequest&)>& edit) {
    SearchUserInvitationsRequest r;
    r.predicates.push_back(make<Predicate>());
    r.predicates[0]->field = "CustomerId";
    r.predicates[0]->operator_ = PredicateOperator::Equals;
    r.predicates[0]->value = "500";
    edit(r);
    return failed<SearchUserInvitations>(r);
  };
  EXPECT_EQ(refused([](auto&) {}), "");
  EXPECT_EQ(refused([](auto& r) { r.predicates = nil; }), "3087 SearchUserInvitationsRequest.Predicates.required Predicates");
  EXPECT_EQ(refused([](auto& r) { r.predicates.push_back(r.predicates[0]); }),
            "3030 SearchUserInvitationsRequest.Predicates.count Predicates");
  EXPECT_EQ(refused([](auto& r) { r.predicates[0]->field = "Email"; }),
            "3030 SearchUserInvitations.Predicates.field Predicates[0].Field");
  EXPECT_EQ(refused([](auto& r) { r.predicates[0]->value = "7"; }), "1001 permission.customer.reach Predicates[0].Value");
  EXPECT_EQ(refused([](auto& r) {
              r.predicates[0]->operator_ = PredicateOperator::In;
              r.predicates[0]->value = "500, 7";
            }),
            "1001 permission.customer.reach Predicates[0].Value");
  EXPECT_EQ(refused([](auto& r) { r.predicates[0]->operator_ = PredicateOperator::Contains; }),
            "3030 SearchUserInvitations.Predicates.operator Predicates[0].Operator");
}

TEST_F(RolesTest, Pilots) {
  const auto of_customer = [&] {
    GetCustomerPilotFeaturesRequest r;
    r.customer_id = 500;
    const auto answer = ask<GetCustomerPilotFeatures>(r);
    EXPECT_TRUE(answer);
    std::vector<int> ids;
    for (const auto& id : answer->feature_pilot_flags) ids.push_back(*id);
    return ids;
  };
  const auto before = of_customer();
  EXPECT_EQ(std::ranges::find(before, 793), before.end());
  world().store().write([&](store::Writer& w) {
    identity::set_pilot(w, 500, 793, true, now_ticks);
    identity::set_pilot(w, 500, before.front(), false, now_ticks);
    identity::set_pilot(w, 123, 4242, true, now_ticks);
    return true;
  });
  const auto after = of_customer();
  EXPECT_NE(std::ranges::find(after, 793), after.end());
  EXPECT_EQ(std::ranges::find(after, before.front()), after.end());
  EXPECT_EQ(after.size(), before.size());
  EXPECT_TRUE(identity::has_pilot(world(), 500, identity::create_for_clients_pilot));
  GetAccountPilotFeaturesRequest r;
  EXPECT_EQ(failed<GetAccountPilotFeatures>(r), "2108 GetAccountPilotFeaturesRequest.AccountId.required AccountId");
  r.account_id = 123;
  const auto of_account = ask<GetAccountPilotFeatures>(r);
  ASSERT_TRUE(of_account);
  EXPECT_EQ(*of_account->feature_pilot_flags[of_account->feature_pilot_flags.size() - 1], 4242);
  EXPECT_EQ(failed<GetCustomerPilotFeatures>({}), "1001 GetCustomerPilotFeaturesRequest.CustomerId.required CustomerId");
  const auto countries = ask<GetPilotFeaturesCountries>({});
  ASSERT_TRUE(countries);
  EXPECT_EQ(countries->pilot_features.size(), before.size());
  EXPECT_GT(countries->pilot_features[0]->countries.size(), 200u);
}

TEST_F(RolesTest, ExternalIds) {
  MapCustomerIdToExternalCustomerIdRequest c;
  EXPECT_EQ(failed<MapCustomerIdToExternalCustomerId>(c),
            "1001 MapCustomerIdToExternalCustomerIdRequest.CustomerId.required CustomerId");
  c.customer_id = 500;
  EXPECT_EQ(failed<MapCustomerIdToExternalCustomerId>(c),
            "NullParameter MapCustomerIdToExternalCustomerIdRequest.ExternalCustomerId.required ExternalCustomerId");
  c.external_customer_id = "ours-1";
  EXPECT_EQ(failed<MapCustomerIdToExternalCustomerId>(c), "");
  MapAccountIdToExternalAccountIdsRequest a;
  EXPECT_EQ(failed<MapAccountIdToExternalAccountIds>(a),
            "2108 MapAccountIdToExternalAccountIdsRequest.AccountId.required AccountId");
  a.account_id = 123;
  EXPECT_EQ(failed<MapAccountIdToExternalAccountIds>(a),
            "3087 MapAccountIdToExternalAccountIdsRequest.ExternalAccountIds.required ExternalAccountIds");
  a.external_account_ids = {text("x"), text("y")};
  EXPECT_EQ(failed<MapAccountIdToExternalAccountIds>(a), "");
  const auto kept = [&](std::int64_t id) {
    return identity::reading(world().store(),
                             [&](store::Reader& r) { return identity::get<internal::ExternalIds>(r, id)->value.ids.size(); });
  };
  EXPECT_EQ(kept(500), 1u);
  EXPECT_EQ(kept(123), 2u);
}

}  // namespace
}  // namespace adsbox::services
