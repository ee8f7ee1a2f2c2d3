// Which errors an answer tells of, as far as its types have members for them, and whether these are the ones that were raised.
#pragma once

#include <string>
#include <vector>

#include "adsbox/api_error.h"
#include "errors/failure.h"
#include "schema/tables.h"

namespace adsbox::services {

/// What is not told as it was raised, in words; empty when all is. `told` is the answer of a call whose items were refused.
std::string untold(const std::vector<ErrorValue>& raised, const object& told);
/// The same for a call that was refused as a whole.
std::string untold(const Failure& raised, const ApiError& told, const schema::OperationInfo& operation);

}  // namespace adsbox::services
