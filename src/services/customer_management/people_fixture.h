// People, customers and links for tests: each call is made by a person whose roles come from what is stored, and passes
// authorize() before its handler, as in the gateway.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "identity/advertiser.h"
#include "identity/hierarchy.h"
#include "identity/logins.h"
#include "identity/roles.h"
#include "services/testing/service_fixture.h"

namespace adsbox::services {

class PeopleFixture : public ServiceFixture {
 protected:
  using AddClientLinks = customer_management::AddClientLinks;
  using AddClientLinksRequest = customer_management::AddClientLinksRequest;
  using AdvertiserAccount = customer_management::AdvertiserAccount;
  using ClientLink = customer_management::ClientLink;
  using ClientLinkStatus = customer_management::ClientLinkStatus;
  using Paging = customer_management::Paging;
  using Predicate = customer_management::Predicate;
  using PredicateOperator = customer_management::PredicateOperator;
  using SearchClientLinks = customer_management::SearchClientLinks;
  using SearchClientLinksRequest = customer_management::SearchClientLinksRequest;
  using UpdateClientLinks = customer_management::UpdateClientLinks;
  using Ids = std::vector<std::int64_t>;
  static constexpr std::int64_t second = DateTime::ticks_per_second;

  /// The login of that name, made when there is none.
  std::int64_t login(const std::string& name) {
    const auto known = logins_.find(name);
    if (known != logins_.end()) return known->second;
    internal::Login l;
    l.email = name + "@outlook.com";
    l.kind = internal::LoginKind::Personal;
    l.status = internal::LoginStatus::Active;
    l.first_name = name;
    l.last_name = "Example";
    std::int64_t id = 0;
    world().store().write([&](store::Writer& w) {
      id = identity::insert(w, 0, name + "@outlook.com", l, now_ticks);
      return true;
    });
    return logins_[name] = id;
  }
  /// A customer with accounts, and its Super Admin; a User id of 0 is the next one.
  void customer(std::int64_t id, const std::string& admin, const Ids& accounts, std::int64_t user = 0) {
    const auto admin_login = login(admin);
    world().store().write([&](store::Writer& w) {
      identity::add_advertiser(world(), w, admin_login,
                               {.customer_name = "Customer " + std::to_string(id),
                                .account_name = "Account " + std::to_string(accounts.at(0)),
                                .customer_id = id,
                                .account_id = accounts.at(0),
                                .user_id = user});
      auto more = world::load<AdvertiserAccount>(w, accounts[0]);
      for (std::size_t i = 1; i < accounts.size(); ++i) {
        more->id = more->account = accounts[i];
        more->value->id = accounts[i];
        more->value->name = "Account " + std::to_string(accounts[i]);
        more->value->number = more->key = "N" + std::to_string(accounts[i]);
        world::save(w, *more);
      }
      return true;
    });
  }
  /// A User of the login on the customer; its id.
  std::int64_t join(const std::string& name, std::int64_t customer, identity::Role role, Ids accounts = {},
                    std::int64_t user = 0) {
    const auto who = login(name);
    std::int64_t id = 0;
    world().store().write([&](store::Writer& w) {
      id = identity::add_user(world(), w, who, {customer, role, std::move(accounts), {}, user});
      return true;
    });
    return id;
  }
  /// From here on this person calls.
  void as(const std::string& name) {
    principal_ = {};
    principal_.login_id = login(name);
    principal_.user_name = name;
    refresh();
  }
  void refresh() {
    principal_.grants = identity::reach_of_login(world(), principal_.login_id);
    principal_.user_id = principal_.grants.empty() ? 0 : principal_.grants.front().user_id;
    identity::index_grants(principal_);
  }
  void wait(std::int64_t ticks) { world().clock().advance(ticks); }

  /// What the gateway would answer.
  template <class Op>
  Result<Op> ask(const typename Op::Request& request) {
    refresh();
    const auto& operation = schema::contract.operations[Op::id];
    if (auto allowed = identity::authorize(world(), principal_, operation, {}, request); !allowed) {
      expect_explained(allowed.error().errors);
      return std::unexpected(std::move(allowed.error()));
    }
    return invoke<Op>(request, 0);
  }
  template <class Op>
  std::string failed(const typename Op::Request& request) {
    const auto answer = ask<Op>(request);
    if (answer) return "";
    const auto& e = answer.error().errors.at(0);
    return symbol(e.error) + " " + e.why.rule + " " + e.why.field;
  }

