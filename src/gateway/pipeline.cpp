#include "gateway/pipeline.h"

#include <exception>

#include "identity/header_ids.h"
#include "identity/permissions.h"
#include "net/blocking.h"

namespace adsbox::gateway {
namespace {

/// The caller in the world where the credentials hold. A host that names no environment leaves the choice to the credentials:
/// the default world is asked first, and its refusal is the one reported.
std::expected<std::pair<world::World*, std::shared_ptr<const identity::Principal>>, Failure> accept(world::Worlds& worlds,
                                                                                                    const Options& options,
                                                                                                    const Incoming& incoming) {
  world::World* named = world_of_host(worlds, incoming.host);
  world::World* first = named != nullptr ? named : worlds.find(options.default_world);
  if (first == nullptr) first = worlds.all().front();
  auto principal = identity::authenticate(*first, incoming.credentials);
  if (principal) return std::pair{first, std::move(*principal)};
  if (named == nullptr)
    for (world::World* other : worlds.all()) {
      if (other == first) continue;
      if (auto p = identity::authenticate(*other, incoming.credentials)) return std::pair{other, std::move(*p)};
    }
  return std::unexpected(std::move(principal.error()));
}

/// Operations that wait for a commit. The names of the contract tell: what does not read writes.
bool writes(const schema::OperationInfo& operation) {
  const auto name = schema::text(operation.name);
  return !name.starts_with("Get") && !name.starts_with("Search") && !name.starts_with("Find");
}

/// A handler that fails in a way nobody foresaw (a full disk, no memory) is the documented internal error, not a broken answer.
std::expected<box<object>, Failure> invoke(const services::Registry& registry, services::Call& call, const object& request) {
  try {
    return registry.invoke(call, request);
  } catch (const std::exception& e) {
    return fail(FaultKind::ad_api, Error::InternalError, {"server.exception", {}, {}, {}, e.what()});
  }
}

}  // namespace

world::World* world_of_host(world::Worlds& worlds, std::string_view host) {
  const auto name = host.substr(0, host.find(':'));
  if (name.ends_with(".api.sandbox.bingads.microsoft.com")) return worlds.of(world::Environment::sandbox);
  if (name.ends_with(".api.bingads.microsoft.com")) return worlds.of(world::Environment::production);
  return nullptr;
}

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
  auto response = invoke(registry, call, *request);
  if (!response) return std::unexpected(std::move(response.error()));
  return Outgoing{std::move(*response), std::move(call.filter), std::move(call.kept_alive)};
}

}  // namespace adsbox::gateway
