#include "services/customer_management/people_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace customer_management;
using enum identity::Role;
using Status = ClientLinkStatus;

class ClientLinksTest : public PeopleFixture {
 protected:
  ClientLinksTest() {
    customer(500, "agency", {500'111});
    customer(600, "client", {600'111, 600'222});
    customer(700, "rival", {700'111});
  }
  static std::string number(std::int64_t customer) { return identity::customer_number(customer); }
  static box<ClientLink> link(std::int64_t account = 600'111) { return account_link(500, account, number(600)); }
  /// An invitation that the client has not answered; the caller is the agency.
  void invite() {
    as("agency");
    ASSERT_EQ(add(link()), "");
  }
  Status status() {
    as("agency");
    return found(500, 600'111)->status.value_or(Status::UnlinkCanceled);
  }
  std::string client_sets(Status s) {
    as("client");
    return update(seen_by_client(600'111, false), s);
  }
  std::string agency_sets(Status s) {
    as("agency");
    return update(found(500, 600'111), s);
  }
  void change(std::int64_t id, const std::function<void(AdvertiserAccount&)>& edit) {
    world().store().write([&](store::Writer& w) {
      auto a = world::load<AdvertiserAccount>(w, id);
      edit(**a);
      world::save(w, *a);
      return true;
    });
  }
  AdvertiserAccount stored(std::int64_t id) {
    AdvertiserAccount a;
    world().store().read([&](store::Reader& r) { a = **world::load<AdvertiserAccount>(r, id); });
    return a;
  }
  void finances(std::int64_t id, CustomerFinancialStatus s) {
    world().store().write([&](store::Writer& w) {
      auto c = world::load<Customer>(w, id);
      (*c)->customer_financial_status = s;
      world::save(w, *c);
      return true;
    });
  }
};

TEST_F(ClientLinksTest, AnInvitationIsCompletedByTheService) {
  invite();
  const auto l = found(500, 600'111);
  EXPECT_EQ(l->type, "AccountLink");
  EXPECT_EQ(l->status, opt(Status::LinkPending));
  EXPECT_EQ(l->client_entity_name, "Account 600111");
  EXPECT_EQ(l->client_entity_customer_number.str(), number(600));
  EXPECT_EQ(l->managing_customer_number.str(), number(500));
  EXPECT_EQ(l->managing_customer_name, "Customer 500");
  EXPECT_EQ(l->inviter_email, "agency@outlook.com");
  EXPECT_EQ(l->inviter_name, "Customer 500");
  EXPECT_FALSE(l->name.empty());
  EXPECT_EQ((*l->start_date).ticks(), world().clock().ticks());
  EXPECT_EQ(l->last_modified_by_user_id, opt(principal_.user_id));
  EXPECT_EQ(l->timestamp.size(), 8u);
  EXPECT_FALSE(l->customer_link_permission.has_value());
}

TEST_F(ClientLinksTest, FromTheInvitationToTheEnd) {
  invite();
  EXPECT_EQ(client_sets(Status::LinkAccepted), "");
  EXPECT_EQ(status(), Status::LinkInProgress);
  GetAccountRequest get;
  get.account_id = 600'111;
  as("client");
  EXPECT_EQ(failed<GetAccount>(get), "1472 account.link_in_progress AccountId");
  UpdateAccountRequest change_it;
  change_it.account = make<AdvertiserAccount>(stored(600'111));
  EXPECT_EQ(failed<UpdateAccount>(change_it), "1472 account.link_in_progress Account.Id");
  UpdatePrepayAccountRequest prepay;
  prepay.account = change_it.account;
  EXPECT_EQ(failed<UpdatePrepayAccount>(prepay), "1472 account.link_in_progress Account.Id");
  DeleteAccountRequest remove;
  remove.account_id = 600'111;
  EXPECT_EQ(failed<DeleteAccount>(remove), "1472 account.link_in_progress AccountId");
  as("agency");
  EXPECT_EQ(failed<GetAccount>(get), "1001 permission.account.reach AccountId");
  wait(2 * second);
  EXPECT_EQ(status(), Status::Active);
  EXPECT_EQ(failed<GetAccount>(get), "");
  EXPECT_EQ(stored(600'111).linked_agencies.size(), 1u);
  EXPECT_EQ(stored(600'111).bill_to_customer_id, opt<std::int64_t>(600));
  EXPECT_EQ(agency_sets(Status::UnlinkRequested), "");
  EXPECT_EQ(status(), Status::UnlinkPending);
  EXPECT_EQ(failed<GetAccount>(get), "");
  wait(1 * second);
  EXPECT_EQ(status(), Status::UnlinkInProgress);
  EXPECT_EQ(failed<GetAccount>(get), "1472 account.link_in_progress AccountId");
  wait(2 * second);
  EXPECT_EQ(status(), Status::Inactive);
  EXPECT_EQ(failed<GetAccount>(get), "1001 permission.account.reach AccountId");
  EXPECT_TRUE(stored(600'111).linked_agencies.empty());
  as("agency");
  EXPECT_EQ(add(link()), "");                                     // a new invitation
  EXPECT_EQ(search("DirectManagingCustomerId", 500).size(), 1u);  // the latest of the pair
}

TEST_F(ClientLinksTest, TheEndsOfAnInvitation) {
  invite();
  EXPECT_EQ(agency_sets(Status::LinkCanceled), "");
  EXPECT_EQ(client_sets(Status::LinkAccepted), "3083 ClientLink.Status.step");
  invite();
  EXPECT_EQ(client_sets(Status::LinkDeclined), "");
  EXPECT_EQ(agency_sets(Status::LinkCanceled), "3083 ClientLink.Status.step");
  invite();
  wait(30 * day - 1);
  EXPECT_EQ(status(), Status::LinkPending);
  wait(1);
  EXPECT_EQ(status(), Status::LinkExpired);
  EXPECT_EQ((*found(500, 600'111)->last_modified_date_time).ticks(), world().clock().ticks());
  EXPECT_EQ(client_sets(Status::LinkAccepted), "3083 ClientLink.Status.step");
  invite();
}

TEST_F(ClientLinksTest, WhoMayTakeWhichStep) {
  invite();
  for (const auto s : {Status::LinkAccepted, Status::LinkDeclined}) EXPECT_EQ(agency_sets(s), "1001 ClientLink.Status.side");
  EXPECT_EQ(client_sets(Status::LinkCanceled), "1001 ClientLink.Status.side");
  for (const auto s :
       {Status::LinkExpired, Status::LinkInProgress, Status::Active, Status::LinkFailed, Status::UnlinkRequested,
        Status::UnlinkPending, Status::UnlinkCanceled, Status::UnlinkInProgress, Status::Inactive, Status::UnlinkFailed}) {
    EXPECT_EQ(agency_sets(s), "3083 ClientLink.Status.step");
    EXPECT_EQ(client_sets(s), "3083 ClientLink.Status.step");
  }
  as("rival");
  EXPECT_EQ(update(link(), Status::LinkAccepted), "(1001 permission.links.role)");
  EXPECT_TRUE(search("ClientAccountId", 600'111).empty());
  EXPECT_EQ(client_sets(Status::LinkAccepted), "");
  wait(2 * second);
  EXPECT_EQ(client_sets(Status::UnlinkRequested), "1001 ClientLink.Status.side");
  EXPECT_EQ(agency_sets(Status::LinkCanceled), "3083 ClientLink.Status.step");
}

TEST_F(ClientLinksTest, RolesOnEitherSide) {
  for (const auto role : {viewer, advertiser_campaign_manager}) {
    const auto name = "weak" + std::to_string(static_cast<int>(role));
    join(name, 500, role);
    as(name);
    EXPECT_EQ(add(link()), "(1001 permission.role)");
  }
  join("standard", 500, standard_user);
  join("answers", 600, standard_user);
  as("standard");
  EXPECT_EQ(add(customer_link(500, 600, "Standard")), "(1001 permission.links.role)");
  EXPECT_EQ(add(link()), "");
  EXPECT_TRUE(search("ClientCustomerId", 600).empty());
  SearchClientLinksRequest r;
  r.predicates.push_back(make<Predicate>());
  r.predicates[0]->field = "ClientCustomerId";
  r.predicates[0]->operator_ = PredicateOperator::Equals;
  r.predicates[0]->value = "600";
  r.page_info = make<Paging>();
  r.page_info->size = 10;
  EXPECT_EQ(failed<SearchClientLinks>(r), "1001 permission.links.role Predicates[0].Field");
  as("answers");
  EXPECT_EQ(update(seen_by_client(600'111, false), Status::LinkAccepted), "");
  // A customer link that exists is not shown to a Standard User, who could not manage it.
  as("agency");
  ASSERT_EQ(add(customer_link(500, 600, "Standard")), "");
  EXPECT_EQ(search("DirectManagingCustomerId", 500).size(), 2u);
  as("standard");
  EXPECT_EQ(search("DirectManagingCustomerId", 500).size(), 1u);
}

TEST_F(ClientLinksTest, AStartDateDelaysTheBeginning) {
  as("agency");
  auto l = link();
  l->start_date = at(10);
  ASSERT_EQ(add(std::move(l)), "");
  EXPECT_EQ(client_sets(Status::LinkAccepted), "");
  wait(5 * day);
  EXPECT_EQ(status(), Status::LinkInProgress);
  GetAccountRequest get;
  get.account_id = 600'111;
  as("client");
  EXPECT_EQ(failed<GetAccount>(get), "");  // only waiting: nothing changes yet
  wait(5 * day);
  EXPECT_EQ(failed<GetAccount>(get), "1472 account.link_in_progress AccountId");
  wait(2 * second);
  EXPECT_EQ(status(), Status::Active);
}

TEST_F(ClientLinksTest, WhoPays) {
  as("agency");
  auto l = link();
  l->is_bill_to_client = false;
  ASSERT_EQ(add(std::move(l)), "");
  EXPECT_EQ(client_sets(Status::LinkAccepted), "");
  wait(2 * second);
  EXPECT_EQ(status(), Status::Active);
  EXPECT_EQ(stored(600'111).bill_to_customer_id, opt<std::int64_t>(500));
  // A client that cannot take its bill back keeps the agency.
  finances(600, CustomerFinancialStatus::CreditHold);
  EXPECT_EQ(agency_sets(Status::UnlinkRequested), "");
  wait(5 * second);
  EXPECT_EQ(status(), Status::Active);
  finances(600, CustomerFinancialStatus::ClearFinancialStatus);
  EXPECT_EQ(agency_sets(Status::UnlinkRequested), "");
  wait(5 * second);
  EXPECT_EQ(status(), Status::Inactive);
  EXPECT_EQ(stored(600'111).bill_to_customer_id, opt<std::int64_t>(600));
}

TEST_F(ClientLinksTest, ALinkFailsWhenTheBillCannotMove) {
  finances(500, CustomerFinancialStatus::SoldToOnly);
  as("agency");
  auto l = link();
  l->is_bill_to_client = false;
  ASSERT_EQ(add(std::move(l)), "");
  EXPECT_EQ(client_sets(Status::LinkAccepted), "");
  wait(2 * second);
  EXPECT_EQ(status(), Status::LinkFailed);
  EXPECT_EQ(agency_sets(Status::UnlinkRequested), "3083 ClientLink.Status.step");
  EXPECT_EQ(stored(600'111).bill_to_customer_id, opt<std::int64_t>(600));
}

TEST_F(ClientLinksTest, DuplicatesOtherAgenciesAndPrepaidAccounts) {
  invite();
  EXPECT_EQ(add(link()), "1410 ClientLink.ClientEntityId.open");
  as("rival");
  EXPECT_EQ(add(account_link(700, 600'111, number(600))), "");  // invitations may compete
  as("client");
  for (auto& l : search("ClientAccountId", 600'111))
    if (l->managing_customer_id == opt<std::int64_t>(500)) {
      EXPECT_EQ(update(std::move(l), Status::LinkAccepted), "");
    }
  as("rival");
  EXPECT_EQ(add(account_link(700, 600'111, number(600))), "1410 ClientLink.ClientEntityId.open");
  as("client");
  for (auto& l : search("ClientAccountId", 600'111))
    if (l->managing_customer_id == opt<std::int64_t>(700) && l->status == opt(Status::LinkPending)) {
      EXPECT_EQ(update(std::move(l), Status::LinkAccepted), "1424 ClientLink.ClientEntityId.agency");
    }
  customer(800, "third", {800'111});
  as("third");
  EXPECT_EQ(add(account_link(800, 600'111, number(600))), "1424 ClientLink.ClientEntityId.agency");
  change(600'222, [](AdvertiserAccount& a) { a.payment_method_type = PaymentMethodType::Boleto; });
  as("agency");
  EXPECT_EQ(add(link(600'222)), "1471 ClientLink.ClientEntityId.prepaid");
  change(600'222, [](AdvertiserAccount& a) {
    a.payment_method_type = nil;
    a.account_life_cycle_status = AccountLifeCycleStatus::Inactive;
  });
  EXPECT_EQ(add(link(600'222)), "2192 ClientLink.ClientEntityId.active");
  EXPECT_EQ(add(account_link(500, 500'111, number(500))), "3083 ClientLink.ClientEntityId.own");
}

TEST_F(ClientLinksTest, WhatANewLinkMustHold) {
  as("agency");
  const auto with = [&](const std::function<void(ClientLink&)>& edit) {
    auto l = link();
    edit(*l);
    return add(std::move(l));
  };
  EXPECT_EQ(with([](auto& l) { l.client_entity_id = nil; }), "3083 ClientLink.ClientEntityId.required");
  EXPECT_EQ(with([](auto& l) { l.client_entity_customer_number = nil; }), "3083 ClientLink.ClientEntityCustomerNumber.required");
  EXPECT_EQ(last_call().partial_errors.at(0).details, "ClientLinkFieldInvalid");
  EXPECT_EQ(with([](auto& l) { l.client_entity_customer_number = "C0000700"; }),
            "3083 ClientLink.ClientEntityCustomerNumber.pair");
  EXPECT_EQ(last_call().partial_errors.at(0).details, "LinkPairMismatch");
  EXPECT_EQ(with([](auto& l) { l.client_entity_number = "X"; }), "3083 ClientLink.ClientEntityNumber.pair");
  EXPECT_EQ(with([](auto& l) { l.client_entity_id = 5; }), "2108 ClientLink.ClientEntityId.exists");
  EXPECT_EQ(with([](auto& l) { l.managing_customer_number = "C0000500"; }), "3083 ClientLink.ManagingCustomerId.or_number");
  EXPECT_EQ(with([](auto& l) { l.managing_customer_id = nil; }), "3083 ClientLink.ManagingCustomerId.or_number");
  EXPECT_EQ(with([](auto& l) { l.managing_customer_id = 77; }), "(1001 permission.links.role)");
  EXPECT_EQ(with([](auto& l) { l.is_bill_to_client = nil; }), "3083 ClientLink.IsBillToClient.required");
  EXPECT_EQ(with([](auto& l) { l.status = Status::LinkPending; }), "3083 ClientLink.Status.refused");
  EXPECT_EQ(with([](auto& l) { l.name = std::string(41, 'x'); }), "3083 ClientLink.Name.length");
  EXPECT_EQ(with([](auto& l) { l.type = "Other"; }), "3083 ClientLink.Type.values");
  EXPECT_EQ(with([](auto& l) { l.customer_link_permission = "Standard"; }),
            "3083 ClientLink.CustomerLinkPermission.customer_link");
  auto c = customer_link(500, 600, "Everything");
  EXPECT_EQ(add(std::move(c)), "3083 ClientLink.CustomerLinkPermission.values");
  c = customer_link(500, 600, "");
  c->client_entity_number = nil;
  EXPECT_EQ(add(std::move(c)), "3083 ClientLink.ClientEntityNumber.required");
  c = customer_link(500, 600, "");
  c->client_entity_id = 9;
  EXPECT_EQ(add(std::move(c)), "1001 ClientLink.ClientEntityId.exists");
  EXPECT_EQ(with([](auto& l) {
              l.managing_customer_id = nil;
              l.managing_customer_number = identity::customer_number(500);
              l.name = "Mine";
              l.inviter_email = "x@y.example";
            }),
            "");
  EXPECT_EQ(found(500, 600'111)->name, "Mine");
  EXPECT_EQ(found(500, 600'111)->inviter_email, "x@y.example");
  EXPECT_EQ(add(customer_link(500, 600, "")), "");
  EXPECT_EQ(found(500, 600)->customer_link_permission, "Standard");
}

TEST_F(ClientLinksTest, TheRuleOfIdOrNumberIsBehindASwitch) {
  set_limit(world(), "client-link-dual-ids", 0);
  as("agency");
  auto l = link();
  l->client_entity_customer_number = nil;
  l->client_entity_number = "N600222";
  EXPECT_EQ(add(std::move(l)), "3083 ClientLink.ClientEntityId.or_number");
  l = link(600'222);
  l->client_entity_customer_number = nil;
  l->client_entity_id = nil;
  l->client_entity_number = "N600222";
  EXPECT_EQ(add(std::move(l)), "");
  l = link();
  l->client_entity_customer_number = nil;
  EXPECT_EQ(add(std::move(l)), "");
}

TEST_F(ClientLinksTest, OnlyStatusAndNoteCanChange) {
  invite();
  const auto original = found(500, 600'111);
  const auto with = [&](const std::function<void(ClientLink&)>& edit) {
    auto l = box<ClientLink>(original);
    edit(*l);
    return sent<UpdateClientLinks>(std::move(l));
  };
  EXPECT_EQ(with([](auto& l) { l.name = "Other"; }), "3083 ClientLink.Name.fixed");
  EXPECT_EQ(with([](auto& l) { l.is_bill_to_client = false; }), "3083 ClientLink.IsBillToClient.fixed");
  EXPECT_EQ(with([&](auto& l) { l.start_date = at(3); }), "3083 ClientLink.StartDate.fixed");
  EXPECT_EQ(with([](auto& l) { l.status = nil; }), "3083 ClientLink.Status.required");
  EXPECT_EQ(with([](auto& l) { l.timestamp = nil; }), "TimestampNotMatch ClientLink.Timestamp.required");
  EXPECT_EQ(with([](auto& l) { l.timestamp = "12345678"; }), "TimestampNotMatch ClientLink.Timestamp.current");
  EXPECT_EQ(with([](auto& l) { l.client_entity_id = 600'222; }), "1001 ClientLink.exists");
  EXPECT_EQ(with([](auto& l) { l.note = "Please"; }), "");
  EXPECT_EQ(found(500, 600'111)->note, "Please");
  EXPECT_EQ(found(500, 600'111)->status, opt(Status::LinkPending));
  EXPECT_EQ(with([](auto& l) { l.note = "Again"; }), "TimestampNotMatch ClientLink.Timestamp.current");  // the write changed it
  // What is left out is no change.
  auto l = link();
  l->timestamp = found(500, 600'111)->timestamp;
  EXPECT_EQ(update(std::move(l), Status::LinkCanceled), "");
}

TEST_F(ClientLinksTest, BatchesAndNilItems) {
  as("agency");
  AddClientLinksRequest r;
  EXPECT_EQ(failed<AddClientLinks>(r), "3087 AddClientLinksRequest.ClientLinks.required ClientLinks");
  r.client_links.push_back(link(600'222));
  r.client_links.push_back(box<ClientLink>(nil));
  r.client_links.push_back(link(600'222));
  const auto answer = ask<AddClientLinks>(r);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->partial_errors.size(), 3u);
  EXPECT_TRUE(answer->partial_errors[0].is_nil());
  EXPECT_EQ(answer->partial_errors[1][0]->code, opt(3087));
  EXPECT_EQ(answer->partial_errors[2][0]->code, opt(1410));
  EXPECT_TRUE(answer->operation_errors.is_nil());
  for (int i = 0; i < 8; ++i) r.client_links.push_back(link());
  EXPECT_EQ(failed<AddClientLinks>(r), "3024 AddClientLinksRequest.ClientLinks.count ClientLinks");
  UpdateClientLinksRequest u;
  EXPECT_EQ(failed<UpdateClientLinks>(u), "3087 UpdateClientLinksRequest.ClientLinks.required ClientLinks");
  u.client_links.push_back(box<ClientLink>(nil));
  const auto updated = ask<UpdateClientLinks>(u);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->partial_errors[0][0]->code, opt(3087));
  for (int i = 0; i < 10; ++i) u.client_links.push_back(link());
  EXPECT_EQ(failed<UpdateClientLinks>(u), "3024 UpdateClientLinksRequest.ClientLinks.count ClientLinks");
}

TEST_F(ClientLinksTest, Predicates) {
  invite();
  ASSERT_EQ(add(link(600'222)), "");
  ASSERT_EQ(add(customer_link(500, 600, "Standard")), "");
  as("rival");
  ASSERT_EQ(add(account_link(700, 600'111, number(600))), "");
  const auto by = [&](std::vector<std::pair<std::string, std::string>> predicates, opt<OrderByField> order = nil, int index = 0,
                      int size = 100) {
    SearchClientLinksRequest r;
    for (const auto& [field, value] : predicates) {
      auto p = make<Predicate>();
      p->field = field;
      p->operator_ = value.find(',') == std::string::npos ? PredicateOperator::Equals : PredicateOperator::In;
      p->value = value;
      r.predicates.push_back(std::move(p));
    }
    if (order) {
      r.ordering.push_back(make<OrderBy>());
      r.ordering[0]->field = order;
      r.ordering[0]->order = SortOrder::Descending;
    }
    r.page_info = make<Paging>();
    r.page_info->index = index;
    r.page_info->size = size;
    const auto answer = ask<SearchClientLinks>(r);
    if (!answer) return symbol(answer.error().errors[0].error) + " " + answer.error().errors[0].why.field;
    std::string all;
    for (const auto& l : answer->client_links)
      (all.empty() ? all : all += " ") += std::to_string(*l->managing_customer_id) + ">" + std::to_string(*l->client_entity_id);
    return all;
  };
  as("client");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}}), "500>600111 700>600111");
  EXPECT_EQ(by({{"ClientAccountId", "600111,600222"}}), "500>600111 500>600222 700>600111");
  EXPECT_EQ(by({{"ClientCustomerId", "600"}}), "500>600");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}, {"DirectManagingCustomerId", "700"}}), "700>600111");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}, {"ManagingCustomerId", "700"}}), "500>600111 700>600111");  // ignored
  EXPECT_EQ(by({{"ManagingCustomerId", "700"}}), "500>600111 700>600111");
  EXPECT_EQ(by({{"DirectManagingCustomerId", "500"}}, OrderByField::Id), "500>600222 500>600111 500>600");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}}, OrderByField::Number), "700>600111 500>600111");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}}, OrderByField::Name), "700>600111 500>600111");
  EXPECT_EQ(by({{"DirectManagingCustomerId", "500"}}, OrderByField::Id, 1, 2), "500>600");
  EXPECT_EQ(by({{"DirectManagingCustomerId", "500"}}, OrderByField::Id, 5, 2), "");
  as("agency");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}}), "500>600111");  // the rival's is not the agency's to see
  EXPECT_EQ(by({{"DirectManagingCustomerId", "700"}}), "");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}, {"ClientCustomerId", "600"}}), "3030 Predicates[1].Field");
  EXPECT_EQ(by({{"DirectManagingCustomerId", "500"}, {"ManagingCustomerId", "500"}}), "3030 Predicates[1].Field");
  EXPECT_EQ(by({{"Nothing", "600"}}), "3030 Predicates[0].Field");
  EXPECT_EQ(by({{"DirectManagingCustomerId", "500,600"}}), "3030 Predicates[0].Operator");
  EXPECT_EQ(by({{"ClientAccountId", "x"}}), "3030 Predicates[0].Value");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}}, OrderByField::LifeCycleStatus), "3030 Ordering[0].Field");
  EXPECT_EQ(by({{"ClientAccountId", "600111"}}, nil, 0, 101), "3080 PageInfo.Size");
  EXPECT_EQ(by({}), "3087 Predicates");
}

TEST_F(ClientLinksTest, Notifications) {
  invite();
  as("client");
  const auto read = [&](std::vector<int> types = {}) {
    GetNotificationsRequest r;
    r.locale = "en";
    for (const auto t : types) r.type_ids.push_back(t);
    auto answer = ask<GetNotifications>(r);
    EXPECT_TRUE(answer);
    return std::move(answer->notifications);
  };
  const auto first = read();
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0]->type_id_, opt(1));
  EXPECT_EQ(first[0]->additional_info.size(), 4u);
  EXPECT_TRUE(read({2}).empty());
  GetNotificationsRequest of;
  of.user_id = static_cast<std::int32_t>(principal_.user_id + 1);
  EXPECT_EQ(failed<GetNotifications>(of), "1001 permission.user.self UserId");
  DismissNotificationsRequest dismiss;
  dismiss.user_id = of.user_id;
  EXPECT_EQ(failed<DismissNotifications>(dismiss), "1001 permission.user.self UserId");
  dismiss.user_id = static_cast<std::int32_t>(principal_.user_id);
  EXPECT_EQ(failed<DismissNotifications>(dismiss),
            "3087 DismissNotificationsRequest.NotificationTypePairs.required NotificationTypePairs");
  auto pair = make<KeyValueEntityOflongint>();
  pair->key = first[0]->id;
  pair->value = 2;  // another type: not that one
  dismiss.notification_type_pairs.push_back(std::move(pair));
  EXPECT_EQ(failed<DismissNotifications>(dismiss), "");
  EXPECT_EQ(read().size(), 1u);
  dismiss.notification_type_pairs[0]->value = 1;
  EXPECT_EQ(failed<DismissNotifications>(dismiss), "");
  EXPECT_TRUE(read().empty());
  EXPECT_EQ(client_sets(Status::LinkDeclined), "");
  as("agency");
  EXPECT_EQ(read({2}).size(), 1u);
  // Silence was asked for.
  auto quiet = link(600'222);
  quiet->suppress_notification = true;
  ASSERT_EQ(add(std::move(quiet)), "");
  as("client");
  EXPECT_TRUE(read().empty());
}

}  // namespace
}  // namespace adsbox::services
