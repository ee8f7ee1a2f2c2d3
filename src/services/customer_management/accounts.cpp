// GetAccount, GetCustomer, SearchAccounts.
#include <algorithm>
#include <charconv>
#include <functional>

#include "adsbox/customer_management.h"
#include "identity/roles.h"
#include "services/customer_management/reach.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"
#include "services/entity/normalise.h"
#include "services/entity/validate.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

void hide_unasked_of_account(Call& call, opt<AccountAdditionalField> asked) {
  static const auto flags_enum = field_of(GetAccountRequest::type_id, "ReturnAdditionalFields").type;
  hide_unasked(call.filter, flags_enum, static_cast<std::uint64_t>(asked.value_or(AccountAdditionalField{})));
}

Result<GetAccount> get_account(Call& call, const GetAccountRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  hide_unasked_of_account(call, request.return_additional_fields);
  GetAccountResponse response;
  call.world.store().read([&](store::Reader& r) {
    if (auto account = world::load<AdvertiserAccount>(r, *request.account_id)) response.account = std::move(account->value);
  });
  if (!response.account)
    return refuse_customer({"GetAccount.AccountId.exists", "AccountId", std::to_string(*request.account_id), "",
                            "an account that the caller reaches"});
  response.account->payment_method_type = nil;  // never told
  return response;
}

Result<GetCustomer> get_customer(Call& call, const GetCustomerRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  GetCustomerResponse response;
  call.world.store().read([&](store::Reader& r) {
    if (auto customer = world::load<Customer>(r, *request.customer_id)) response.customer = std::move(customer->value);
  });
  if (!response.customer)
    return refuse_customer({"GetCustomer.CustomerId.exists", "CustomerId", std::to_string(*request.customer_id), "",
                            "a customer that the caller reaches"});
  return response;
}

using Test = std::function<bool(const ReachedAccount&)>;

std::unexpected<Failure> refuse_predicate(std::string_view rule, std::size_t index, std::string_view member, std::string value,
                                          std::string bound, std::string expected) {
  return refuse_request(Error::Code3030, {"SearchAccounts.Predicates." + std::string(rule),
                                          "Predicates[" + std::to_string(index) + "]." + std::string(member), std::move(value),
                                          std::move(bound), std::move(expected)});
}

/// The values of an In, or the one of any other operator.
std::vector<std::string> values_of(const Predicate& p) {
  std::vector<std::string> out;
  if (*p.operator_ != PredicateOperator::In) return {p.value.str()};
  const auto all = p.value.view();
  for (std::size_t at = 0; at <= all.size();) {
    const auto comma = std::min(all.find(',', at), all.size());
    auto one = all.substr(at, comma - at);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (!one.empty()) out.emplace_back(one);
    at = comma + 1;
  }
  return out;
}

bool to_id(std::string_view s, std::int64_t& id) {
  const auto [end, status] = std::from_chars(s.data(), s.data() + s.size(), id);
  return status == std::errc{} && end == s.data() + s.size();
}

Test by_text(text AdvertiserAccount::* member, const std::vector<std::string>& values, bool contains) {
  std::vector<std::string> folded;
  for (const auto& v : values) folded.push_back(fold_case(v));
  return [member, contains, folded = std::move(folded)](const ReachedAccount& a) {
    const auto have = fold_case((a.account->*member).view());
    return std::ranges::any_of(folded,
                               [&](const std::string& v) { return contains ? have.find(v) != std::string::npos : have == v; });
  };
}

/// Active stands for Active and for accounts paused by billing alone; Pause for those that the user paused.
std::optional<Test> by_status(std::string_view value) {
  static const auto& e = schema::contract.enums[field_of(AdvertiserAccount::type_id, "AccountLifeCycleStatus").type];
  const auto* v = schema::find_value(e, value);
  if (v == nullptr) return std::nullopt;
  const auto wanted = static_cast<AccountLifeCycleStatus>(v->number);
  return [wanted](const ReachedAccount& a) {
    const auto status = a.account->account_life_cycle_status.value_or(AccountLifeCycleStatus::Active);
    const auto reason = a.account->pause_reason.value_or(0);
    if (wanted == AccountLifeCycleStatus::Active)
      return status == AccountLifeCycleStatus::Active || (status == AccountLifeCycleStatus::Pause && reason == 2);
    if (wanted == AccountLifeCycleStatus::Pause) return status == AccountLifeCycleStatus::Pause && reason != 2;
    return status == wanted;
  };
}

