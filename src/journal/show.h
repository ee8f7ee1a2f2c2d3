// Entries as JSON, without their secrets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/json_object.h"
#include "journal/journal.h"
#include "journal/secrets.h"

namespace adsbox::journal {

/// "ok", "partial" (some items were refused), "refused" (a rule refused the call), "failed" (any other status from 400).
[[nodiscard]] std::string_view outcome_of(const Entry& entry);
[[nodiscard]] std::string_view protocol_of(const Entry& entry);
/// ISO 8601, UTC.
[[nodiscard]] std::string time_of(std::int64_t ticks);
/// The entry in a line: who, what, when, how it went.
[[nodiscard]] codec::JsonObject summary_of(const Entry& entry);
/// Everything: also both messages with decoded bodies, time by stage, errors, warnings, fired rules.
[[nodiscard]] std::string details_of(const Entry& entry);
/// `errors` with their explanations.
[[nodiscard]] std::string errors_json(const std::vector<ErrorValue>& errors, const Secrets& secrets);

/// A body as people want to read it.
struct ShownBody {
  std::string json;                // the value: an object, a text, or null
  std::string_view form = "none";  // "json" (decoded), "text", "html", "binary", "file"
};
[[nodiscard]] ShownBody request_body_of(const Entry& entry, const Secrets& secrets);
[[nodiscard]] ShownBody response_body_of(const Entry& entry, const Secrets& secrets);

}  // namespace adsbox::journal
