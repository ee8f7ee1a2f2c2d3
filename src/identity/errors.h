// The API's errors by their documented number.
#pragma once

#include "errors/failure.h"

namespace adsbox::identity {

/// The row of a documented error number; the internal error's when the table does not have it.
inline Error error_by_code(std::int32_t code) {
  const auto* row = schema::find_error(code);
  return row ? static_cast<Error>(row - schema::contract.errors.data()) : Error{};
}

}  // namespace adsbox::identity
