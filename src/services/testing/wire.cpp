#include "services/testing/wire.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "client/wire.h"
#include "codec/codec.h"
#include "identity/seed.h"
#include "identity/tokens.h"
#include "services/services.h"
#include "services/testing/line.h"
#include "services/testing/told_errors.h"

namespace adsbox::services {
namespace {

bool same(const identity::Grant& a, const identity::Grant& b) {
  return a.customer_id == b.customer_id && a.role == b.role && a.account_ids == b.account_ids &&
         a.link_permission == b.link_permission && a.user_id == b.user_id && a.customer_ids == b.customer_ids &&
         a.limited == b.limited;
}

void name_types(object& o);

void name_types(const schema::FieldInfo& f, void* at) {
  if (f.kind == schema::Kind::object) {
    if (const auto& inner = *static_cast<box<object>*>(at)) name_types(*inner);
  } else if (f.kind == schema::Kind::list) {
    const auto& info = schema::contract.lists[f.type];
    const auto& items = *static_cast<list_base*>(at);
    for (std::uint32_t i = 0; i < items.size_; ++i)
      name_types(info.item, static_cast<char*>(items.data_) + std::size_t{i} * info.element_size);
  }
}

/// JSON always says which type of a family an object is of; some families have a member for that besides.
void name_types(object& o) {
  const auto& type = schema::type_info(o.contract_type);
  for (const auto& f : schema::fields_of(type)) {
    void* const at = reinterpret_cast<char*>(&o) + f.offset;
    name_types(f, at);
    if (schema::text(f.name) != "Type" || !type.has(schema::TypeInfo::polymorphic)) continue;
    const auto name = schema::text(type.json_type);
    if (auto* words = static_cast<text*>(at); f.kind == schema::Kind::string && words->is_absent()) words->assign(name);
    if (auto* number = static_cast<opt<std::int32_t>*>(at); f.kind == schema::Kind::enumeration && number->is_absent())
      if (const auto* value = schema::find_value(schema::contract.enums[f.type], name))
        *number = static_cast<std::int32_t>(value->number);
  }
}

/// Whether a server that reads the message sees what was to be said.
bool says(const HttpRequest& message, Protocol protocol, const object& request) {
  const auto& type = schema::type_info(request.contract_type);
  const box<object> read(create_object(request.contract_type));
  if (protocol == Protocol::soap) {
    codec::SoapReader reader(message.body, {.strict = true});
    return reader.open() && reader.read(type, *read) && equal_objects(*read, request);
  }
  if (!codec::read_json(message.body, type, *read, {.strict = true})) return false;
  if (equal_objects(*read, request)) return true;
  const box<object> meant(clone_object(&request));
  name_types(*meant);
  return equal_objects(*read, *meant);
}

struct Message {
  Protocol protocol{};
  HttpRequest http;
};

/// The request by the preferred protocol if it can be said there, else by the other one.
Message worded(const schema::OperationInfo& operation, const object& request, Protocol preferred, client::Frame frame) {
  std::optional<Message> inexact;
  for (const auto protocol : {preferred, preferred == Protocol::rest ? Protocol::soap : Protocol::rest}) {
    frame.protocol = protocol;
    auto http = client::encode(operation, request, frame);
    if (!http) continue;  // not offered there
    if (says(*http, protocol, request)) return {protocol, std::move(*http)};
    inexact = {protocol, std::move(*http)};
  }
  ADD_FAILURE() << "no client can ask for this: " << inexact.value().http.body.substr(0, 5000);
  return std::move(*inexact);
}

/// The request of a caller with any credentials.
HttpRequest shown(const schema::OperationInfo& operation, const object& request, Protocol protocol,
                  const identity::Credentials& c) {
  const auto& service = schema::contract.services[operation.service];
  const std::pair<std::string_view, std::string_view> ids[] = {{"CustomerAccountId", c.customer_account_id},
                                                               {"CustomerId", c.customer_id},
                                                               {"DeveloperToken", c.developer_token},
                                                               {"IdentityProvider", c.identity_provider}};
  HttpRequest http{.method = "POST", .url = std::string(Line::host), .headers = {}, .body = {}};
  if (protocol == Protocol::soap) {
    const auto ns = std::string(schema::text(schema::contract.namespaces[service.message_ns].uri));
    std::string header;
    const auto add = [&](std::string_view name, std::string_view value) {
      if (!value.empty())
        header.append("<").append(name).append(" xmlns=\"" + ns + "\">").append(value).append("</").append(name) += ">";
    };
    add("AuthenticationToken", c.authentication_token);
    for (const auto& [name, value] : ids) add(name, value);
    http.url += schema::text(service.soap_path);
    codec::write_soap(http.body, service, request, header, {});
    return http;
  }
  http.method = schema::text(operation.rest_method);
  http.url += schema::text(operation.rest_path);
  if (!c.authentication_token.empty())
    http.headers.emplace_back("Authorization", "Bearer " + std::string(c.authentication_token));
  for (const auto& [name, value] : ids)
    if (!value.empty()) http.headers.emplace_back(name, value);
  codec::write_json(http.body, request, {});
  return http;
}

/// Sends the message and holds what was told against what the gateway noted.
Wire::Outcome deliver(world::Worlds& worlds, const schema::OperationInfo& operation, Protocol protocol, const HttpRequest& http) {
  Exchange exchange;
  auto response = Line::instance().exchange(worlds, http, exchange);
  const auto name = std::string(schema::text(operation.name)) + (protocol == Protocol::rest ? " over REST" : " over SOAP");
  auto answer = client::decode(operation, protocol, std::move(response), std::chrono::system_clock::time_point());
  Wire::Outcome outcome{protocol == Protocol::rest ? Route::rest : Route::soap, {}, std::move(exchange.partial_errors), {}};
  if (answer && !exchange.failure) {
    if (const auto wrong = untold(outcome.partial_errors, *answer->response); !wrong.empty())
      ADD_FAILURE() << name << "\n" << wrong << "\n" << answer->body.substr(0, 5000);
    outcome.answer = std::move(answer->response);
    return outcome;
  }
  if (!exchange.failure) throw std::runtime_error(name + ": " + answer.error().describe());
  const auto wrong =
      answer ? std::string("answered as if nothing was wrong") : untold(*exchange.failure, answer.error(), operation);
  if (!wrong.empty()) ADD_FAILURE() << name << "\n" << wrong << "\n" << (answer ? answer->body : answer.error().raw_response);
  outcome.answer = std::unexpected(std::move(*exchange.failure));
  return outcome;
}

}  // namespace

const Registry& all_operations() {
  static const Registry registry = [] {
    Registry r;
    register_operations(r);
    r.own({"faults", {.attached = {"adsbox::faults::Rules"}}});  // as in the server
    return r;
  }();
  return registry;
}

void ask_for_everything(object& request) {
  const auto* f = schema::find_field(schema::type_info(request.contract_type), "ReturnAdditionalFields");
  if (f == nullptr || f->kind != schema::Kind::flags) throw std::runtime_error("this request asks for nothing more");
  std::uint64_t all = 0;
  for (const auto& v : schema::values_of(schema::contract.enums[f->type])) all |= v.number;
  *reinterpret_cast<opt<std::uint64_t>*>(reinterpret_cast<char*>(&request) + f->offset) = all;
}

std::string_view name_of(Route route) {
  constexpr std::string_view names[] = {"soap", "rest", "direct"};
  return names[static_cast<std::size_t>(route)];
}

void Wire::enter(world::World& world) {
  if (worlds_ != nullptr && &worlds_->first() == &world) return;
  worlds_ = std::make_unique<world::Worlds>();
  worlds_->add(std::shared_ptr<world::World>(std::shared_ptr<void>(), &world));  // the fixture's
  tokens_.clear();
}

const std::string& Wire::token_of(world::World& world, std::int64_t login_id) {
  auto& token = tokens_[login_id];
  const auto now = world.clock().ticks();
  if (token.expires <= now) {
    token.text = identity::issue_access_token(
        world, {.login_id = login_id,
                .client_id = std::string(identity::seed_facts(world.environment()).client_ids.front()),
                .scopes = {"https://ads.microsoft.com/msads.manage"}});
    token.expires = now + identity::access_token_seconds * identity::second;
  }
  return token.text;
}

bool Wire::is_seen_as(world::World& world, const identity::Principal& caller) {
  const auto seen = identity::authenticate(world, {.authentication_token = token_of(world, caller.login_id),
                                                   .developer_token = identity::seed_facts(world.environment()).developer_token});
  return seen && (*seen)->user_id == caller.user_id && std::ranges::equal((*seen)->grants, caller.grants, same);
}

Wire::Outcome Wire::call(world::World& world, const schema::OperationInfo& operation, const object& request,
                         const identity::Principal& caller, const Headers& headers) {
  enter(world);
  return is_seen_as(world, caller) ? send(world, operation, request, caller.login_id, headers)
                                   : call_directly(world, operation, request, caller, headers);
}

Wire::Outcome Wire::send(world::World& world, const schema::OperationInfo& operation, const object& request,
                         std::int64_t login_id, const Headers& headers) {
  static const auto environment = Environment::at(std::string(Line::host));
  const auto& developer_token = identity::seed_facts(world.environment()).developer_token;
  const auto id = schema::id_of(operation);
  const auto [protocol, http] =
      worded(operation, request, (calls_[id]++ + id) % 2 == 0 ? Protocol::soap : Protocol::rest,
             {environment, {}, token_of(world, login_id), developer_token, {}, headers.customer_id, headers.account_id});
  return deliver(*worlds_, operation, protocol, http);
}

Wire::Outcome Wire::show(world::World& world, const schema::OperationInfo& operation, const object& request,
                         const identity::Credentials& credentials, Route route) {
  enter(world);
  const auto protocol = route == Route::rest ? Protocol::rest : Protocol::soap;
  return deliver(*worlds_, operation, protocol, shown(operation, request, protocol, credentials));
}

Wire::Outcome Wire::call_directly(world::World& world, const schema::OperationInfo& operation, const object& request,
                                  const identity::Principal& caller, const Headers& headers) {
  Call call{world, operation, caller, headers.customer_id, headers.account_id, Line::tracking_id, "", world.clock().now(), {},
            {},    {},        {}};
  Outcome outcome{Route::direct, all_operations().invoke(call, request), {}, {}};
  outcome.partial_errors = std::move(call.partial_errors);
  outcome.filter = std::move(call.filter);
  borrowed_.insert(borrowed_.end(), call.kept_alive.begin(), call.kept_alive.end());
  return outcome;
}

}  // namespace adsbox::services
