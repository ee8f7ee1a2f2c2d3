// The generic validator: walks an object by the rule tables (schema/rules.h) and reports what breaks a row.
#pragma once

#include <cstdint>

#include "services/entity/item_errors.h"

namespace adsbox::services {

enum class Mode : std::uint8_t { add, update };

struct ValidateOptions {
  Mode mode = Mode::add;
  std::int64_t account_header = 0;  // CustomerAccountId, for rows `account=`; 0 = absent
  bool shallow = false;             // only the object's own members: the items of a request are checked one by one
};

/// Checks `sent` and everything below it that has rules. `stored`: what an update changes, or nullptr; where it has no
/// counterpart of the same type (or of the one that its type is stored as), the rules of an add hold below that point (a member
/// that is new must be complete).
void validate(const object& sent, const object* stored, const ValidateOptions& options, const Path& path, ItemErrors& errors);

/// A copy of `sent` without the members that validate() refuses: what the decisions about the other members can be made on.
[[nodiscard]] box<object> without_refused(const object& sent, const object* stored, const ValidateOptions& options);

}  // namespace adsbox::services
