// The REST side of a service as an OpenAPI document, written from the contract tables.
#pragma once

#include <string>
#include <string_view>

#include "schema/tables.h"

namespace adsbox::gateway {

/// An OpenAPI 3.1 document in JSON: every operation that REST offers, the messages and types that these reach, and the faults.
///   - longs are strings, flags one comma-separated string, dateTime and base64 strings;
///   - a member that may be null has `null` among its types;
///   - a family is `oneOf` its members by the discriminator `Type`. Where the head of a family is itself a member, its own form
///   is the
///     schema `NAME.Only`.
/// `base_url` is scheme, host and port without a trailing slash; it becomes the only server.
std::string openapi_document(const schema::ServiceInfo& service, std::string_view base_url);

}  // namespace adsbox::gateway
