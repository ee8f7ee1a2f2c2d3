// Errors as values. Behaviour code says what is wrong; only the gateway knows how a protocol spells it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adsbox/errors.h"  // generated: enum class Error
#include "schema/tables.h"

namespace adsbox {

inline const schema::ErrorInfo& error_info(Error e) {
  return schema::contract.errors[static_cast<std::size_t>(e)];
}

/// Why a rule refused: enough to tell a person what would have been right.
struct Explanation {
  std::string rule;          // stable id of the rule: "Campaign.Name.max_length", "auth.token.expired"
  std::string field;         // path in the request: "Campaigns[1].Name"
  std::string value;         // what was sent (secrets are never put here)
  std::string bound;         // the documented bound: "128"
  std::string expected;      // what would have been accepted, in words
  std::int64_t offset = -1;  // of malformed input: the byte of the request's body where it was seen; else -1
};

/// What an editorial review objected to: the members that EditorialError has beside those of BatchError.
struct EditorialDetail {
  int reason_code = 0;
  bool appealable = false;
  std::string location, disapproved_text, publisher_country;
};

struct ErrorValue {
  Error error{};
  int index = -1;          // position in the request's list; -1 = the whole call
  std::string field_path;  // FieldPath on the wire, where the API fills it
  std::string details;     // Details/Detail on the wire
  Explanation why;
  int nested_index = -1;  // position in the item's own list, for NestedPartialErrors
  std::optional<EditorialDetail> editorial = std::nullopt;
};

/// Which fault a refused call becomes.
enum class FaultKind : std::uint8_t {
  ad_api,     // AdApiFaultDetail: the caller was not accepted, or the server failed
  operation,  // ApiFaultDetail / ApiFault, OperationErrors
  batch,      // ... BatchErrors
};

struct Failure {
  FaultKind kind = FaultKind::operation;
  std::vector<ErrorValue> errors;
  int http_status = 0;  // 0: by kind and code (see gateway/faults)
};

inline std::unexpected<Failure> fail(FaultKind kind, Error error, Explanation why, std::string details = {}) {
  Failure f{kind, {}, 0};
  f.errors.push_back({error, -1, {}, std::move(details), std::move(why), -1});
  return std::unexpected(std::move(f));
}

}  // namespace adsbox
