// SearchAccounts.
#include <algorithm>

#include "identity/roles.h"
#include "services/customer_management/accounts_shared.h"
#include "services/customer_management/reach.h"
#include "services/customer_management/search_texts.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/search/search.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

constexpr search::Field fields[] = {{"UserId", search::Kind::id},          {"CustomerId", search::Kind::id},
                                    {"AccountId", search::Kind::id},       {"AccountName", search::Kind::text},
                                    {"AccountNumber", search::Kind::text}, {"AccountLifeCycleStatus", search::Kind::word}};

const search::Description description{"search-accounts", fields, {}, {}};

/// Active stands for Active and for accounts paused by billing alone; Pause for those that the user paused.
std::function<bool(std::int32_t, std::int32_t)> state_test(AccountLifeCycleStatus wanted) {
  return [wanted](std::int32_t state, std::int32_t reason) {
    const auto status = static_cast<AccountLifeCycleStatus>(state);
    if (wanted == AccountLifeCycleStatus::Active)
      return status == AccountLifeCycleStatus::Active || (status == AccountLifeCycleStatus::Pause && reason == 2);
    if (wanted == AccountLifeCycleStatus::Pause) return status == AccountLifeCycleStatus::Pause && reason != 2;
    return status == wanted;
  };
}

std::expected<void, Failure> put_state(Call& call, const search::Condition& c, AccountSearch& out) {
  static const auto& row = field_of(AdvertiserAccount::type_id, "AccountLifeCycleStatus");
  const auto& names = schema::contract.enums[row.type];
  if (const auto* v = schema::find_value(names, c.texts[0])) {
    out.state = state_test(static_cast<AccountLifeCycleStatus>(v->number));
    return {};
  }
  std::string all;
  for (const auto& v : schema::values_of(names)) (all.empty() ? all : all += ", ") += schema::text(v.name);
  return search::refuse_predicate(call, c.position, "status", "Value", c.texts[0], all, "one of " + all);
}

/// The accounts of that user's roles; the original id stands for all roles of the person.
AccountReach reach_of_user(Call& call, std::int64_t user_id) {
  if (user_id == call.principal.user_id) return reach_of(call.principal.grants);
  return reach_of(identity::reach_of_user(call.world, user_id));
}

std::expected<void, Failure> put_condition(Call& call, const search::Condition& c, AccountSearch& out) {
  if (c.field == "AccountLifeCycleStatus") return put_state(call, c, out);
  if (c.kind == search::Kind::text) {
    if (auto ok = check_search_text(call, c); !ok) return ok;
    (c.field == "AccountName" ? out.name : out.number) = text_test(c);
  } else if (c.field == "UserId") {
    out.of_user = reach_of_user(call, c.numbers[0]);
  } else if (c.field == "CustomerId") {
    out.customer = c.numbers[0];
  } else {
    out.ids = c.numbers;
  }
  return {};
}

/// Exactly one predicate, or AccountLifeCycleStatus and one more.
std::expected<void, Failure> check_count(const Call& call, const search::Query& query) {
  const auto n = query.conditions.size();
  const bool status = query.find("AccountLifeCycleStatus") != nullptr;
  if (n == (status ? 2 : 1)) return {};
  return search::refuse_predicate(call, static_cast<int>(n) - 1, "count", "Field", std::to_string(n) + " predicates", "1",
                                  "one predicate; AccountLifeCycleStatus goes with one other");
}

Result<SearchAccounts> search_accounts(Call& call, const SearchAccountsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto query = search::read(call, request, description);
  if (!query) return std::unexpected(query.error());
  if (auto ok = check_count(call, *query); !ok) return std::unexpected(std::move(ok.error()));
  AccountSearch wanted;
  for (const auto& c : query->conditions)
    if (auto ok = put_condition(call, c, wanted); !ok) return std::unexpected(std::move(ok.error()));
  wanted.reach = reach_of(call.principal.grants);
  wanted.order = query->order_by == "Name"     ? AccountSearch::Order::name
                 : query->order_by == "Number" ? AccountSearch::Order::number
                                               : AccountSearch::Order::id;
  wanted.descending = query->descending;
  wanted.first = query->first;
  wanted.size = query->size;
  hide_unasked_of_account(call, request.return_additional_fields);

  SearchAccountsResponse response;
  response.accounts.set_empty();
  const auto ids = find_accounts(call, wanted);
  call.world.store().read([&](store::Reader& r) {
    for (const auto id : ids)
      if (auto account = world::load<AdvertiserAccount>(r, id)) {
        show_account(**account);
        response.accounts.push_back(std::move(account->value));
      }
  });
  return response;
}

}  // namespace

void register_account_search(Registry& registry) {
  registry.add<SearchAccounts>(search_accounts);
}

}  // namespace adsbox::services
