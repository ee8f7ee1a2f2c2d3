#include "gateway/pipeline.h"

#include <algorithm>
#include <exception>
#include <vector>

#include "identity/environment.h"
#include "identity/header_ids.h"
#include "identity/permissions.h"
#include "net/blocking.h"
#include "schema/contract_version.h"

namespace adsbox::gateway {
namespace {

using Accepted = std::pair<world::World*, std::shared_ptr<const identity::Principal>>;

/// How much a refusal knows of the credentials: a world that knows the token but finds it expired has more to say than one that
/// has never seen it.
bool knows_the_caller(const Failure& failure) {
  return !failure.errors.empty() && failure.errors.front().error != Error::InvalidCredentials;
}

/// "sandbox: auth.token.unknown (AuthenticationToken)": what a world said of the credentials, for explanations.
void note(Exchange& exchange, const world::World& world, const Failure& refusal) {
  for (const auto& e : refusal.errors) {
    auto text = world.name() + ": " + e.why.rule + " (" + e.why.field + ")";
    if (!e.why.value.empty()) text += ", " + e.why.value;
    exchange.credential_notes.push_back(std::move(text));
  }
}

/// Tells where refused credentials do hold: those of the other environment are a common mistake.
void note_elsewhere(world::Worlds& worlds, const world::World& asked, const identity::Credentials& credentials, Failure& refusal,
                    Exchange& exchange) {
  if (knows_the_caller(refusal)) return;
  for (world::World* other : worlds.all()) {
    if (other == &asked) continue;
    if (const auto principal = identity::authenticate(*other, credentials); !principal) {
      note(exchange, *other, principal.error());
      continue;
    }
    exchange.credential_notes.push_back(other->name() + ": these credentials hold here");
    auto& value = refusal.errors.front().why.value;
    if (value.empty()) value = "credentials that hold in " + other->name() + ", not in " + asked.name();
  }
}

/// The caller in the world where the credentials hold. A host that names no environment leaves the choice to the credentials: the
/// default world is asked first; when all refuse, the one that knows the caller gives the reason.
std::expected<Accepted, Failure> accept(world::Worlds& worlds, const Options& options, const identity::Credentials& credentials,
                                        std::string_view host, Exchange& exchange) {
  if (const auto environment = identity::environment_of_host(host)) {
    world::World* named = worlds.of(*environment);
    if (named == nullptr)
      return fail(
          FaultKind::ad_api, Error::InvalidCredentials,
          {"auth.environment.not_served", "Host", std::string(host), {}, "a host of an environment that this server serves"});
    auto principal = identity::authenticate(*named, credentials);
    if (principal) return Accepted{named, std::move(*principal)};
    note(exchange, *named, principal.error());
    note_elsewhere(worlds, *named, credentials, principal.error(), exchange);
    return std::unexpected(std::move(principal.error()));
  }
  std::vector<world::World*> candidates = worlds.all();
  std::ranges::stable_partition(candidates, [&](const world::World* w) { return w->name() == options.default_world; });
  std::optional<Failure> refusal;
  for (world::World* candidate : candidates) {
    auto principal = identity::authenticate(*candidate, credentials);
    if (principal) return Accepted{candidate, std::move(*principal)};
    note(exchange, *candidate, principal.error());
    if (!refusal || (!knows_the_caller(*refusal) && knows_the_caller(principal.error()))) refusal = std::move(principal.error());
  }
  return std::unexpected(std::move(*refusal));
}

faults::Query query_of(const Exchange& exchange, std::string_view access_token) {
  return {exchange.operation, exchange.endpoint, exchange.protocol, exchange.tracking_id, access_token};
}

/// The world whose SOAP has ended for everybody who could be meant; nullptr while it may go on.
world::World* without_soap(world::Worlds& worlds, std::string_view host) {
  if (const auto environment = identity::environment_of_host(host)) {
    world::World* named = worlds.of(*environment);
    return named != nullptr && named->soap_has_ended() ? named : nullptr;
  }
  if (!worlds.first().soap_has_ended()) return nullptr;  // nearly always: without a list
  const auto all = worlds.all();
  return std::ranges::all_of(all, &world::World::soap_has_ended) ? all.front() : nullptr;
}

/// The contract that the answer is for: what the world was told, else what the client says of itself, else the newest. Trials
/// compare whole answers.
schema::ContractVersion contract_for(const Options& options, const world::World& world, std::string_view user_agent) {
  if (options.trial) return codec::FieldFilter::newest;
  const auto known = world.contract() != 0 ? world.contract() : schema::contract_of_user_agent(user_agent);
  return known == 0 || known >= schema::newest_contract() ? codec::FieldFilter::newest : known;
}

std::expected<Outgoing, Failure> answer(const Way& way, const Incoming& incoming, Exchange& exchange, Hindrance& hindrance) {
  auto& [worlds, registry, options, under_way, before] = way;
  std::shared_ptr<world::Worlds> named;  // by a credential
  auto credentials = incoming.credentials;
  if (options.manager != nullptr) {
    named = options.manager->marked(credentials.developer_token, true);
    if (auto by_token = options.manager->marked(credentials.authentication_token, false)) named = std::move(by_token);
  }
  std::optional<Timed> timed(std::in_place, exchange, Stage::authorize);
  const auto& operation = incoming.operation;
  auto& places = named != nullptr ? *named : worlds;
  if (named != nullptr) exchange.world = named->first().name();  // where the journal keeps callers who are not accepted, too
  const bool may_end = exchange.protocol == Channel::soap && !options.trial;
  if (world::World* ended = may_end ? without_soap(places, incoming.host) : nullptr) {
    exchange.world = ended->name();
    return std::unexpected(soap_has_ended(*ended, operation));
  }
  auto accepted = accept(places, options, credentials, incoming.host, exchange);
  if (!accepted) return std::unexpected(std::move(accepted.error()));
  auto& [world, principal] = *accepted;
  exchange.world = world->name();
  exchange.user_name = principal->user_name;
  if (may_end && world->soap_has_ended()) return std::unexpected(soap_has_ended(*world, operation));
  std::optional<CallsUnderWay::Place> place;
  if (auto entered = under_way.enter(*world, *principal, place); !entered) return std::unexpected(std::move(entered.error()));
  if (before) before(*world);

  const box<object> request(create_object(operation.request));
  timed.emplace(exchange, Stage::decode);
  if (auto decoded = incoming.decode(*request); !decoded) return std::unexpected(failure_of(decoded.error()));

  timed.emplace(exchange, Stage::authorize);
  const auto ids = identity::check_header_ids(operation, credentials);
  if (!ids) return std::unexpected(ids.error());
  services::Call call{*world,
                      operation,
                      *principal,
                      ids->customer_id,
                      ids->account_id,
                      exchange.tracking_id,
                      incoming.base_url,
                      world->clock().now(),
                      {},
                      {},
                      {},
                      {}};
  if (const auto contract = contract_for(options, *world, incoming.user_agent); contract != codec::FieldFilter::newest) {
    call.filter.limit(contract);
    exchange.contract = contract;
  }
  if (auto allowed = identity::authorize(*world, *principal, operation, *ids, *request); !allowed)
    return std::unexpected(std::move(allowed.error()));

  if (auto& rules = world->attached<faults::Rules>(); !rules.empty()) {
    hindrance.rules = {named != nullptr ? named->share(*world) : worlds.share(*world), &rules};
    hindrance.decision = faults::before(rules, query_of(exchange, credentials.authentication_token));
    if (hindrance.decision.instead()) return std::unexpected(hindrance.decision.failure.value_or(Failure{}));
    call.injected = [&](int index) { return hindrance.decision.item(index); };
  }

  timed.emplace(exchange, Stage::handle);
  if (!reads_only(operation)) net::about_to_block();  // for a commit
  auto response = registry.invoke(call, *request);
  timed.reset();
  exchange.partial_errors = std::move(call.partial_errors);
  if (!response) return std::unexpected(std::move(response.error()));
  if (hindrance.decision.failure) return std::unexpected(*hindrance.decision.failure);  // after the work was done
  Outgoing outgoing{std::move(*response), std::move(call.filter), std::move(call.kept_alive)};
  if (named != nullptr) outgoing.kept_alive.push_back(std::move(named));
  return outgoing;
}

}  // namespace

void Hindrance::finish(Exchange& exchange, net::Response& response) {
  if (rules == nullptr) return;
  faults::finish(*rules, decision, query_of(exchange, {}), response);
  exchange.fired.insert(exchange.fired.end(), decision.fired.begin(), decision.fired.end());
}

Failure failure_of(const codec::DecodeError& error) {
  using Code = codec::DecodeError::Code;
  constexpr std::string_view rules[] = {"malformed",       "invalid_utf8",      "forbidden_dtd",      "too_deep",
                                        "not_an_envelope", "unexpected_root",   "unknown_element",    "wrong_order",
                                        "bad_value",       "overflow",          "unknown_enum_value", "abstract_type",
                                        "unknown_type",    "dangling_reference"};
  ErrorValue e;
  e.error = Error::ApiInputValidationError;
  e.why.rule = "input." + std::string(rules[static_cast<std::size_t>(error.code)]);
  e.why.field = error.path;
  e.why.value = error.value;
  e.why.expected = error.expected;
  e.why.offset = static_cast<std::int64_t>(error.offset);
  e.details = std::string(rules[static_cast<std::size_t>(error.code)]);
  if (!error.path.empty()) e.details += " at " + error.path;
  if (!error.value.empty()) e.details += ": '" + error.value + "'";
  if (!error.expected.empty()) e.details += "; expected " + error.expected;
  if (error.code <= Code::not_an_envelope) e.details += " (byte " + std::to_string(error.offset) + ")";
  Failure f{FaultKind::ad_api, {}, 0};
  f.errors.push_back(std::move(e));
  return f;
}

std::expected<Outgoing, Failure> run(const Way& way, const Incoming& incoming, Exchange& exchange, Hindrance& hindrance) {
  const auto in_stores = store::nanoseconds_in_stores();
  exchange.operation = &incoming.operation;
  std::expected<Outgoing, Failure> result;
  // What nobody foresaw (a full disk, no memory) is the documented internal error, not a broken answer.
  try {
    result = answer(way, incoming, exchange, hindrance);
  } catch (const std::exception& e) {
    result = fail(FaultKind::ad_api, Error::InternalError, {"server.exception", {}, {}, {}, e.what()});
  }
  exchange.spent[static_cast<std::size_t>(Stage::store)] += std::chrono::nanoseconds(store::nanoseconds_in_stores() - in_stores);
  return result;
}

}  // namespace adsbox::gateway
