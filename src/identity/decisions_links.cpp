// Decisions about client links.
#include <algorithm>

#include "identity/accounts.h"
#include "identity/decision_case.h"
#include "identity/roles.h"

namespace adsbox::identity {

namespace {

bool is_customer_link(const cm::ClientLink& link) {
  return link.type.view() == "CustomerLink";
}

std::int64_t managing_customer(world::World& world, const cm::ClientLink& link) {
  return link.managing_customer_id ? *link.managing_customer_id : customer_of_number(world, link.managing_customer_number);
}

std::unexpected<Failure> refuse_link(const Case& c, std::size_t index, std::string field, std::string value, bool customer_link,
                                     std::string_view who) {
  return c.refuse("links.role", "ClientLinks[" + std::to_string(index) + "]." + field, std::move(value),
                  std::string(who) + " on which the caller has one of the roles: " + role_names(link_roles(customer_link)) +
                      (customer_link ? ", not by a Standard customer link" : ""));
}

}  // namespace

Decided decide_add_client_links(const Case& c, const cm::AddClientLinksRequest& request) {
  for (std::size_t i = 0; i < request.client_links.size(); ++i) {
    if (!request.client_links[i]) continue;
    const auto& link = *request.client_links[i];
    const auto managing = managing_customer(c.world, link);
    if (managing == 0 && !link.managing_customer_number) continue;  // left to the handler
    if (!may_manage_links(c.caller, managing, is_customer_link(link)))
      return refuse_link(c, i, link.managing_customer_id ? "ManagingCustomerId" : "ManagingCustomerNumber",
                         link.managing_customer_id ? std::to_string(managing) : link.managing_customer_number.str(),
                         is_customer_link(link), "a managing customer");
  }
  return {};
}

Decided decide_update_client_links(const Case& c, const cm::UpdateClientLinksRequest& request) {
  for (std::size_t i = 0; i < request.client_links.size(); ++i) {
    if (!request.client_links[i] || !request.client_links[i]->client_entity_id) continue;
    const auto& link = *request.client_links[i];
    const bool customer_link = is_customer_link(link);
    if (may_manage_links(c.caller, managing_customer(c.world, link), customer_link) ||
        may_answer_for(c.world, c.caller, *link.client_entity_id, customer_link))
      continue;
    return refuse_link(c, i, "ClientEntityId", std::to_string(*link.client_entity_id), customer_link,
                       "a link of a managing customer, or to a client,");
  }
  return {};
}

Decided decide_search_client_links(const Case& c, const cm::SearchClientLinksRequest& request) {
  for (std::size_t i = 0; i < request.predicates.size(); ++i)
    if (request.predicates[i] && request.predicates[i]->field.view() == "ClientCustomerId" &&
        (roles_anywhere(c.caller) & link_roles(true)) == 0)
      return c.refuse("links.role", "Predicates[" + std::to_string(i) + "].Field", "ClientCustomerId",
                      "links of accounts: links of customers are for the roles " + role_names(link_roles(true)));
  return {};
}

unsigned link_roles(bool customer_link) {
  return customer_link ? bits_of(Role::super_admin, Role::aggregator)
                       : bits_of(Role::super_admin, Role::aggregator, Role::standard_user);
}

bool may_manage_links(const Principal& principal, std::int64_t customer_id, bool customer_link) {
  return customer_id != 0 && (roles_on_customer(principal, customer_id, customer_link) & link_roles(customer_link)) != 0;
}

bool may_answer_for(world::World& world, const Principal& principal, std::int64_t client_id, bool customer_link) {
  if (customer_link) return may_manage_links(principal, client_id, true);
  const auto facts = find_account(world, client_id);
  return facts != nullptr && std::ranges::any_of(principal.grants, [&](const Grant& g) {
           return g.customer_id == facts->customer_id && (bit_of(g.role) & link_roles(false)) != 0 &&
                  covers_account(g, client_id, facts->customer_id);
         });
}

}  // namespace adsbox::identity
