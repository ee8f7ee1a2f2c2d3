#include "gateway/pipeline.h"

#include <algorithm>
#include <exception>
#include <vector>

#include "identity/environment.h"
#include "identity/header_ids.h"
#include "identity/permissions.h"
#include "net/blocking.h"

namespace adsbox::gateway {
namespace {

using Accepted = std::pair<world::World*, std::shared_ptr<const identity::Principal>>;

/// How much a refusal knows of the credentials: a world that knows the token but finds it expired has more to say than one that
/// has never seen it.
bool knows_the_caller(const Failure& failure) {
  return !failure.errors.empty() && failure.errors.front().error != Error::InvalidCredentials;
}

/// The caller in the world where the credentials hold. A host that names no environment leaves the choice to the credentials: the
/// default world is asked first; when all refuse, the one that knows the caller gives the reason.
std::expected<Accepted, Failure> accept(world::Worlds& worlds, const Options& options, const Incoming& incoming) {
  if (const auto environment = identity::environment_of_host(incoming.host)) {
    world::World* named = worlds.of(*environment);
    if (named == nullptr)
      return fail(FaultKind::ad_api, Error::InvalidCredentials,
                  {"auth.environment.not_served",
                   "Host",
                   std::string(incoming.host),
                   {},
                   "a host of an environment that this server serves"});
    auto principal = identity::authenticate(*named, incoming.credentials);
    if (!principal) return std::unexpected(std::move(principal.error()));
    return Accepted{named, std::move(*principal)};
  }
  std::vector<world::World*> candidates = worlds.all();
  std::ranges::stable_partition(candidates, [&](const world::World* w) { return w->name() == options.default_world; });
  std::optional<Failure> refusal;
  for (world::World* candidate : candidates) {
    auto principal = identity::authenticate(*candidate, incoming.credentials);
    if (principal) return Accepted{candidate, std::move(*principal)};
    if (!refusal || (!knows_the_caller(*refusal) && knows_the_caller(principal.error()))) refusal = std::move(principal.error());
  }
  return std::unexpected(std::move(*refusal));
}

/// Operations that wait for a commit. The names of the contract tell: what does not read writes.
bool writes(const schema::OperationInfo& operation) {
  const auto name = schema::text(operation.name);
  return !name.starts_with("Get") && !name.starts_with("Search") && !name.starts_with("Find");
}

std::expected<Outgoing, Failure> answer(world::Worlds& worlds, const services::Registry& registry, const Options& options,
                                        const Incoming& incoming, std::string_view tracking_id) {
  auto accepted = accept(worlds, options, incoming);
  if (!accepted) return std::unexpected(std::move(accepted.error()));
  auto& [world, principal] = *accepted;

  const auto& operation = incoming.operation;
  const box<object> request(create_object(operation.request));
  if (auto decoded = incoming.decode(*request); !decoded) return std::unexpected(failure_of(decoded.error()));

  const auto ids = identity::check_header_ids(operation, incoming.credentials);
  if (!ids) return std::unexpected(ids.error());
  services::Call call{
      *world, operation, *principal, ids->customer_id, ids->account_id, tracking_id, incoming.base_url, world->clock().now(),
      {},     {}};
  if (auto allowed = identity::authorize(*world, *principal, operation, *ids, *request); !allowed)
    return std::unexpected(std::move(allowed.error()));

  if (writes(operation)) net::about_to_block();
  auto response = registry.invoke(call, *request);
  if (!response) return std::unexpected(std::move(response.error()));
  return Outgoing{std::move(*response), std::move(call.filter), std::move(call.kept_alive)};
}

}  // namespace

std::string new_tracking_id(world::Worlds& worlds, const Options& options) {
  world::World* w = worlds.find(options.default_world);
  return (w != nullptr ? *w : *worlds.all().front()).random().guid();
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

std::expected<Outgoing, Failure> run(world::Worlds& worlds, const services::Registry& registry, const Options& options,
                                     const Incoming& incoming, std::string_view tracking_id) {
  // What nobody foresaw (a full disk, no memory) is the documented internal error, not a broken answer.
  try {
    return answer(worlds, registry, options, incoming, tracking_id);
  } catch (const std::exception& e) {
    return fail(FaultKind::ad_api, Error::InternalError, {"server.exception", {}, {}, {}, e.what()});
  }
}

}  // namespace adsbox::gateway
