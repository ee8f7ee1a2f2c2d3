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
#include "gateway/gateway.h"
#include "identity/principal.h"
#include "services/call.h"

namespace adsbox::gateway {

struct Incoming {
  const schema::OperationInfo& operation;
  identity::Credentials credentials;
  std::string_view host;
  std::string base_url;
  /// Decodes the body into a fresh request object. Called after the caller was accepted.
  std::function<std::expected<void, codec::DecodeError>(object& request)> decode;
};

/// The answer, and what its encoder leaves out.
struct Outgoing {
  box<object> response;
  codec::FieldFilter filter;
  std::vector<std::shared_ptr<const void>> kept_alive;  // what the response borrows from
};

std::expected<Outgoing, Failure> run(world::Worlds& worlds, const services::Registry& registry, const Options& options,
                                     const Incoming& incoming, std::string_view tracking_id);

/// A decode error as the failure that the caller gets.
Failure failure_of(const codec::DecodeError& error);

/// A new tracking id: a GUID.
std::string new_tracking_id(world::Worlds& worlds, const Options& options);

}  // namespace adsbox::gateway
