// The one way of a call, after a front door has found out what is called and by whom, and before it writes the answer.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/codec.h"
#include "faults/rules.h"
#include "gateway/admission.h"
#include "gateway/gateway.h"
#include "identity/principal.h"
#include "services/call.h"

namespace adsbox::gateway {

/// What every call of a gateway shares, and who wants to know of this one.
struct Way {
  world::Worlds& worlds;
  const services::Registry& registry;
  const Options& options;
  CallsUnderWay& under_way;
  const BeforeCall& before;
};

struct Incoming {
  const schema::OperationInfo& operation;
  identity::Credentials credentials;
  std::string_view host;
  std::string base_url;
  std::string_view user_agent;
  /// Decodes the body into a fresh request object. Called after the caller was accepted.
  std::function<std::expected<void, codec::DecodeError>(object& request)> decode;
};

/// The answer, and what its encoder leaves out.
struct Outgoing {
  box<object> response;
  codec::FieldFilter filter;
  std::vector<std::shared_ptr<const void>> kept_alive;  // what the response borrows from
};

/// What the fault rules of the world want of a request.
struct Hindrance {
  faults::Decision decision;
  std::shared_ptr<faults::Rules> rules;  // null: nothing is to be done
  /// Puts the effects on the finished answer.
  void finish(Exchange& exchange, net::Response& response);
};

/// `exchange` learns the world, the caller, the time of each stage and what was refused.
std::expected<Outgoing, Failure> run(const Way& way, const Incoming& incoming, Exchange& exchange, Hindrance& hindrance);

/// A decode error as the failure that the caller gets.
Failure failure_of(const codec::DecodeError& error);

}  // namespace adsbox::gateway