  // Links.
  static box<ClientLink> account_link(std::int64_t managing, std::int64_t account, std::string_view customer_number) {
    auto l = make<ClientLink>();
    l->client_entity_id = account;
    l->client_entity_customer_number = customer_number;
    l->managing_customer_id = managing;
    l->is_bill_to_client = true;
    return l;
  }
  static box<ClientLink> customer_link(std::int64_t managing, std::int64_t client, std::string_view permission) {
    auto l = make<ClientLink>();
    l->type = "CustomerLink";
    l->client_entity_id = client;
    l->client_entity_number = identity::customer_number(client);
    l->managing_customer_id = managing;
    if (!permission.empty()) l->customer_link_permission = permission;
    return l;
  }
  /// Symbols and rules of the errors of a call's only link; empty when it was done. A refusal of the call in brackets.
  template <class Op>
  std::string sent(box<ClientLink> link) {
    typename Op::Request r;
    r.client_links.push_back(std::move(link));
    const auto answer = ask<Op>(r);
    if (!answer) return "(" + symbol(answer.error().errors.at(0).error) + " " + answer.error().errors.at(0).why.rule + ")";
    EXPECT_EQ(answer->partial_errors.size(), 1u);
    std::string all;
    for (const auto& e : last_call().partial_errors)
      (all.empty() ? all : all += "; ").append(symbol(e.error)).append(" ").append(e.why.rule);
    EXPECT_EQ(answer->partial_errors[0].is_nil(), all.empty());
    return all;
  }
  std::string add(box<ClientLink> link) { return sent<AddClientLinks>(std::move(link)); }
  std::vector<box<ClientLink>> search(std::string_view field, std::int64_t id) {
    SearchClientLinksRequest r;
    auto p = make<Predicate>();
    p->field = field;
    p->operator_ = PredicateOperator::Equals;
    p->value = std::to_string(id);
    r.predicates.push_back(std::move(p));
    r.page_info = make<Paging>();
    r.page_info->index = 0;
    r.page_info->size = 100;
    auto answer = ask<SearchClientLinks>(r);
    std::vector<box<ClientLink>> found;
    if (answer)
      for (auto& l : answer->client_links) found.push_back(std::move(l));
    return found;
  }
  /// The link as its managing customer sees it.
  box<ClientLink> found(std::int64_t managing, std::int64_t client) {
    for (auto& l : search("DirectManagingCustomerId", managing))
      if (l->client_entity_id == opt(client)) return std::move(l);
    ADD_FAILURE() << "no link of " << managing << " to " << client;
    return {};
  }
  /// The link that the client may answer; the first one when none is pending.
  box<ClientLink> seen_by_client(std::int64_t client, bool customer) {
    auto all = search(customer ? "ClientCustomerId" : "ClientAccountId", client);
    EXPECT_FALSE(all.empty());
    for (auto& l : all)
      if (l->status == opt(ClientLinkStatus::LinkPending)) return std::move(l);
    return all.empty() ? make<ClientLink>() : std::move(all.front());
  }
  /// Sends the link back with another status.
  std::string update(box<ClientLink> link, ClientLinkStatus status) {
    link->status = status;
    return sent<UpdateClientLinks>(std::move(link));
  }
  /// Both sides do what makes the link Active.
  void link_up(const std::string& agency, box<ClientLink> link, const std::string& client) {
    const bool customer = link->type.view() == "CustomerLink";
    const auto id = *link->client_entity_id;
    as(agency);
    ASSERT_EQ(add(std::move(link)), "");
    as(client);
    ASSERT_EQ(update(seen_by_client(id, customer), ClientLinkStatus::LinkAccepted), "");
    wait(10 * second);
  }

  std::map<std::string, std::int64_t> logins_;
};

}  // namespace adsbox::services
