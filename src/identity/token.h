// The token endpoints.
#pragma once

#include <string_view>

#include "identity/web.h"

namespace adsbox::identity {

/// `tenant` is the first path segment of the v2 address (lower case), empty elsewhere.
void handle_token(Web& web, Generation g, std::string_view tenant);

/// POST /{tenant}/oauth2/v2.0/devicecode: starts a device flow.
void handle_device_code(Web& web, std::string_view tenant);
/// /common/oauth2/deviceauth: the page where a person enters the user code.
void handle_device_page(Web& web);

}  // namespace adsbox::identity
