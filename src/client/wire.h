// Typed request <-> HTTP exchange. Pure functions: what one try sends, and what came back.
#pragma once

#include "adsbox/client.h"
#include "schema/tables.h"

namespace adsbox::client {

struct Frame {
  const Environment& environment;
  Protocol protocol;
  std::string_view access_token, developer_token, identity_provider;
  std::int64_t customer_id = 0, customer_account_id = 0;  // 0 = not sent
};

/// Fails where the operation is not offered over the protocol.
std::expected<HttpRequest, ApiError> encode(const schema::OperationInfo& operation, const object& request, const Frame& frame);

std::expected<Answer, ApiError> decode(const schema::OperationInfo& operation, Protocol protocol, HttpResponse response,
                                       std::chrono::system_clock::time_point now);

/// True for operations that change nothing and may be repeated at will.
bool reads_only(const schema::OperationInfo& operation);

}  // namespace adsbox::client