std::expected<Test, Failure> test_of(Call& call, const Predicate& p, std::size_t index) {
  const auto field = p.field.view();
  const auto* operators = schema::find_set("search-accounts." + std::string(field));
  if (operators == nullptr)
    return refuse_predicate("field", index, "Field", p.field.str(), "",
                            "UserId, CustomerId, AccountId, AccountName, AccountNumber or AccountLifeCycleStatus");
  const auto name = describe(field_of(Predicate::type_id, "Operator"), &p.operator_);
  if (!schema::contains(*operators, name)) {
    std::string allowed;
    for (const auto n : schema::values_of(*operators)) (allowed.empty() ? allowed : allowed += ", ") += schema::rule_book.text(n);
    return refuse_predicate("operator", index, "Operator", name, allowed,
                            "an operator that " + p.field.str() + " takes: " + allowed);
  }
  const auto values = values_of(p);
  const auto most = limit_of(call.world, schema::find_limit("search-in-values"));
  if (values.empty() || static_cast<std::int64_t>(values.size()) > most)
    return refuse_predicate("in", index, "Value", std::to_string(values.size()) + " values", "1.." + std::to_string(most),
                            "a comma list of 1.." + std::to_string(most) + " values");
  if (field == "AccountName") return by_text(&AdvertiserAccount::name, values, *p.operator_ == PredicateOperator::Contains);
  if (field == "AccountNumber") return by_text(&AdvertiserAccount::number, values, *p.operator_ == PredicateOperator::Contains);
  if (field == "AccountLifeCycleStatus") {
    if (auto test = by_status(values[0])) return std::move(*test);
    return refuse_predicate("status", index, "Value", values[0], "", "an AccountLifeCycleStatus");
  }
  std::vector<std::int64_t> ids;
  for (const auto& v : values) {
    std::int64_t id = 0;
    if (!to_id(v, id)) return refuse_predicate("id", index, "Value", v, "", "a whole number");
    ids.push_back(id);
  }
  if (field == "AccountId")
    return [ids](const ReachedAccount& a) { return std::ranges::find(ids, a.account->id.value_or(0)) != ids.end(); };
  if (field == "CustomerId") return [id = ids[0]](const ReachedAccount& a) { return a.customer_id == id; };
  // UserId: accounts of that user's roles; the original id stands for all roles of the person.
  std::vector<identity::Grant> grants;
  if (ids[0] == call.principal.user_id)
    grants = call.principal.grants;
  else
    call.world.store().read([&](store::Reader& r) { grants = identity::grants_of_user(r, ids[0]); });
  return [grants = std::move(grants)](const ReachedAccount& a) {
    return std::ranges::any_of(
        grants, [&](const identity::Grant& g) { return identity::covers_account(g, a.account->id.value_or(0), a.customer_id); });
  };
}

/// Exactly one predicate, or AccountLifeCycleStatus and one more.
std::expected<std::vector<Test>, Failure> tests_of(Call& call, const SearchAccountsRequest& request) {
  std::vector<Test> tests;
  std::size_t statuses = 0;
  for (std::size_t i = 0; i < request.predicates.size(); ++i) {
    std::vector<ErrorValue> found;
    ItemErrors errors(found, -1);
    validate(*request.predicates[i], nullptr, {}, Path{nullptr, "Predicates", static_cast<int>(i)}, errors);
    if (!found.empty()) {
      found.resize(1);
      return std::unexpected(Failure{FaultKind::operation, std::move(found), 0});
    }
    auto test = test_of(call, *request.predicates[i], i);
    if (!test) return std::unexpected(std::move(test.error()));
    tests.push_back(std::move(*test));
    statuses += request.predicates[i]->field == "AccountLifeCycleStatus" ? 1 : 0;
  }
  const auto others = request.predicates.size() - statuses;
  if (others != 1 || statuses > 1)
    return refuse_predicate("count", request.predicates.size() - 1, "Field",
                            std::to_string(request.predicates.size()) + " predicates", "1",
                            "one predicate; AccountLifeCycleStatus goes with one other");
  return tests;
}

