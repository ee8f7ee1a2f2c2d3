// The operations of an entity kind as handlers for the Registry: what each of them does around the engine. A kind registers
//
//   registry.add<AddKeywords>(add_operation<AddKeywords, keyword_engine, &AddKeywordsRequest::ad_group_id,
//                                           &AddKeywordsRequest::keywords, &AddKeywordsResponse::keyword_ids>);
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "services/entity/engine.h"
#include "services/partial_errors.h"

namespace adsbox::services {

using Engine = const EntityEngine& (*)();

/// The object as a T, which it is or derives from; an absent box otherwise.
template <class T>
box<T> downcast(box<object> o) {
  return o.template as<T>() == nullptr ? box<T>() : box<T>::downcast(std::move(o));
}

template <class List>
struct list_item;
template <class T>
struct list_item<list<box<T>>> {
  using type = T;
};

/// The PartialErrors of a response out of the errors of its items.
template <class Response>
void put_errors(Call& call, Response& response, std::vector<ErrorValue> errors) {
  using BatchError = typename list_item<std::decay_t<decltype(response.partial_errors)>>::type;
  response.partial_errors = partial_errors<BatchError>(call, std::move(errors));
}

/// For the member that names the parent, of requests that have none: the account is the header's.
inline constexpr std::nullptr_t header_account = nullptr;

/// The request's own rules and the parent that it names.
inline std::expected<Parent, Failure> open_request(Call& call, const object& request, Engine engine,
                                                   const opt<std::int64_t>& parent_id) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  return engine().parent(call, parent_id.value_or(0));
}

/// The same by `parent_id`: a member, header_account, or a function of call and request that says the parent.
template <auto parent_id, class Request>
std::expected<Parent, Failure> open_request(Call& call, const Request& request, Engine engine) {
  if constexpr (std::is_null_pointer_v<decltype(parent_id)>) {
    return open_request(call, request, engine, call.customer_account_id);
  } else if constexpr (std::is_member_object_pointer_v<decltype(parent_id)>) {
    return open_request(call, request, engine, request.*parent_id);
  } else {
    if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
    return parent_id(call, request);
  }
}

template <class Op, Engine engine, auto parent_id, auto items, auto ids>
Result<Op> add_operation(Call& call, const typename Op::Request& request) {
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  std::vector<ErrorValue> errors;
  typename Op::Response response;
  for (const auto id : engine().add(call, *parent, items_of(request.*items), errors))
    (response.*ids).push_back(id == 0 ? opt<std::int64_t>(nil) : opt<std::int64_t>(id));
  put_errors(call, response, std::move(errors));
  return response;
}

template <class Op, Engine engine, auto parent_id, auto items>
Result<Op> update_operation(Call& call, const typename Op::Request& request) {
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  std::vector<ErrorValue> errors;
  engine().update(call, *parent, items_of(request.*items), errors, &request);
  typename Op::Response response;
  put_errors(call, response, std::move(errors));
  return response;
}

/// A member's name, as the contract spells it: what field paths start with.
template <class Message>
std::string_view member_name(const list<opt<std::int64_t>> Message::* ids) {
  const Message message;
  const auto offset = reinterpret_cast<const char*>(&(message.*ids)) - reinterpret_cast<const char*>(&message);
  for (const auto& f : schema::fields_of(schema::type_info(Message::type_id)))
    if (f.offset == offset) return schema::text(f.name);
  return {};
}

template <class Op, Engine engine, auto parent_id, auto ids>
Result<Op> delete_operation(Call& call, const typename Op::Request& request) {
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  std::vector<ErrorValue> errors;
  engine().erase(call, *parent, request.*ids, member_name(ids), errors);
  typename Op::Response response;
  put_errors(call, response, std::move(errors));
  return response;
}

/// GetXsByIds: one entry an id, nil where there is no such entity.
template <class Op, Engine engine, auto parent_id, auto ids, auto items>
Result<Op> get_operation(Call& call, const typename Op::Request& request) {
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  typename Op::Response response;
  using Item = typename list_item<std::decay_t<decltype(response.*items)>>::type;
  std::vector<box<Item>> found((request.*ids).size());
  std::vector<ErrorValue> errors;
  engine().get(call, *parent, request.*ids, member_name(ids), errors,
               [&](int i, box<object> o) { found[static_cast<std::size_t>(i)] = downcast<Item>(std::move(o)); });
  for (auto& o : found) (response.*items).push_back(o ? std::move(o) : box<Item>(nil));
  put_errors(call, response, std::move(errors));
  return response;
}

/// GetXsByIds that returns all of the account when no ids are given: those in the window.
template <class Op, Engine engine, auto parent_id, auto ids, auto items>
Result<Op> get_or_list(Call& call, const typename Op::Request& request, Window window) {
  if (!(request.*ids).empty()) return get_operation<Op, engine, parent_id, ids, items>(call, request);
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  typename Op::Response response;
  using Item = typename list_item<std::decay_t<decltype(response.*items)>>::type;
  (response.*items).set_empty();
  engine().all(call, *parent, [&](box<object> o) { (response.*items).push_back(downcast<Item>(std::move(o))); }, window);
  put_errors(call, response, {});
  return response;
}

template <class Op, Engine engine, auto parent_id, auto ids, auto items>
Result<Op> get_or_list_operation(Call& call, const typename Op::Request& request) {
  return get_or_list<Op, engine, parent_id, ids, items>(call, request, {});
}

/// GetXsByParent: those that `shows` accepts, an empty list when there are none.
template <class Op, Engine engine, auto parent_id, auto items, class Shows>
Result<Op> list_entities(Call& call, const typename Op::Request& request, Shows&& shows) {
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  typename Op::Response response;
  using Item = typename list_item<std::decay_t<decltype(response.*items)>>::type;
  (response.*items).set_empty();
  engine().all(call, *parent, [&](box<object> o) {
    auto item = downcast<Item>(std::move(o));
    if (item && shows(*item)) (response.*items).push_back(std::move(item));
  });
  return response;
}

template <class Op, Engine engine, auto parent_id, auto items>
Result<Op> list_operation(Call& call, const typename Op::Request& request) {
  return list_entities<Op, engine, parent_id, items>(call, request, [](const auto&) { return true; });
}

}  // namespace adsbox::services
