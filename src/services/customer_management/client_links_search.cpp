// SearchClientLinks.
#include <algorithm>
#include <map>

#include "identity/decisions.h"
#include "identity/hierarchy.h"
#include "services/customer_management/client_links.h"
#include "services/entity/normalise.h"
#include "services/partial_errors.h"
#include "services/search/search.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;
using identity::Link;

namespace {

constexpr search::Field fields[] = {{"ClientAccountId", search::Kind::id},
                                    {"ClientCustomerId", search::Kind::id},
                                    {"DirectManagingCustomerId", search::Kind::id},
                                    {"ManagingCustomerId", search::Kind::id}};

/// Links that a condition names, by the id of their row.
using Found = std::map<std::int64_t, Link>;

Found found_by(store::Reader& r, const search::Condition& c) {
  Found found;
  const auto take = [&](std::vector<Link> links) {
    for (auto& l : links) found.emplace(l.id, std::move(l));
  };
  for (const auto id : c.numbers) {
    if (c.field == "ClientAccountId") take(identity::links_of_client(r, id, false));
    if (c.field == "ClientCustomerId") take(identity::links_of_client(r, id, true));
    if (c.field == "DirectManagingCustomerId") take(identity::links_of_manager(r, id));
    if (c.field == "ManagingCustomerId")  // and what other agencies have with the same accounts
      for (const auto& l : identity::links_of_manager(r, id))
        if (!identity::is_customer_link(l)) take(identity::links_of_client(r, l.account, false));
  }
  return found;
}

/// A caller sees the links of customers whose links they manage, and those to clients that they answer for.
bool visible(const Call& call, const Link& l) {
  const bool customer_link = identity::is_customer_link(l);
  return identity::may_manage_links(call.principal, l.parent, customer_link) ||
         identity::may_answer_for(call.world, call.principal, l.account, customer_link);
}

Result<SearchClientLinks> search_client_links(Call& call, const SearchClientLinksRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto query = search::read(call, request, {"search-client-links", fields, {}, {}});
  if (!query) return std::unexpected(query.error());
  const auto* account = query->find("ClientAccountId");
  const auto* customer = query->find("ClientCustomerId");
  const auto* direct = query->find("DirectManagingCustomerId");
  const auto* managing = query->find("ManagingCustomerId");
  if (account != nullptr && customer != nullptr)
    return search::refuse_predicate(call, customer->position, "together", "Field", "ClientCustomerId", "ClientAccountId",
                                    "ClientAccountId or ClientCustomerId, not both");
  if (direct != nullptr && managing != nullptr)
    return search::refuse_predicate(call, managing->position, "together", "Field", "ManagingCustomerId",
                                    "DirectManagingCustomerId", "DirectManagingCustomerId or ManagingCustomerId, not both");

  (void)identity::hierarchy(call.world);  // what is due by the clock is done
  SearchClientLinksResponse response;
  response.client_links.set_empty();
  std::vector<Link> links;
  call.world.store().read([&](store::Reader& r) {
    std::optional<Found> found;
    for (const auto& c : query->conditions) {
      if (&c == managing && account != nullptr) continue;  // is ignored
      auto of_condition = found_by(r, c);
      if (found) std::erase_if(of_condition, [&](const auto& e) { return !found->contains(e.first); });
      found = std::move(of_condition);
    }
    for (auto& [id, l] : *found) links.push_back(std::move(l));
  });
  std::erase_if(links, [&](const Link& l) { return !visible(call, l); });

  struct Row {
    box<ClientLink> link;
    std::string key;
  };
  std::vector<Row> rows;
  call.world.store().read([&](store::Reader& r) {
    for (const auto& l : links) rows.push_back({shown_link(r, l), {}});
  });
  if (query->order_by == "Id") {
    search::sort(rows, *query, [](const Row& row) { return row.link->client_entity_id.value_or(0); });
  } else if (!query->order_by.empty()) {
    for (auto& row : rows)
      row.key = fold_case(query->order_by == "Name" ? row.link->name.view() : row.link->managing_customer_number.view());
    search::sort(rows, *query, [](const Row& row) { return std::string_view(row.key); });
  }
  for (auto& row : search::page(rows, *query)) response.client_links.push_back(std::move(row.link));
  return response;
}

}  // namespace

void register_client_links_search(Registry& registry) {
  registry.add<SearchClientLinks>(search_client_links);
}

}  // namespace adsbox::services
