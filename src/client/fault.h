// What went wrong, the faults of all services among it, in one form.
#pragma once

#include <string_view>

#include "adsbox/api_error.h"
#include "adsbox/transport.h"
#include "adsbox/values.h"
#include "schema/tables.h"

namespace adsbox::client {

ApiError no_answer(TransportError error);

/// Takes code, symbol, message, tracking id and all items out of a decoded fault detail of any type.
void read_fault_detail(const object& detail, ApiError& error);

/// A REST error body: the fault itself or wrapped in {"ApplicationFault": ...}. False when it is neither; `error` is then as
/// it was.
bool read_json_fault(const schema::OperationInfo& operation, std::string_view body, ApiError& error);

}  // namespace adsbox::client
