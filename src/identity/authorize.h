// The authorize endpoints: what an application asks for, and the answer that it gets.
#pragma once

#include <string_view>

#include "identity/web.h"

namespace adsbox::identity {

/// `tenant` is the first path segment of the v2 address (lower case), empty elsewhere.
void handle_authorize(Web& web, Generation g, std::string_view tenant);

}  // namespace adsbox::identity