std::expected<void, Failure> check_page(Call& call, const Paging& page) {
  const auto most = limit_of(call.world, schema::find_limit("search-accounts-page"));
  const auto refuse = [&](std::string_view member, std::int64_t value, const std::string& bound) {
    return refuse_request(Error::Code3080, {"SearchAccounts.PageInfo." + std::string(member), "PageInfo." + std::string(member),
                                            std::to_string(value), bound, "a number in " + bound});
  };
  if (page.index.value_or(0) < 0) return refuse("Index", page.index.value_or(0), "0..");
  if (page.size.value_or(0) < 1 || page.size.value_or(0) > most)
    return refuse("Size", page.size.value_or(0), "1.." + std::to_string(most));
  return {};
}

std::expected<void, Failure> sort_by(std::vector<ReachedAccount>& found, const SearchAccountsRequest& request) {
  if (request.ordering.empty() || !request.ordering[0]) return {};
  const auto& by = *request.ordering[0];
  const auto field = by.field.value_or(OrderByField::Id);
  const auto text_of = [](text AdvertiserAccount::* member) {
    return [member](const ReachedAccount& a, const ReachedAccount& b) {
      return fold_case((a.account->*member).view()) < fold_case((b.account->*member).view());
    };
  };
  const bool descending = by.order.value_or(SortOrder::Ascending) == SortOrder::Descending;
  const auto sort = [&](auto less) {
    std::ranges::stable_sort(found, [&](const auto& a, const auto& b) { return descending ? less(b, a) : less(a, b); });
  };
  switch (field) {
    case OrderByField::Id:
      sort([](const auto& a, const auto& b) { return a.account->id.value_or(0) < b.account->id.value_or(0); });
      return {};
    case OrderByField::Name:
      sort(text_of(&AdvertiserAccount::name));
      return {};
    case OrderByField::Number:
      sort(text_of(&AdvertiserAccount::number));
      return {};
    default:
      return refuse_request(Error::Code3030, {"SearchAccounts.Ordering.Field", "Ordering[0].Field",
                                              describe(field_of(OrderBy::type_id, "Field"), &by.field), "Id, Name, Number",
                                              "an order by Id, Name or Number"});
  }
}

Result<SearchAccounts> search_accounts(Call& call, const SearchAccountsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (auto ok = check_page(call, *request.page_info); !ok) return std::unexpected(std::move(ok.error()));
  const auto tests = tests_of(call, request);
  if (!tests) return std::unexpected(tests.error());
  hide_unasked_of_account(call, request.return_additional_fields);

  auto found = reached_accounts(call, call.principal.grants);
  std::erase_if(found,
                [&](const ReachedAccount& a) { return !std::ranges::all_of(*tests, [&](const Test& t) { return t(a); }); });
  if (auto ok = sort_by(found, request); !ok) return std::unexpected(std::move(ok.error()));

  SearchAccountsResponse response;
  response.accounts.set_empty();
  const auto size = static_cast<std::size_t>(*request.page_info->size);
  const auto first = static_cast<std::size_t>(request.page_info->index.value_or(0)) * size;
  for (std::size_t i = first; i < std::min(first + size, found.size()); ++i) {
    auto account = box<AdvertiserAccount>::borrow(*found[i].account);
    if (account->payment_method_type) {  // never told, as in GetAccount
      account = box<AdvertiserAccount>(static_cast<AdvertiserAccount*>(clone_object(account.get())));
      account->payment_method_type = nil;
    }
    response.accounts.push_back(std::move(account));
  }
  return response;
}

}  // namespace

void register_accounts(Registry& registry) {
  registry.add<GetAccount>(get_account);
  registry.add<GetCustomer>(get_customer);
  registry.add<SearchAccounts>(search_accounts);
}

}  // namespace adsbox::services
